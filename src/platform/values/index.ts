export { BoundedMap } from './bounded-map.js';
export { callingCodeOf, fitsCountry, hasCallingCodeOf } from './calling-code.js';
export { isPlainId, NUMBER_LIKE } from './number-like.js';
export { NUMBER_KINDS, type NumberKind, PhoneNumber } from './phone-number.js';
export { type Integer, type Uuid } from './wire-types.js';
export { WrittenNumber } from './written-number.js';
