import { DomainError } from '../../errors/index.js';
import type { Scope } from './scopes.js';

export class ScopeMissingError extends DomainError {
  readonly code = 'scope-missing';
  readonly kind = 'forbidden';
  override readonly extensions: { scope: Scope };
  constructor(scope: Scope) {
    super(`The key does not have the scope ${scope}.`);
    this.extensions = { scope };
  }
}

/** What concerns all pools is not for a key of some of them. */
export class KeyRestrictedError extends DomainError {
  readonly code = 'key-restricted';
  readonly kind = 'forbidden';
  constructor() {
    super('This needs a key that is not restricted to pools.');
  }
}

/** Somebody added a route to the admin API and forgot to say who may use it: then nobody may. */
export class ScopeUndeclaredError extends DomainError {
  readonly code = 'scope-undeclared';
  readonly kind = 'forbidden';
  constructor() {
    super('Nobody may use this address: it does not say which scope it needs.');
  }
}

export class RateLimitedError extends DomainError {
  readonly code = 'rate-limited';
  readonly kind = 'too-many-requests';
  constructor() {
    super('The key has made too many requests; Retry-After says when it may go on.');
  }
}
