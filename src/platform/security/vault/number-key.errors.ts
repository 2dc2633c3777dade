import { DomainError } from '../../errors/index.js';

/** NUMBER_KEYS does not match the keys of this database. */
export class KeyRingMismatchError extends Error {
  constructor(problem: string) {
    super(`NUMBER_KEYS does not fit this database: ${problem}`);
    this.name = 'KeyRingMismatchError';
  }
}

/**
 * The keys have been rotated further than this process knows. It must be restarted with the current
 * ring.
 */
export class NumberKeysOutdatedError extends DomainError {
  readonly code = 'number-keys-outdated';
  readonly kind = 'unavailable';
  constructor() {
    super(
      'This replica runs with outdated NUMBER_KEYS. Send the request again, so that another replica handles it.',
    );
  }
}
