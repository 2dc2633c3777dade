export { ADMIN_BODY_LIMIT } from './body/body-limits.js';
export { addResponseHooks } from './response-hooks.js';
export { noteRoute } from './note-route.js';
export { HttpFront } from './http-front.js';
export type { Form } from './body/form-body.js';
export { acceptBodies } from './body/request-body.js';
export { answerUnrouted } from './unrouted.js';
