import { DomainError } from '../../errors/index.js';

export class UnauthenticatedError extends DomainError {
  readonly code = 'unauthenticated';
  readonly kind = 'unauthenticated';
  constructor() {
    super('The credentials in the Authorization header are missing, unknown, expired or revoked.');
  }
}
