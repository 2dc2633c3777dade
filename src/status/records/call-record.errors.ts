import { DomainError } from '../../platform/errors/index.js';

export class CallNotFoundError extends DomainError {
  readonly code = 'call-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No call has this session id. If it has just begun, try again in a moment.');
  }
}
