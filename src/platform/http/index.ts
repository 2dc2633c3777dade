export { ADMIN_BODY_LIMIT } from './body/body-limits.js';
export { addAnswerHooks } from './answer-hooks.js';
export { HttpFront } from './http-front.js';
export { acceptBodies } from './body/request-body.js';
export { answerUnrouted } from './unrouted.js';
