import { EightXEightUnavailableError } from './voice-api.errors.js';

/** Milliseconds; the ceiling of the pause doubles from the first to the last. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 2_000;
/** Milliseconds; whoever waits for us has given up by then, so it is better to say so at once. */
const LONGEST_RETRY_AFTER = 5_000;

/**
 * The pause before another attempt, with full jitter, so that clients that failed together do not
 * come back together.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param attempts that failed
 * @param random from 0 to 1
 * @returns milliseconds; undefined if another attempt makes no sense
 */
export function pauseBeforeRetry(
  error: unknown,
  attempts: number,
  random: () => number,
): number | undefined {
  if (!(error instanceof EightXEightUnavailableError)) return undefined;
  const { retryAfterMs = 0 } = error;
  if (retryAfterMs > LONGEST_RETRY_AFTER) return undefined;
  const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1));
  return retryAfterMs + random() * ceiling;
}

/**
 * Reads `Retry-After`: seconds, or a date. Source: RFC 9110, 10.2.3.
 * @returns milliseconds; undefined if there is none that makes sense
 */
export function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const milliseconds = /^\d+$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
