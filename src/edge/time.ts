/**
 * What a time may be. `Date` reads too much (`"1"` is a year, 30 February is 2 March, a time without a
 * zone depends on the server), and PostgreSQL refuses some of what it reads. So times are read here,
 * as calendar dates.
 */

/** A point in time that exists in the calendar. */
export interface Timestamp {
  /** RFC 3339 in UTC with microseconds, as PostgreSQL keeps them: `2026-11-24T08:00:00.123456Z`. */
  text: string;
  /** Milliseconds since 1970, as `Date` has them. */
  ms: number;
}

/** Source: RFC 3339, section 5.6; `t` and `z` may be lower-case, fractions have any length. */
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
/** As carriers write it too: a space for the `T`, `+0000`, or no zone, which means UTC. */
const LOOSE =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

const MINUTE_MS = 60_000;

/**
 * Returns the time of an RFC 3339 date-time; undefined if it is none, or not in the calendar. Digits
 * beyond the microsecond are cut.
 */
export const readTimestamp = (value: unknown): Timestamp | undefined => read(value, RFC_3339);

/** From when on, and until when, a time in a carrier's message can be meant. */
const CARRIER_EPOCH = Date.UTC(2000, 0, 1);
const CARRIER_END = Date.UTC(2100, 0, 1);

/**
 * Returns a time of a carrier's message; anything that cannot be meant counts as missing: no text, not
 * in the calendar, before 2000 (8x8 writes 1969-12-31 for "not known") or from 2100 on.
 */
export function readCarrierTime(value: unknown): Date | undefined {
  const time = read(value, LOOSE);
  return time && time.ms >= CARRIER_EPOCH && time.ms < CARRIER_END ? new Date(time.ms) : undefined;
}

function read(value: unknown, form: RegExp): Timestamp | undefined {
  // Longer texts are none; a form with repetitions is not run over a long one.
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const match = form.exec(value.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Fields;
  const [fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match.slice(7);
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  if (!isInCalendar(year, month, day) || hour > 23 || minute > 59 || second > 60) return undefined;

  const micros = fraction.padEnd(6, '0').slice(0, 6);
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * MINUTE_MS;
  // A leap second is the first second of the next minute, as PostgreSQL has it.
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Number(micros.slice(0, 3)));
  const ms = sign === '-' ? local + offset : local - offset;
  const utc = new Date(ms);
  if (utc.getUTCFullYear() < 100 || utc.getUTCFullYear() > 9999) return undefined;
  return { text: `${utc.toISOString().slice(0, -1)}${micros.slice(3)}Z`, ms };
}

type Fields = [number, number, number, number, number, number];

/** Years below 100 are left out: `Date.UTC` takes them for those of 1900. */
function isInCalendar(year: number, month: number, day: number): boolean {
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= lastDay;
}
