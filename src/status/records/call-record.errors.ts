import { DomainError } from '../../platform/errors/index.js';

export class CallNotFoundError extends DomainError {
  readonly code = 'call-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no call of this session id.');
  }
}
