export { ACCESS_CONTEXT, AccessEntry } from './access-entry.js';
export {
  type Context,
  contextOf,
  contextOfBatch,
  currentContext,
  currentRequest,
  currentSpans,
  knownContextOf,
  logIn,
  noteBooking,
  noteSession,
  RequestContext,
  runInContext,
  serveInContext,
} from './request-context.js';
