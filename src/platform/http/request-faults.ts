import type { IncomingMessage } from 'node:http';

/** Bytes of a body that are read and discarded, so that the connection can be kept. */
const MAX_DISCARDED_BYTES = 64 * 1024;

const CONTINUE = /^100-continue$/i;

/**
 * Returns the error status of a request that is invalid for any route, or undefined.
 * Source: RFC 9112 (3.2 Host, 6.1 Transfer-Encoding), RFC 9110 (10.1.1 Expect).
 */
export function faultStatusOf({ headers, httpVersion }: IncomingMessage): number | undefined {
  if (headers.host === undefined && httpVersion === '1.1') return 400;
  // An unknown coding would leave the body in a form that the client did not intend.
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') return 400;
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) return 417;
  return undefined;
}

/**
 * Whether responding now would leave more of the body unread than can be discarded. The connection
 * must then be closed, because the body may be endless.
 */
export function leavesBodyUnread({ headers, complete }: IncomingMessage): boolean {
  if (complete) return false;
  if (headers['transfer-encoding'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES;
}
