import { LargeJsonReader } from '../../platform/input/index.js';
import { cleanUpstreamText } from './upstream-text.js';
import {
  EightXEightBadResponseError,
  EightXEightUnavailableError,
  refusal,
  type UpstreamFault,
} from './voice-api.errors.js';
import { readRetryAfter } from './voice-api.retry.js';

/** Bytes; an error is a sentence. */
const MAX_FAULT_BYTES = 64 * 1024;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Reads a JSON body in chunks, so that it delays no call, and stops once it is too large.
 * @throws EightXEightBadResponseError
 */
export async function readJson(response: Response, maxBytes: number): Promise<unknown> {
  const reader = new LargeJsonReader();
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    // Counts after decompression, so that a small body cannot expand into a huge one.
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new EightXEightBadResponseError('too-large');
    await reader.push(Buffer.from(chunk));
  }
  const result = reader.end();
  if (result.fault !== undefined) throw new EightXEightBadResponseError('not-json');
  return result.value;
}

/**
 * Asserts that the response is a 2xx.
 * @param secrets of the request, which 8x8 may echo in its error
 * @throws EightXEightError
 */
export async function assertOk(response: Response, secrets: readonly string[]): Promise<void> {
  const { ok, status, headers } = response;
  if (ok) return;
  if (status < 400) throw new EightXEightBadResponseError('redirect');
  const upstream = await readFault(response, secrets);
  if (status < 500 && status !== 429) throw refusal(upstream);
  const reason = status === 429 ? 'rate-limited' : 'server-error';
  const retryAfterMs = readRetryAfter(headers.get('retry-after'));
  throw new EightXEightUnavailableError(reason, { upstream }, retryAfterMs);
}

/** Returns 8x8's error; only the status if the body cannot be read. */
async function readFault(response: Response, secrets: readonly string[]): Promise<UpstreamFault> {
  const { status } = response;
  // The failure is already known, so an unreadable or truncated body changes nothing.
  const body = await readJson(response, MAX_FAULT_BYTES).catch(() => undefined);
  if (typeof body !== 'object' || body === null) return { status };
  const { errorId, statusCode, statusMessage } = body as Record<string, unknown>;
  const code = cleanUpstreamText(statusCode, secrets, 20);
  const message = cleanUpstreamText(statusMessage, secrets);
  return {
    status,
    ...(typeof errorId === 'string' && UUID.test(errorId) && { errorId }),
    ...(code !== undefined && { statusCode: code }),
    ...(message !== undefined && { statusMessage: message }),
  };
}
