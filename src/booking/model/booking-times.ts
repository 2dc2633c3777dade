import { ValidationFailedError } from '../../platform/errors/index.js';
import { StartAfterEndError } from './booking.errors.js';

type Time = Date | string;

/** The times of a booking as a client gives them, or as they are stored. */
export interface BookingTimes {
  startsAt?: Time | null;
  expiresAt?: Time | null;
  idleTtlSeconds?: number | null;
  maxExpiresAt?: Time | null;
}

/**
 * Asserts that the times agree with each other. Compares no time with a clock: PostgreSQL does that.
 * @throws StartAfterEndError, ValidationFailedError
 */
export function assertTimesAgree(times: BookingTimes): void {
  const { startsAt, expiresAt, idleTtlSeconds, maxExpiresAt } = times;
  if (idleTtlSeconds != null && maxExpiresAt == null) {
    throw new ValidationFailedError([
      { path: 'maxExpiresAt', message: 'maxExpiresAt is required with idleTtlSeconds' },
    ]);
  }
  const end = earliestOf(expiresAt, maxExpiresAt);
  if (startsAt != null && end !== undefined && msOf(startsAt) >= msOf(end)) {
    throw new StartAfterEndError();
  }
}

/** Returns the earliest of the given times; undefined if none is given. */
export const earliestOf = <One extends Time>(
  ...times: readonly (One | null | undefined)[]
): One | undefined =>
  times
    .filter((time) => time != null)
    .toSorted((one, other) => msOf(one) - msOf(other))
    .at(0);

const msOf = (time: Time): number => new Date(time).getTime();
