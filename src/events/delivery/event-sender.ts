import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Injectable } from '@nestjs/common';
import { connectionErrorOf, pinnedTo, TargetAddresses } from '../subscriptions/target-addresses.js';

/** Bytes of a response that are read; only its status matters. */
const MAX_RESPONSE_BYTES = 4 * 1024;
/** Milliseconds that the body of a response may take; the attempt does not wait for it. */
const MAX_RESPONSE_MS = 1_000;

/** The outcome of an attempt. */
export interface SendOutcome {
  /** Whether the receiver responded with a 2xx status. */
  isAccepted: boolean;
  /** HTTP status; null: no response. */
  status: number | null;
  /** Our error code or Node's, never text from the receiver. Null: no error. */
  error: string | null;
}

/** POSTs to URLs chosen by clients. Trusts neither their host names nor their responses. */
@Injectable()
export class EventSender {
  constructor(private readonly addresses: TargetAddresses) {}

  /**
   * Sends a body once. Checks the addresses of the host at each attempt and pins the connection to
   * them, which defeats DNS rebinding. Follows no redirects. Never throws.
   *
   * @param signal aborts the attempt; the outcome is then `timeout`
   */
  async send(
    url: string,
    body: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    try {
      const target = new URL(url);
      const addresses = await this.addresses.of(target, signal);
      const status = await post(target, addresses, body, headers, signal);
      const isAccepted = status >= 200 && status < 300;
      const isRedirect = status >= 300 && status < 400;
      return { isAccepted, status, error: isAccepted ? null : isRedirect ? 'redirect' : 'status' };
    } catch (error) {
      return {
        isAccepted: false,
        status: null,
        error: signal.aborted ? 'timeout' : connectionErrorOf(error),
      };
    }
  }
}

/** Sends the request. @returns the status, as soon as the response headers arrive */
function post(
  url: URL,
  addresses: readonly string[],
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, {
      method: 'POST',
      // No connection reuse: the address of a kept connection was checked at an earlier time.
      agent: false,
      lookup: pinnedTo(addresses),
      signal,
      headers: {
        'content-type': 'application/json',
        ...headers,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Maskline-Webhooks/1',
      },
    });
    request.on('error', reject);
    // A 101 response, for example, causes neither a `response` nor an `error` event.
    request.on('close', () => reject(new Error('network')));
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      drain(response);
    });
    request.end(body);
  });
}

/**
 * Reads a short response body, so that the connection closes cleanly; cuts off a long or slow one.
 */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  const patience = setTimeout(() => response.destroy(), MAX_RESPONSE_MS);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', () => clearTimeout(patience));
}
