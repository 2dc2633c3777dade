import { EightXEightUnavailableError } from './voice-api.errors.js';

/** Milliseconds; the upper bound of the pause doubles with each attempt, from the first to the longest. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 2_000;
/** Milliseconds; for a longer `Retry-After` the client gets the failure at once, since it would not wait. */
const LONGEST_RETRY_AFTER = 5_000;

/**
 * Returns the milliseconds before another attempt; undefined if there should be none. Full jitter prevents
 * clients that failed together from retrying together.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param attempts failed so far
 * @param random from 0 to 1
 */
export function pauseBeforeRetry(
  error: unknown,
  attempts: number,
  random: () => number,
): number | undefined {
  if (!(error instanceof EightXEightUnavailableError)) return undefined;
  const { retryAfterMs = 0 } = error;
  if (retryAfterMs > LONGEST_RETRY_AFTER) return undefined;
  return retryAfterMs + random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1));
}

/**
 * Reads `Retry-After`, in seconds or as a date. Source: RFC 9110, 10.2.3.
 * @returns milliseconds; undefined if it is neither
 */
export function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const isSeconds = /^\d+$/.test(header);
  const milliseconds = isSeconds ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
