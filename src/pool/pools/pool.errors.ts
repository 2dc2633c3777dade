import { DomainError } from '../../platform/errors/index.js';

export class PoolNotFoundError extends DomainError {
  readonly code = 'pool-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No pool has this id or name. `GET /v1/pools` lists your pools.');
  }
}

export class PoolNameTakenError extends DomainError {
  readonly code = 'pool-name-taken';
  readonly kind = 'conflict';
  constructor() {
    super('Another pool has this name. Choose another name.');
  }
}

/** What would be recorded without an announcement: one booking, the pool's usual, or live ones. */
export type UnannouncedRecording = 'booking' | 'pool' | 'live-bookings';

/** Thrown in a pool with `recordingRequiresAnnouncement`. */
export class UnannouncedRecordingError extends DomainError {
  readonly code = 'recording-without-announcement';
  readonly kind = 'unprocessable';
  override readonly extensions: { reason: UnannouncedRecording };
  constructor(reason: UnannouncedRecording) {
    super(
      'Calls would be recorded without an announcement, which the pool requires. ' +
        'Set an announcement, or turn recording off.',
    );
    this.extensions = { reason };
  }
}

export class UnknownVoiceError extends DomainError {
  readonly code = 'voice-unknown';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super('8x8 has no voice profile with this name. Omit it to use the default voice.');
    this.extensions = { path };
  }
}

export class UnknownTimeZoneError extends DomainError {
  readonly code = 'time-zone-unknown';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super(
      'PostgreSQL knows no time zone with this name. Use an IANA name, such as Asia/Singapore.',
    );
    this.extensions = { path };
  }
}

export class VirtualNumberNotFoundError extends DomainError {
  readonly code = 'virtual-number-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('No pool contains this virtual number. Give it in E.164 with `+` (`%2B` in a URL).');
  }
}

/** Ensures that an operator confirms exactly the held sync that was shown. */
export class HeldSyncChangedError extends DomainError {
  readonly code = 'held-sync-changed';
  readonly kind = 'conflict';
  constructor() {
    super(
      'The pool has no held sync with this id, so nothing was retired. ' +
        '`GET /v1/pools/{pool}` shows the current one.',
    );
  }
}

/** Discloses neither which number it is nor whose phone. */
export class VirtualNumberInUseError extends DomainError {
  readonly code = 'phone-number-in-use';
  readonly kind = 'unprocessable';
  constructor() {
    super(
      "One of the numbers is a party's phone and cannot be a virtual number, so nothing was added. " +
        'Check the numbers and try again.',
    );
  }
}

/** Reasons why a number cannot be deleted. */
export type NumberUse = 'enabled' | 'bookings' | 'routes';

export class VirtualNumberNotDeletableError extends DomainError {
  readonly code = 'virtual-number-in-use';
  readonly kind = 'conflict';
  override readonly extensions: { reason: NumberUse };
  constructor(reason: NumberUse) {
    super(
      'The virtual number takes bookings, or a booking or route uses it, so it was not deleted. ' +
        'Set its `state` to `disabled` and try again later.',
    );
    this.extensions = { reason };
  }
}

export class NumbersContendedError extends DomainError {
  readonly code = 'numbers-contended';
  readonly kind = 'unavailable';
  constructor() {
    super('Numbers cannot be added while many bookings are being written. Try again in a moment.');
  }
}

/** A virtual number belongs to one pool, because its routes are unique within it. */
export class VirtualNumberTakenError extends DomainError {
  readonly code = 'virtual-number-taken';
  readonly kind = 'conflict';
  constructor() {
    super('One of the virtual numbers is in another pool, so nothing was added. Leave it out.');
  }
}
