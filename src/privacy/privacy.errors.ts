import { DomainError } from '../common/index.js';

/** A number that is rented from 8x8 is nobody's. */
export class NumberIsVirtualError extends DomainError {
  readonly code = 'phone-number-not-personal';
  readonly kind = 'unprocessable';
  constructor() {
    super('The number is a virtual number of a pool, and nobody’s phone.');
  }
}

/** Each reads whole tables: one at a time, so that bookings do not wait for them. */
export class ErasureUnderWayError extends DomainError {
  readonly code = 'erasure-under-way';
  readonly kind = 'conflict';
  constructor() {
    super('Another erasure or export is under way; send the request again when it is done.');
  }
}
