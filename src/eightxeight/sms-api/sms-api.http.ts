import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { startClientSpan } from '../../platform/observability/index.js';

export interface SmsApiOptions {
  /** For example `https://sms.8x8.com`; a path is preserved. */
  baseUrl: string;
  /** If absent, nothing is sent. */
  apiKey?: string | undefined;
  /** Milliseconds for a request, default 10,000. */
  timeoutMs?: number;
}

/**
 * What became of a request. `not-sent`: the connection failed before anything was written, so the
 * server surely has not seen it. `no-answer`: it may have.
 */
export type HttpExchange =
  | { kind: 'answered'; status: number; headers: IncomingHttpHeaders; body: Buffer }
  | { kind: 'not-sent'; reason: string }
  | { kind: 'no-answer'; reason: string };

const TIMEOUT_MS = 10_000;
/** Bytes of a response that are read; 8x8's has some 300. */
const MAX_BODY_BYTES = 64 * 1024;
/**
 * Milliseconds after which an idle connection is closed. A server may close it at any moment, and a
 * request written just then ends as unknown, so connections are not kept for long.
 */
const IDLE_MS = 2_000;
const MAX_SOCKETS = 64;

/** A key that is valid in a header: visible ASCII. */
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * Sends requests of the SMS API. It uses `node:https` instead of `fetch`, because it must know
 * whether a request was written, and must insist on TLS 1.3, which 8x8 requires for Singapore.
 * Follows no redirects. No error contains the key.
 */
export class SmsApiHttp {
  // A `#` field is private at run time too: inspecting the object does not show it.
  readonly #apiKey: string | undefined;
  private readonly base: URL;
  private readonly agent: HttpAgent;
  private readonly timeoutMs: number;

  /** @throws TypeError if the base URL is invalid, or if the key is not valid in a header */
  constructor({ baseUrl, apiKey, timeoutMs = TIMEOUT_MS }: SmsApiOptions) {
    if (apiKey !== undefined && !API_KEY.test(apiKey)) throw new TypeError('not an API key');
    this.base = new URL(baseUrl);
    this.#apiKey = apiKey;
    this.timeoutMs = timeoutMs;
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS };
    this.agent =
      this.base.protocol === 'https:'
        ? new HttpsAgent({ ...options, minVersion: 'TLSv1.3' })
        : new HttpAgent(options);
  }

  get hasKey(): boolean {
    return this.#apiKey !== undefined;
  }

  /** Never throws. */
  post(path: string, body: object): Promise<HttpExchange> {
    return this.send('POST', path, JSON.stringify(body));
  }

  /** Never throws. */
  delete(path: string): Promise<HttpExchange> {
    return this.send('DELETE', path);
  }

  private async send(method: string, path: string, content?: string): Promise<HttpExchange> {
    const attributes = { 'http.request.method': method };
    const span = startClientSpan(`8x8 ${method} texts`, attributes);
    const exchange = await this.exchange(method, path, content);
    if (exchange.kind !== 'answered') {
      span?.end({}, `${exchange.kind} ${exchange.reason}`);
      return exchange;
    }
    const { status } = exchange;
    const failure = status >= 400 ? String(status) : undefined;
    span?.end({ 'http.response.status_code': status }, failure);
    return exchange;
  }

  private exchange(method: string, path: string, content?: string): Promise<HttpExchange> {
    const isTls = this.base.protocol === 'https:';
    const url = new URL(`${this.base.pathname.replace(/\/+$/, '')}${path}`, this.base);
    return new Promise((resolve) => {
      const request = (isTls ? requestHttps : requestHttp)(url, {
        method,
        agent: this.agent,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${this.#apiKey}`,
          ...(content !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(content),
          }),
        },
      });
      let isConnected = false;
      let hasResponse = false;
      const fail = (reason: string): void => {
        clearTimeout(deadline);
        resolve({ kind: isConnected ? 'no-answer' : 'not-sent', reason });
        request.destroy();
      };
      const deadline = setTimeout(() => fail('timeout'), this.timeoutMs);
      request.on('socket', (socket) => {
        if (request.reusedSocket || !socket.connecting) isConnected = true;
        // Node.js writes the request once the socket is connected, with TLS once that is secure.
        else socket.once(isTls ? 'secureConnect' : 'connect', () => (isConnected = true));
      });
      request.on('error', () => fail('network'));
      // A 101 response, for example, causes neither a `response` nor an `error` event.
      request.on('close', () => {
        if (!hasResponse) fail('network');
      });
      request.on('response', (response) => {
        hasResponse = true;
        readBody(response).then(
          (bytes) => {
            clearTimeout(deadline);
            const { statusCode: status = 0, headers } = response;
            resolve({ kind: 'answered', status, headers, body: bytes });
          },
          () => fail('network'),
        );
      });
      request.end(content);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** @throws Error if the body is too large or incomplete */
async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the response is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
