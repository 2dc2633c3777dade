import { DomainError } from '../platform/errors/index.js';

export class NotReadyError extends DomainError {
  readonly code = 'not-ready';
  readonly kind = 'unavailable';
  constructor() {
    super('The database does not answer. Wait until this replica is ready.');
  }
}

export class ShuttingDownError extends DomainError {
  readonly code = 'shutting-down';
  readonly kind = 'unavailable';
  constructor() {
    super('This replica is about to stop. Send requests to another replica.');
  }
}
