import { DomainError } from '../../errors/index.js';

export class TooManySignInsError extends DomainError {
  readonly code = 'too-many-sign-ins';
  readonly kind = 'too-many-requests';
  constructor() {
    super('Too many sign-ins from this address. Wait for the time in Retry-After.');
  }
}

export class ConsoleSessionNotFoundError extends DomainError {
  readonly code = 'console-session-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no session with this id; check the id.');
  }
}
