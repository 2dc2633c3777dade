import { DomainError } from '../platform/errors/index.js';

/** Each reads whole tables: one at a time, so that bookings do not wait for them. */
export class ErasureUnderWayError extends DomainError {
  readonly code = 'erasure-under-way';
  readonly kind = 'conflict';
  constructor() {
    super('Another erasure or export is under way; send the request again when it is done.');
  }
}
