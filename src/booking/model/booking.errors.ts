import { DomainError } from '../../platform/errors/index.js';
import { type Integer, type NumberKind, type Uuid } from '../../platform/values/index.js';

export class BookingNotFoundError extends DomainError {
  readonly code = 'booking-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no booking of this id.');
  }
}

export class PartyNotFoundError extends DomainError {
  readonly code = 'party-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('The booking has no party of this role.');
  }
}

export class ReferenceTakenError extends DomainError {
  readonly code = 'reference-taken';
  readonly kind = 'conflict';
  override readonly extensions: { bookingId: string };
  constructor(bookingId: string) {
    super('The pool has a booking of this reference with other content.');
    this.extensions = { bookingId };
  }
}

export class BookingEndedError extends DomainError {
  readonly code = 'booking-ended';
  readonly kind = 'conflict';
  override readonly extensions: { bookingStatus: string };
  constructor(bookingStatus: string) {
    super('The booking has ended and can no longer be changed in this way.');
    this.extensions = { bookingStatus };
  }
}

/** Ids that an answer lists at most. */
const MAX_LISTED = 200;

/** A number is not erased under those who talk by it. */
export class LiveBookingsError extends DomainError {
  readonly code = 'bookings-live';
  readonly kind = 'conflict';
  override readonly extensions: { bookings: Integer; bookingIds: Uuid[] };
  constructor(ids: readonly string[]) {
    super('Calls of this phone still connect; end its bookings, or ask for that with endBookings.');
    this.extensions = { bookings: ids.length, bookingIds: ids.slice(0, MAX_LISTED) };
  }
}

export class BookingNotCallableError extends DomainError {
  readonly code = 'booking-not-callable';
  readonly kind = 'conflict';
  constructor() {
    super('This party cannot call the other one now: the booking has ended, or does not let it.');
  }
}

export class BookingChangedError extends DomainError {
  readonly code = 'precondition-failed';
  readonly kind = 'precondition-failed';
  override readonly extensions: { version: string };
  /** @param version the one that the booking has */
  constructor(version: string) {
    super('The booking is no longer the one that If-Match names; read it again.');
    this.extensions = { version };
  }
}

export class TooManyCallsError extends DomainError {
  readonly code = 'too-many-calls';
  readonly kind = 'too-many-requests';
  constructor() {
    super('This party has called as often in the last minute as the pool allows.');
  }
}

/** Why numbers can't be given to two parties. */
export const REFUSAL_REASONS = [
  'conflict',
  'cooling',
  'capacity',
  'draining',
  'disabled',
  'pending',
  'unhealthy',
  'country',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export class PoolExhaustedError extends DomainError {
  readonly code = 'pool-exhausted';
  readonly kind = 'conflict';
  override readonly extensions: { reasons: Record<RefusalReason, number> };
  /** @param reasons how many numbers of the pool are refused for each reason */
  constructor(reasons: Record<RefusalReason, number>) {
    super('No virtual number of the pool is free for these two parties.');
    this.extensions = { reasons };
  }
}

export class VirtualNumberUnavailableError extends DomainError {
  readonly code = 'virtual-number-unavailable';
  readonly kind = 'conflict';
  override readonly extensions: { reason: RefusalReason | 'not-in-pool' };
  constructor(reason: RefusalReason | 'not-in-pool') {
    super('The virtual number that was asked for cannot be given to these two parties.');
    this.extensions = { reason };
  }
}

/** So many bookings are made at this moment that each number that was chosen was gone. */
export class AssignmentContendedError extends DomainError {
  readonly code = 'assignment-contended';
  readonly kind = 'unavailable';
  constructor() {
    super('Other bookings took every number that was tried; send the request again.');
  }
}

export class SamePartyTwiceError extends DomainError {
  readonly code = 'same-party-twice';
  readonly kind = 'unprocessable';
  constructor() {
    super('The two parties need different roles and different phone numbers.');
  }
}

export class UnknownRoleError extends DomainError {
  readonly code = 'unknown-role';
  readonly kind = 'unprocessable';
  constructor() {
    super('callersAllowed names a role that no party of the booking has.');
  }
}

export class NumberRepeatedError extends DomainError {
  readonly code = 'phone-number-repeated';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super('A party names the same phone number twice.');
    this.extensions = { path };
  }
}

export class WithheldNumberError extends DomainError {
  readonly code = 'phone-number-withheld';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super('This number stands for callers who withhold theirs, and belongs to no single person.');
    this.extensions = { path };
  }
}

export class NumberKindNotAllowedError extends DomainError {
  readonly code: `phone-number-${NumberKind}`;
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(kind: NumberKind, path: string) {
    super('The pool does not take phone numbers of this kind.');
    this.code = `phone-number-${kind}`;
    this.extensions = { path };
  }
}

export class CountryNotAllowedError extends DomainError {
  readonly code = 'phone-number-country-not-allowed';
  readonly kind = 'unprocessable';
  constructor() {
    super('The pool does not take phone numbers of this country.');
  }
}

export class PartyIsVirtualNumberError extends DomainError {
  readonly code = 'phone-number-is-virtual';
  readonly kind = 'unprocessable';
  constructor() {
    super('A party cannot be reached at a virtual number.');
  }
}

export class ExpiryInThePastError extends DomainError {
  readonly code = 'expiry-in-the-past';
  readonly kind = 'unprocessable';
  constructor() {
    super('expiresAt is not in the future.');
  }
}
