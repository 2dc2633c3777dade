import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { AddressGuard } from '../subscriptions/address-guard.js';
import { HostResolver } from '../subscriptions/host-resolver.js';

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

class SendError extends Error {}

/** POSTs to URLs chosen by clients. Trusts neither their host names nor their responses. */
export class EventSender {
  constructor(
    private readonly guard: AddressGuard,
    private readonly resolver: HostResolver,
  ) {}

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
      const addresses = await this.checkedAddresses(target, signal);
      const status = await post(target, addresses, body, headers, signal);
      const isAccepted = status >= 200 && status < 300;
      const isRedirect = status >= 300 && status < 400;
      return { isAccepted, status, error: isAccepted ? null : isRedirect ? 'redirect' : 'status' };
    } catch (error) {
      return {
        isAccepted: false,
        status: null,
        error: signal.aborted ? 'timeout' : errorCodeOf(error),
      };
    }
  }

  /**
   * Returns the addresses of a host.
   * @throws SendError if the host has none, or if any of them is not allowed
   */
  private async checkedAddresses({ hostname }: URL, signal: AbortSignal): Promise<string[]> {
    const literal = hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(literal) > 0 ? [literal] : await this.resolver.resolve(hostname, signal);
    if (addresses.length === 0) throw new SendError('name-not-found');
    if (!addresses.every((address) => this.guard.allows(address))) {
      throw new SendError('address-not-allowed');
    }
    return addresses;
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
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Maskline-Webhooks/1',
      },
    });
    request.on('error', reject);
    // A 101 response, for example, causes neither a `response` nor an `error` event.
    request.on('close', () => reject(new SendError('network')));
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      drain(response);
    });
    request.end(body);
  });
}

/** Returns a lookup function that resolves every name to the checked addresses. */
const pinnedTo = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, { all }, callback) => {
    if (all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
};

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

/**
 * Returns an error code. Node's messages may contain an address; its codes, such as `ECONNREFUSED`,
 * do not.
 */
function errorCodeOf(error: unknown): string {
  if (error instanceof SendError) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{2,39}$/.test(code) ? code : 'network';
}
