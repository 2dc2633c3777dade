import type { IncomingMessage } from 'node:http';

/** Bytes of a body that are read and thrown away, so that its connection can be kept. */
const MAX_DISCARDED_BYTES = 64 * 1024;

const CONTINUE = /^100-continue$/i;

/**
 * Returns the status for a request that no address takes, or undefined.
 * Source: RFC 9112 (3.2 Host, 6.1 Transfer-Encoding), RFC 9110 (10.1.1 Expect).
 */
export function faultStatusOf({ headers, httpVersion }: IncomingMessage): number | undefined {
  if (headers.host === undefined && httpVersion === '1.1') return 400;
  // A coding that we do not undo would leave the body as something else than its client sent.
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') return 400;
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) return 417;
  return undefined;
}

/**
 * Tells whether an answer that is given now leaves more of the body unread than can be thrown away.
 * Its connection has to be closed then: a body may have no end.
 */
export function leavesBodyUnread({ headers, complete }: IncomingMessage): boolean {
  if (complete) return false;
  if (headers['transfer-encoding'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES;
}
