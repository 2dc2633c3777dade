import { DomainError } from '../../platform/errors/index.js';

export class PoolNotFoundError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no pool of this id or name.');
  }
}

export class PoolNameTakenError extends DomainError {
  readonly code = 'pool-name-taken';
  readonly kind = 'conflict';
  constructor() {
    super('Another pool has this name.');
  }
}

export class UnknownVoiceError extends DomainError {
  readonly code = 'voice-unknown';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super('8x8 has no voice profile of this name.');
    this.extensions = { path };
  }
}

export class VirtualNumberNotFoundError extends DomainError {
  readonly code = 'virtual-number-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No pool has this virtual number.');
  }
}

/** An operator confirms what was shown, and nothing else. */
export class HeldSyncChangedError extends DomainError {
  readonly code = 'held-sync-changed';
  readonly kind = 'conflict';
  constructor() {
    super('The pool has no held sync of this id; nothing was retired.');
  }
}

/** Says of whom it is the phone to nobody, and not which of several numbers it is. */
export class VirtualNumberInUseError extends DomainError {
  readonly code = 'phone-number-in-use';
  readonly kind = 'unprocessable';
  constructor() {
    super(
      'One of the numbers is in use as a phone and cannot be a virtual number; nothing was added.',
    );
  }
}

/** What keeps a number from being deleted. */
export type NumberHold = 'enabled' | 'bookings' | 'routes';

export class VirtualNumberNotDeletableError extends DomainError {
  readonly code = 'virtual-number-in-use';
  readonly kind = 'conflict';
  override readonly extensions: { reason: NumberHold };
  constructor(reason: NumberHold) {
    super('The virtual number takes bookings, or bookings or routes need it; it was not deleted.');
    this.extensions = { reason };
  }
}

export class NumbersContendedError extends DomainError {
  readonly code = 'numbers-contended';
  readonly kind = 'unavailable';
  constructor() {
    super('Numbers cannot be added while so many bookings are written; send it again in a moment.');
  }
}

/** A virtual number belongs to one pool: its routes are unique within it. */
export class VirtualNumberTakenError extends DomainError {
  readonly code = 'virtual-number-taken';
  readonly kind = 'conflict';
  constructor() {
    super('One of the virtual numbers is in another pool; nothing was added.');
  }
}
