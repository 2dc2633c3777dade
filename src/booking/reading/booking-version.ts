import { createHash } from 'node:crypto';
import type { BookingRow } from './booking.repository.js';

/**
 * Returns the version of a booking: a digest of its revision and of the state that can change
 * without one. Time expires a booking, a job deletes its routes, and its pool decides about
 * recording. The version does not depend on whether full numbers are shown, because revealed data
 * changes only with the booking.
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
