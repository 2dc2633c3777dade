import type { RefusalReason } from '../../src/booking/model/booking.errors.js';

/** Why the numbers of a pool are refused. */
export const REFUSAL_COUNTS: Record<RefusalReason, number> = {
  conflict: 3,
  cooling: 1,
  capacity: 0,
  draining: 0,
  disabled: 0,
  pending: 0,
  unhealthy: 0,
  country: 0,
};
