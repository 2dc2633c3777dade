export {
  isConnectionLost,
  isDatabaseUnreachable,
  isReadOnly,
  isSilence,
  isStalePlan,
} from './database-failure.js';
export { describeError, framesOf } from './describe-error.js';
export {
  DomainError,
  type ErrorKind,
  type FieldError,
  InvalidCursorError,
  InvalidPhoneNumberError,
  MalformedRequestError,
  NotFoundError,
  ValidationFailedError,
} from './domain-error.js';
