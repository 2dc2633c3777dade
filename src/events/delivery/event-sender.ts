import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { AddressGuard } from '../subscriptions/address-guard.js';
import { HostResolver } from '../subscriptions/host-resolver.js';

/** Bytes of an answer that are read; what counts is its status. */
const MAX_RESPONSE_BYTES = 4 * 1024;
/** Milliseconds that the body of an answer may take; nobody waits for it. */
const MAX_RESPONSE_MS = 1_000;

/** What came of an attempt. */
export interface SendOutcome {
  /** Whether it was a 2xx. */
  isTaken: boolean;
  /** HTTP; null: there was no answer. */
  status: number | null;
  /** Our word on what went wrong, or Node's code; none of the receiver's words. Null: nothing. */
  error: string | null;
}

class SendError extends Error {}

/** POSTs to receivers that clients name, and trusts neither their names nor their answers. */
export class EventSender {
  constructor(
    private readonly guard: AddressGuard,
    private readonly resolver: HostResolver,
  ) {}

  /**
   * Sends a body once. The addresses of the name are checked at each attempt, and the connection goes
   * to what was checked: a name that changes its mind meanwhile leads nowhere else. No redirect is
   * followed. Never throws.
   *
   * @param signal ends the attempt; the outcome is then `timeout`
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
      const isTaken = status >= 200 && status < 300;
      const isRedirect = status >= 300 && status < 400;
      return { isTaken, status, error: isTaken ? null : isRedirect ? 'redirect' : 'status' };
    } catch (error) {
      return { isTaken: false, status: null, error: signal.aborted ? 'timeout' : wordOf(error) };
    }
  }

  /** @throws SendError; one address that is not allowed makes the name one that is not */
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

/** @returns the status, as soon as it is there */
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
      // A connection of its own: one that is kept was checked for another moment.
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
    // Also for an answer that is none, as 101: it has neither a response nor an error.
    request.on('close', () => reject(new SendError('network')));
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      drain(response);
    });
    request.end(body);
  });
}

/** A look-up that knows only the addresses that were checked. */
const pinnedTo = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, { all }, callback) => {
    if (all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
};

/** Reads a little, so that the connection of a receiver that says a word ends in good order. */
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

/** Node's sentences may hold an address; its codes, as `ECONNREFUSED`, do not. */
function wordOf(error: unknown): string {
  if (error instanceof SendError) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{2,39}$/.test(code) ? code : 'network';
}
