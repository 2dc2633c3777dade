import type { Readable } from 'node:stream';
import type { Slices } from '../../input/index.js';

/** The received part of a body. */
export interface Received {
  chunks: Buffer[];
  /** Total bytes of the chunks. */
  length: number;
  /** Whether the body is complete. If not, it exceeds the limit and the stream is paused. */
  isWhole: boolean;
}

/** Receives a body up to a limit (bytes). @throws the stream's error, with `statusCode` 400 */
export function receiveBody(stream: Readable, limit: number): Promise<Received> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      stream.off('data', take).off('end', end).off('error', fail).off('close', fail);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= limit) return;
      stop();
      stream.pause();
      // Without a listener, a connection that breaks would end the process.
      stream.on('error', () => undefined);
      resolve({ chunks, length, isWhole: false });
    };
    const end = (): void => {
      stop();
      resolve({ chunks, length, isWhole: true });
    };
    const fail = (error?: Error): void => {
      stop();
      reject(Object.assign(error ?? new Error('the body did not end'), { statusCode: 400 }));
    };
    stream.on('data', take).on('end', end).on('error', fail).on('close', fail);
  });
}

/**
 * Receives the rest of a body after `receiveBody`, chunk by chunk with rests in between, up to a
 * limit.
 * @returns total bytes; more than the limit if it was exceeded
 */
export async function receiveRest(
  stream: Readable,
  { length }: Received,
  limit: number,
  slices: Slices,
  take: (chunk: Buffer) => Promise<void> | void = () => undefined,
): Promise<number> {
  let total = length;
  // Keeps the connection open for the response.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    total += (chunk as Buffer).length;
    if (total > limit) break;
    await take(chunk as Buffer);
    await slices.next();
  }
  return total;
}

/** Returns the bytes as one buffer. */
export const joined = ({ chunks, length }: Received): Buffer =>
  chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
