export { type NumberBounds, readCarrierInteger, readCarrierNumber } from './number.js';
export { Slices } from './slices.js';
export { cutText, isStorableText, toStorableId, toStorableText } from './text.js';
export { readCarrierTime, readTimestamp, type Timestamp } from './time.js';
