import type { NumberMode } from '../../pool/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { type Integer, type NumberKind, type Uuid } from '../../platform/values/index.js';

export class BookingNotFoundError extends DomainError {
  readonly code = 'booking-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no booking with this id; check the id.');
  }
}

export class PartyNotFoundError extends DomainError {
  readonly code = 'party-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('The booking has no party with this role; use a role of its parties.');
  }
}

export class LastPartyError extends DomainError {
  readonly code = 'last-party';
  readonly kind = 'conflict';
  constructor() {
    super('The last party of a booking cannot be removed; cancel the booking instead.');
  }
}

export class ReferenceTakenError extends DomainError {
  readonly code = 'reference-taken';
  readonly kind = 'conflict';
  override readonly extensions: { bookingId: string };
  constructor(bookingId: string) {
    super(
      'The pool already has a booking with this reference and different content; use a new reference.',
    );
    this.extensions = { bookingId };
  }
}

export class BookingEndedError extends DomainError {
  readonly code = 'booking-ended';
  readonly kind = 'conflict';
  override readonly extensions: { bookingStatus: string };
  constructor(bookingStatus: string) {
    super('The booking has already ended; create a new booking.');
    this.extensions = { bookingStatus };
  }
}

/** Maximum number of booking ids in a response. */
const MAX_LISTED = 200;

/** Thrown instead of erasing a phone number whose calls still connect. */
export class LiveBookingsError extends DomainError {
  readonly code = 'bookings-live';
  readonly kind = 'conflict';
  override readonly extensions: { bookings: Integer; bookingIds: Uuid[] };
  constructor(ids: readonly string[]) {
    super('Calls of this phone number still connect; end its bookings, or send endBookings: true.');
    this.extensions = { bookings: ids.length, bookingIds: ids.slice(0, MAX_LISTED) };
  }
}

export class BookingNotCallableError extends DomainError {
  readonly code = 'booking-not-callable';
  readonly kind = 'conflict';
  constructor() {
    super(
      'This party cannot call the other now: see status, startsAt, callableUntil, callersAllowed and quietHours.',
    );
  }
}

export class BookingChangedError extends DomainError {
  readonly code = 'precondition-failed';
  readonly kind = 'precondition-failed';
  override readonly extensions: { version: string };
  /** @param version the booking's current version */
  constructor(version: string) {
    super('The booking has changed since the version in If-Match; read it again and retry.');
    this.extensions = { version };
  }
}

export class TooManyCallsError extends DomainError {
  readonly code = 'too-many-calls';
  readonly kind = 'too-many-requests';
  constructor() {
    super("This party has reached the pool's limit of calls per minute; retry in a minute.");
  }
}

/** Reasons for which a virtual number cannot be assigned. */
export const REFUSAL_REASONS = [
  'conflict',
  'cooling',
  'capacity',
  'draining',
  'disabled',
  'pending',
  'unhealthy',
  'reserved',
  'country',
  'no-voice',
  'no-sms',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export class PoolExhaustedError extends DomainError {
  readonly code = 'pool-exhausted';
  readonly kind = 'conflict';
  override readonly extensions: { reasons: Record<RefusalReason, number>; role: string | null };
  /**
   * @param reasons the count of the pool's virtual numbers refused for each reason
   * @param role the party without a number, in mode `per-party`
   */
  constructor(reasons: Record<RefusalReason, number>, role: string | null) {
    super('No virtual number of the pool is available for this booking; see reasons.');
    this.extensions = { reasons, role };
  }
}

export class VirtualNumberUnavailableError extends DomainError {
  readonly code = 'virtual-number-unavailable';
  readonly kind = 'conflict';
  override readonly extensions: { reason: RefusalReason | 'not-in-pool'; role: string | null };
  /** @param role the party that the number was requested for, in mode `per-party` */
  constructor(reason: RefusalReason | 'not-in-pool', role: string | null) {
    super('The requested virtual number is not available for this booking; see reason.');
    this.extensions = { reason, role };
  }
}

export class NumberModeMismatchError extends DomainError {
  readonly code = 'number-mode-mismatch';
  readonly kind = 'unprocessable';
  override readonly extensions: { numberMode: NumberMode };
  constructor(numberMode: NumberMode) {
    super('Name virtualNumber of the booking in mode shared, and of each party in mode per-party.');
    this.extensions = { numberMode };
  }
}

/** Thrown if concurrent bookings took every virtual number that was tried. */
export class AssignmentContendedError extends DomainError {
  readonly code = 'assignment-contended';
  readonly kind = 'unavailable';
  constructor() {
    super('Concurrent bookings took every virtual number that was tried; send the request again.');
  }
}

export class SamePartyTwiceError extends DomainError {
  readonly code = 'same-party-twice';
  readonly kind = 'unprocessable';
  constructor() {
    super('The two parties must have different roles and different phone numbers.');
  }
}

export class UnknownRoleError extends DomainError {
  readonly code = 'unknown-role';
  readonly kind = 'unprocessable';
  constructor() {
    super('callersAllowed or quietHours contains a role that no party of the booking has.');
  }
}

export class NumberRepeatedError extends DomainError {
  readonly code = 'phone-number-repeated';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super('The party has the same phone number twice; send each number once.');
    this.extensions = { path };
  }
}

export class WithheldNumberError extends DomainError {
  readonly code = 'phone-number-withheld';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super(
      "This number is a placeholder for callers who withhold their number; send the party's own number.",
    );
    this.extensions = { path };
  }
}

export class NumberKindNotAllowedError extends DomainError {
  readonly code: `phone-number-${NumberKind}`;
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(kind: NumberKind, path: string) {
    super('The pool does not accept phone numbers of this kind.');
    this.code = `phone-number-${kind}`;
    this.extensions = { path };
  }
}

export class CountryNotAllowedError extends DomainError {
  readonly code = 'phone-number-country-not-allowed';
  readonly kind = 'unprocessable';
  constructor() {
    super('The pool does not accept phone numbers of this country.');
  }
}

export class PartyIsVirtualNumberError extends DomainError {
  readonly code = 'phone-number-is-virtual';
  readonly kind = 'unprocessable';
  constructor() {
    super("A party's phone number must not be a virtual number.");
  }
}

export class ExpiryInThePastError extends DomainError {
  readonly code = 'expiry-in-the-past';
  readonly kind = 'unprocessable';
  constructor() {
    super('expiresAt and maxExpiresAt must be in the future.');
  }
}

export class StartAfterEndError extends DomainError {
  readonly code = 'start-after-end';
  readonly kind = 'unprocessable';
  constructor() {
    super('startsAt must be before expiresAt and maxExpiresAt.');
  }
}

/** Thrown instead of reopening a booking of which a phone number was erased. */
export class PartyErasedError extends DomainError {
  readonly code = 'party-erased';
  readonly kind = 'conflict';
  constructor() {
    super('A phone number of the booking was erased; create a new booking.');
  }
}
