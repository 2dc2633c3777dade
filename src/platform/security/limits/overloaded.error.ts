import { DomainError } from '../../errors/index.js';

export class OverloadedError extends DomainError {
  readonly code = 'overloaded';
  readonly kind = 'unavailable';
  constructor() {
    super('Too many requests are in progress. Send the request again in a moment.');
  }
}
