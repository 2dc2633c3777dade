import { DomainError } from '../platform/errors/index.js';

/**
 * Thrown to run one erasure or export at a time: each reads whole tables, and several would slow
 * down bookings.
 */
export class ErasureUnderWayError extends DomainError {
  readonly code = 'erasure-under-way';
  readonly kind = 'conflict';
  constructor() {
    super('Another erasure or export is running; send the request again when it has finished.');
  }
}
