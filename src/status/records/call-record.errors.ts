import { DomainError } from '../../platform/errors/index.js';

export class CallNotFoundError extends DomainError {
  readonly code = 'call-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No call has this session id. If it has just begun, try again in a moment.');
  }
}

export class CallerUnknownError extends DomainError {
  readonly code = 'caller-unknown';
  readonly kind = 'unprocessable';
  constructor() {
    super('The phone or the number of this call is not known, so it cannot be decided again.');
  }
}
