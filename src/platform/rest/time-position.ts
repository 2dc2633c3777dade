import { readTimestamp } from '../input/index.js';

/**
 * A time in PostgreSQL's notation: `2026-11-24 08:00:00.123456+00`. Offsets do not exceed 15 hours.
 */
const POSTGRES_TIME =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-](?:0\d|1[0-5]))(:[0-5]\d)?$/;

/**
 * Whether a cursor contains a valid time in PostgreSQL's notation, followed by `|` and text
 * matching `rest`.
 */
export const isTimePosition =
  (rest: RegExp) =>
  (text: string): boolean => {
    const at = text.indexOf('|');
    const [, date, time, hours, minutes = ':00'] = POSTGRES_TIME.exec(text.slice(0, at)) ?? [];
    return (
      readTimestamp(`${date}T${time}${hours}${minutes}`) !== undefined &&
      rest.test(text.slice(at + 1))
    );
  };
