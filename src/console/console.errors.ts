import { DomainError } from '../platform/errors/index.js';

export class ConsoleNotBuiltError extends DomainError {
  readonly code = 'console-not-built';
  readonly kind = 'not-found';
  constructor() {
    super('This installation has no console. Build it with npm run build, and start again.');
  }
}
