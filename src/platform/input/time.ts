/**
 * Parses times strictly, as calendar dates. `Date` accepts too much (`"1"` is a year, 30 February
 * is 2 March, a time without a zone depends on the server), and PostgreSQL refuses some of it.
 */

/** A point in time on an existing calendar day. */
export interface Timestamp {
  /**
   * RFC 3339 in UTC with microseconds, as PostgreSQL stores them: `2026-11-24T08:00:00.123456Z`.
   */
  text: string;
  /** Milliseconds since 1970, as in `Date`. */
  ms: number;
}

/** Source: RFC 3339, section 5.6; `t` and `z` may be lower case, fractions may have any length. */
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
/** Further notations of carriers: a space for the `T`, `+0000`, or no zone, which means UTC. */
const LOOSE =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

const MINUTE_MS = 60_000;

/**
 * Returns the time of an RFC 3339 date-time; undefined if it is invalid or not in the calendar.
 * Truncates to microseconds.
 */
export function readTimestamp(value: unknown): Timestamp | undefined {
  const time = read(value, RFC_3339);
  if (!time) return undefined;
  const { ms, fraction } = time;
  const micros = fraction.padEnd(6, '0').slice(3, 6);
  return { text: `${new Date(ms).toISOString().slice(0, -1)}${micros}Z`, ms };
}

/** The range of plausible times in carrier messages. */
const CARRIER_EPOCH = Date.UTC(2000, 0, 1);
const CARRIER_END = Date.UTC(2100, 0, 1);

/**
 * Returns a time of a carrier message; undefined if it is not a text, not in the calendar, before
 * 2000 (8x8 writes 1969-12-31 for "not known") or from 2100 on.
 */
export function readCarrierTime(value: unknown): Date | undefined {
  const time = read(value, LOOSE);
  return time && time.ms >= CARRIER_EPOCH && time.ms < CARRIER_END ? new Date(time.ms) : undefined;
}

/** Years 0100 to 9999 in UTC. */
const FIRST_MS = new Date(0).setUTCFullYear(100, 0, 1);
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

interface ReadTime {
  ms: number;
  /** Digits of the fraction of a second, as written. */
  fraction: string;
}

function read(value: unknown, form: RegExp): ReadTime | undefined {
  // Longer texts are never times, and must not reach a regular expression with repetitions.
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const match = form.exec(value.trim());
  if (!match) return undefined;
  // Access by index is faster, and this runs for each message of 8x8.
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (!isInCalendar(year, month, day) || hour > 23 || minute > 59 || second > 60) return undefined;
  const fraction = match[7] ?? '';
  const millis = fraction === '' ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  // A leap second becomes the first second of the next minute, as in PostgreSQL.
  let ms = Date.UTC(year, month - 1, day, hour, minute, second, millis);
  if (match[8] !== undefined) {
    const [offsetHours, offsetMinutes] = [Number(match[9]), Number(match[10])];
    if (offsetHours > 23 || offsetMinutes > 59) return undefined;
    const offset = (offsetHours * 60 + offsetMinutes) * MINUTE_MS;
    ms += match[8] === '-' ? offset : -offset;
  }
  return ms >= FIRST_MS && ms <= LAST_MS ? { ms, fraction } : undefined;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a date exists. Excludes years below 100, which `Date.UTC` maps to the 1900s. */
function isInCalendar(year: number, month: number, day: number): boolean {
  const isLeapDay =
    month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return year >= 100 && day >= 1 && (day <= (DAYS[month - 1] ?? 0) || isLeapDay);
}
