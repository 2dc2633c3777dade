import { DomainError } from '../../platform/errors/index.js';
import type { UrlFault } from '../../events/index.js';

export class DecisionHookNotFoundError extends DomainError {
  readonly code = 'decision-hook-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('The pool has no decision hook.');
  }
}

export class DecisionHookExistsError extends DomainError {
  readonly code = 'decision-hook-exists';
  readonly kind = 'conflict';
  constructor() {
    super('The pool already has a decision hook. Change it, or delete it first.');
  }
}

export class DecisionHookUrlRefusedError extends DomainError {
  readonly code = 'decision-hook-url-refused';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string; reason: UrlFault };
  constructor(reason: UrlFault) {
    super('Maskline cannot ask this URL; see `reason`.');
    this.extensions = { path: 'url', reason };
  }
}
