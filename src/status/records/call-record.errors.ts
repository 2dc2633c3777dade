import { DomainError } from '../../common/index.js';

export class CallNotFoundError extends DomainError {
  readonly code = 'call-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no call of this session id.');
  }
}
