export { type ClientOptions, createMasklineClient, type MasklineClient } from './client.js';
export { type Schemas } from './schemas.js';
export { EventSignatureError, type MasklineEvent, verifyEvent } from './events.js';
export { CALL_OUTCOMES } from './outcomes.js';
export { itemsOf, type Page } from './pages.js';
export { answerOf, isProblem, MasklineError, NoResponseError, type Problem } from './problems.js';
