import { DomainError } from '../../errors/index.js';
import type { Scope } from '../auth/scopes.js';

export class ApiKeyNotFoundError extends DomainError {
  readonly code = 'api-key-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no API key of this id.');
  }
}

/** In what a key has more than another. */
export type Excess = 'scopes' | 'pools' | 'rateLimitPerMinute' | 'expiresAt';

/** A key has no power over more than it has: otherwise the weakest one with keys:write would be all. */
export class GrantExceededError extends DomainError {
  readonly code = 'grant-exceeded';
  readonly kind = 'forbidden';
  override readonly extensions: { exceeds: Excess[]; scopes: Scope[] };
  /** @param scopes those that it does not have */
  constructor(exceeds: Excess[], scopes: Scope[]) {
    super('A key can grant, rotate and revoke only what has no more than it has itself.');
    this.extensions = { exceeds, scopes };
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
