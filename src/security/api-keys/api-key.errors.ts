import { DomainError } from '../../common/index.js';
import type { Scope } from '../scopes.js';

export class ApiKeyNotFoundError extends DomainError {
  readonly code = 'api-key-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no API key of this id.');
  }
}

/** A key can give away only what it has: otherwise the weakest one with keys:write would be all. */
export class GrantExceededError extends DomainError {
  readonly code = 'grant-exceeded';
  readonly kind = 'forbidden';
  override readonly extensions: { scopes: Scope[] };
  /** @param scopes those that it does not have; none: it is a matter of pools */
  constructor(scopes: Scope[]) {
    super('A key can grant only the scopes and pools that it has itself.');
    this.extensions = { scopes };
  }
}

export class KeyPoolNotFoundError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no pool of one of these ids or names.');
  }
}

export class KeyExpiryInThePastError extends DomainError {
  readonly code = 'expiry-in-the-past';
  readonly kind = 'unprocessable';
  constructor() {
    super('The key would have expired already.');
  }
}

export class ApiKeyEndedError extends DomainError {
  readonly code = 'api-key-ended';
  readonly kind = 'conflict';
  override readonly extensions: { keyStatus: string };
  constructor(keyStatus: string) {
    super('The key has ended.');
    this.extensions = { keyStatus };
  }
}

export class ApiKeyRotatedError extends DomainError {
  readonly code = 'api-key-rotated';
  readonly kind = 'conflict';
  override readonly extensions: { successorId: string };
  constructor(successorId: string) {
    super('The key has a successor already; rotate that one.');
    this.extensions = { successorId };
  }
}
