import { readTimestamp } from '../input/index.js';

/** As PostgreSQL writes a time: `2026-11-24 08:00:00.123456+00`. Offsets go no further than 15 hours. */
const POSTGRES_TIME =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-](?:0\d|1[0-5]))(:[0-5]\d)?$/;

/** Whether a cursor holds a time of the calendar as PostgreSQL writes it, and what follows it in a row. */
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
