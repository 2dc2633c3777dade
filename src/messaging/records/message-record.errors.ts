import { DomainError } from '../../platform/errors/index.js';

export class MessageNotFoundError extends DomainError {
  readonly code = 'message-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no text with this id; check the id.');
  }
}
