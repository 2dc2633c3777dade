import { DomainError } from '../../errors/index.js';

/** NUMBER_KEYS is not a ring that this database can be used with. */
export class KeyRingMismatchError extends Error {
  constructor(problem: string) {
    super(`NUMBER_KEYS does not fit this database: ${problem}`);
    this.name = 'KeyRingMismatchError';
  }
}

/** The keys have been rotated further than this process knows; it has to be started anew. */
export class NumberKeysOutdatedError extends DomainError {
  readonly code = 'number-keys-outdated';
  readonly kind = 'unavailable';
  constructor() {
    super('This replica runs with NUMBER_KEYS of before; others take the request.');
  }
}
