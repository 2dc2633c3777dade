import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { NUMBER_LIKE } from '../../values/index.js';

const MAX_LENGTH = 128;
const ALLOWED = /^[\w.:+/=-]+$/;
/** Random ids in hexadecimal, whose digits can look like a phone number. */
const RANDOM = /^(?:[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/**
 * Returns the request's `X-Request-Id`, or a new id. An id of the client appears in the log, so it has
 * at most 128 characters (letters, digits and `_ . : + / = -`), and nothing in it looks like a phone
 * number.
 */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && isUsable(given) ? given : randomUUID();
}

const isUsable = (given: string): boolean =>
  given.length <= MAX_LENGTH &&
  ALLOWED.test(given) &&
  (RANDOM.test(given) || given.search(NUMBER_LIKE) === -1);
