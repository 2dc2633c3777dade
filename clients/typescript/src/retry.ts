import { NoResponseError } from './problems.js';
import { isRepeatable } from './repeatable.js';

export interface RetryOptions {
  /** Times that a request is sent at most; 3 by default, 1 never repeats one. */
  attempts?: number;
  /** Milliseconds until an attempt without a complete response fails; 30,000 by default. */
  timeoutMs?: number;
  /** Sends a request; by default the `fetch` of the platform. */
  fetch?: (request: Request, init?: RequestInit) => Promise<Response>;
}

/** Milliseconds before the second attempt, unless the server says when; each further wait is longer. */
const FIRST_WAIT_MS = 250;
/** A longer `Retry-After` is not waited for: the caller gets the response at once. */
const MAX_WAIT_MS = 30_000;

/**
 * Returns a `fetch` with a time-out and retries.
 * @throws NoResponseError if the last attempt got no response
 */
export function retryingFetch({
  attempts = 3,
  timeoutMs = 30_000,
  fetch = (request, init) => globalThis.fetch(request, init),
}: RetryOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === attempts;
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([request.signal, timeout]);
      let waitMs: number | undefined;
      try {
        // The body of a request can be sent only once: the last attempt needs no copy.
        const response = await complete(fetch(isLast ? request : request.clone(), { signal }));
        waitMs = isLast ? undefined : waitAfter(response, request, attempt);
        if (waitMs === undefined) return response;
      } catch (error) {
        // The caller's own abort is no failure of the server.
        request.signal.throwIfAborted();
        if (isLast || !isRepeatable(request)) {
          throw new NoResponseError(timeout.aborted ? 'timeout' : 'network', { cause: error });
        }
        waitMs = backoff(attempt);
      }
      await delay(waitMs, request.signal);
    }
  };
}

/** Returns a response whose body has arrived, so that reading it cannot fail. */
async function complete(sent: Promise<Response>): Promise<Response> {
  const response = await sent;
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

/** Returns the milliseconds until a request is repeated; undefined if the response is final. */
function waitAfter(response: Response, request: Request, attempt: number): number | undefined {
  const { status, headers } = response;
  const retryAfter = headers.get('retry-after');
  // With Retry-After, Maskline refused the request before it did anything.
  if (retryAfter !== null && (status === 429 || status === 503)) {
    const waitMs = millisecondsOf(retryAfter) ?? backoff(attempt);
    return waitMs <= MAX_WAIT_MS ? waitMs : undefined;
  }
  // Maskline's own 502 is 8x8's failure. Any other one is of a proxy without a replica behind it.
  const isOfProxy = !headers.get('content-type')?.startsWith('application/problem+json');
  const isFailure = status === 503 || status === 504 || (status === 502 && isOfProxy);
  return isFailure && isRepeatable(request) ? backoff(attempt) : undefined;
}

/** Reads `Retry-After`, in seconds or as a date. Source: RFC 9110, 10.2.3. */
function millisecondsOf(retryAfter: string): number | undefined {
  const ms = /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1_000
    : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

/** Random, so that clients that failed together do not return together. */
const backoff = (attempt: number): number =>
  Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_WAIT_MS / 2) * (0.5 + Math.random());

/** Waits. @throws the reason of the signal if it aborts meanwhile */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
