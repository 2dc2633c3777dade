import { DomainError } from '../../errors/index.js';

export class UnauthenticatedError extends DomainError {
  readonly code = 'unauthenticated';
  readonly kind = 'unauthenticated';
  constructor() {
    super('The Authorization header does not contain valid credentials for this path.');
  }
}
