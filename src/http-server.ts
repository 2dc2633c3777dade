import type { Socket } from 'node:net';
import { toProblem } from './common/index.js';
import { SECURITY_HEADERS } from './security/index.js';

/**
 * How long a client may take (milliseconds). Who sends its request bit by bit is cut off, and holds a
 * connection no longer than that.
 */
export const HTTP_TIMEOUTS = {
  /** For all of a request, body included. */
  requestTimeout: 30_000,
  /** Between two requests of a connection. */
  keepAliveTimeout: 72_000,
  http: {
    /** For its headers. */
    headersTimeout: 10_000,
    /** How often is looked who is late; Node.js looks every 30 seconds. */
    connectionsCheckingInterval: 1_000,
  },
};

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers what is not HTTP, is too long or comes too slowly, like everything else. */
export function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  // Node.js gives no more than the socket; a connection that is gone gets nothing.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statusCode = STATUS_OF_CODE[error.code ?? ''] ?? 400;
  const problem = toProblem({ statusCode }, '');
  const body = JSON.stringify(problem);
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${problem.title}\r\n${head.join('')}\r\n${body}`);
}
