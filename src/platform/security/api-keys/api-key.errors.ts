import { DomainError } from '../../errors/index.js';
import type { Scope } from '../auth/scopes.js';

export class ApiKeyNotFoundError extends DomainError {
  readonly code = 'api-key-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No API key has this ID.');
  }
}

/** A property in which one key exceeds another. */
export type Excess = 'scopes' | 'pools' | 'rateLimitPerMinute' | 'expiresAt';

/**
 * A key cannot grant more than it has; otherwise any key with keys:write would have all
 * permissions.
 */
export class GrantExceededError extends DomainError {
  readonly code = 'grant-exceeded';
  readonly kind = 'forbidden';
  override readonly extensions: { exceeds: Excess[]; scopes: Scope[] };
  /** @param scopes the missing scopes */
  constructor(exceeds: Excess[], scopes: Scope[]) {
    super(
      'A key can create, rotate and revoke only keys that do not exceed its own permissions; see `exceeds`.',
    );
    this.extensions = { exceeds, scopes };
  }
}

export class KeyPoolNotFoundError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('One of these IDs or names does not belong to a pool.');
  }
}

export class KeyExpiryInThePastError extends DomainError {
  readonly code = 'expiry-in-the-past';
  readonly kind = 'unprocessable';
  constructor() {
    super('The key would already have expired. Use a later time.');
  }
}

export class ApiKeyEndedError extends DomainError {
  readonly code = 'api-key-ended';
  readonly kind = 'conflict';
  override readonly extensions: { keyStatus: string };
  constructor(keyStatus: string) {
    super('The key is expired or revoked.');
    this.extensions = { keyStatus };
  }
}

export class ApiKeyRotatedError extends DomainError {
  readonly code = 'api-key-rotated';
  readonly kind = 'conflict';
  override readonly extensions: { successorId: string };
  constructor(successorId: string) {
    super('The key already has a successor. Rotate that one instead.');
    this.extensions = { successorId };
  }
}
