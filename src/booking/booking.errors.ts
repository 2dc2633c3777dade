import { DomainError } from '../common/index.js';

export class BookingNotFoundError extends DomainError {
  readonly code = 'booking-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no booking of this id.');
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
    super('The booking has ended in another way and can no longer be changed.');
    this.extensions = { bookingStatus };
  }
}

export class PoolExhaustedError extends DomainError {
  readonly code = 'pool-exhausted';
  readonly kind = 'conflict';
  constructor() {
    super('No virtual number of the pool is free for these two parties.');
  }
}

export class SamePartyTwiceError extends DomainError {
  readonly code = 'same-party-twice';
  readonly kind = 'unprocessable';
  constructor() {
    super('The two parties need different roles and different phone numbers.');
  }
}

export class ExpiryInThePastError extends DomainError {
  readonly code = 'expiry-in-the-past';
  readonly kind = 'unprocessable';
  constructor() {
    super('expiresAt is not in the future.');
  }
}
