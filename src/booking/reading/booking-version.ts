import { createHash } from 'node:crypto';
import type { BookingRow } from './booking.repository.js';

/**
 * What a booking is at this moment: its revision, and what can change without it (time ends a booking,
 * a job clears its routes away, and its pool says whether calls are recorded). The same for those who see
 * full numbers: what is revealed changes only with the booking.
 */
export const versionOf = ({
  revision,
  status,
  callable_until: callableUntil,
  is_recorded: isRecorded,
}: Pick<BookingRow, 'revision' | 'status' | 'callable_until' | 'is_recorded'>): string =>
  createHash('sha256')
    .update(JSON.stringify([revision, status, callableUntil, isRecorded]))
    .digest('base64url')
    .slice(0, 22);
