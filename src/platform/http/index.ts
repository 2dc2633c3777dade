export { ADMIN_BODY_LIMIT } from './body-limits.js';
export { addAnswerHooks } from './answer-hooks.js';
export { HttpFront } from './http-front.js';
export { acceptBodies } from './request-body.js';
export { answerUnrouted } from './unrouted.js';
