import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { toProblem } from '../rest/index.js';
import { SECURITY_HEADERS } from '../security/index.js';

/** A response that is built once, so that sending it costs next to nothing. */
export class PreparedResponse {
  private readonly headers: OutgoingHttpHeaders;
  private readonly body: Buffer;

  constructor(
    private readonly status: number,
    body: string,
    headers: OutgoingHttpHeaders,
  ) {
    this.body = Buffer.from(body);
    this.headers = { ...SECURITY_HEADERS, ...headers, 'content-length': this.body.length };
  }

  send(response: ServerResponse, more: OutgoingHttpHeaders = {}): void {
    response.writeHead(this.status, { ...this.headers, ...more });
    response.end(this.body);
  }

  /** Writes the response to a connection without a valid request, and closes the connection. */
  sendRaw(socket: Socket): void {
    const head = Object.entries({ ...this.headers, connection: 'close' })
      .map(([name, value]) => `${name}: ${String(value)}\r\n`)
      .join('');
    socket.write(`HTTP/1.1 ${this.status} ${STATUS_CODES[this.status]}\r\n${head}\r\n`);
    socket.write(this.body);
    socket.destroySoon();
  }
}

/** Builds a problem response once. @param error as in `toProblem`: an error, or `{ statusCode }` */
export function preparedProblem(error: unknown, headers: OutgoingHttpHeaders = {}) {
  const problem = toProblem(error, '');
  return new PreparedResponse(problem.status, JSON.stringify(problem), {
    'content-type': 'application/problem+json; charset=utf-8',
    ...headers,
  });
}
