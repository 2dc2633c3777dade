import { LargeJsonReader } from '../../edge/index.js';
import { cleanUpstreamText } from './upstream-text.js';
import { EightXEightBadAnswerError, type UpstreamFault } from './voice-api.errors.js';

/** Bytes; a refusal says a sentence. */
const MAX_FAULT_BYTES = 64 * 1024;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Reads a JSON answer of at most `maxBytes`, and stops reading where it becomes larger.
 * @throws EightXEightBadAnswerError
 */
export async function readJson(response: Response, maxBytes: number): Promise<unknown> {
  const text = await readText(response, maxBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new EightXEightBadAnswerError('not-json');
  }
}

/**
 * Reads the same piece by piece, so that no call waits for it.
 * @throws EightXEightBadAnswerError
 */
export async function readLargeJson(response: Response, maxBytes: number): Promise<unknown> {
  const reader = new LargeJsonReader();
  for await (const chunk of chunksOf(response, maxBytes)) await reader.push(Buffer.from(chunk));
  const result = reader.end();
  if (result.fault !== undefined) throw new EightXEightBadAnswerError('not-json');
  return result.value;
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(response, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Counts after decompression, so that a small answer can't unfold into a huge one. */
async function* chunksOf(response: Response, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new EightXEightBadAnswerError('too-large');
    yield chunk;
  }
}

/** What 8x8 says of a failure; only the status, if it says nothing that can be read. */
export async function readFault(
  response: Response,
  secrets: readonly string[],
): Promise<UpstreamFault> {
  const { status } = response;
  // That it failed is known by now: a body that is garbage or breaks off changes nothing.
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
