import { DomainError } from '../../errors/index.js';
import type { Scope } from './scopes.js';

export class ScopeMissingError extends DomainError {
  readonly code = 'scope-missing';
  readonly kind = 'forbidden';
  override readonly extensions: { scope: Scope };
  constructor(scope: Scope) {
    super(`The key does not have the scope ${scope}. Use a key that has it.`);
    this.extensions = { scope };
  }
}

/** A route that concerns all pools refuses keys that are restricted to pools. */
export class KeyRestrictedError extends DomainError {
  readonly code = 'key-restricted';
  readonly kind = 'forbidden';
  constructor() {
    super('This request concerns all pools. Use a key that is not restricted to pools.');
  }
}

/** A route was added to the admin API without a scope. It refuses all requests. */
export class ScopeUndeclaredError extends DomainError {
  readonly code = 'scope-undeclared';
  readonly kind = 'forbidden';
  constructor() {
    super('This route is closed, because it does not declare the scope that it requires.');
  }
}

export class RateLimitedError extends DomainError {
  readonly code = 'rate-limited';
  readonly kind = 'too-many-requests';
  constructor() {
    super('The key has made too many requests. Wait for the time in Retry-After.');
  }
}
