import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { startClientSpan } from '../../../platform/observability/index.js';
import { connectionErrorOf, pinnedTo, type TargetAddresses } from '../../../events/index.js';
import { HookFailure } from './hook-failure.js';
import type { HookResponse } from './hook-format.js';
import type { HookLimits } from './hook-limits.js';

/** A question as it is sent. */
export interface HookRequest {
  body: string;
  headers: Record<string, string>;
  /** Milliseconds for the whole question. */
  timeoutMs: number;
}

/**
 * Asks one hook over connections of its own, so that a slow hook takes none from others. Trusts
 * neither the host name nor the response: it connects only to addresses that it has checked, follows
 * no redirect, and reads a limited number of bytes.
 */
export class HookClient {
  private readonly target: URL;
  private readonly agent: HttpAgent;
  private inFlight = 0;

  constructor(
    readonly url: string,
    private readonly addresses: TargetAddresses,
    private readonly limits: HookLimits,
  ) {
    this.target = new URL(url);
    // A call waits, so connections are kept. The address of each was checked when it was opened.
    const options = {
      keepAlive: true,
      maxSockets: limits.perHook,
      timeout: limits.idleMs,
    };
    this.agent =
      this.target.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** @throws HookFailure */
  async ask(question: HookRequest): Promise<HookResponse> {
    const span = startClientSpan('ask decision hook');
    try {
      const response = await this.askInTime(question);
      span?.end({ 'http.response.status_code': response.status });
      return response;
    } catch (error) {
      span?.end({}, error instanceof HookFailure ? error.kind : 'error');
      throw error;
    }
  }

  private async askInTime(question: HookRequest): Promise<HookResponse> {
    if (this.inFlight >= this.limits.perHook) throw new HookFailure('overload');
    this.inFlight += 1;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), question.timeoutMs);
    try {
      return await this.send(question, timeout.signal);
    } catch (error) {
      if (timeout.signal.aborted) throw new HookFailure('timeout');
      if (error instanceof HookFailure) throw error;
      throw new HookFailure('network', connectionErrorOf(error));
    } finally {
      clearTimeout(timer);
      this.inFlight -= 1;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(question: HookRequest, signal: AbortSignal): Promise<HookResponse> {
    // Node.js does not look up an address in the place of a name.
    if (isIP(this.target.hostname.replace(/^\[|\]$/g, '')) > 0) {
      await this.addresses.of(this.target, signal);
    }
    try {
      return await this.post(question, signal);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return await this.post(question, signal);
    }
  }

  private post({ body, headers }: HookRequest, signal: AbortSignal): Promise<HookResponse> {
    return new Promise((resolve, reject) => {
      const send = this.target.protocol === 'https:' ? requestHttps : requestHttp;
      const request = send(this.target, {
        method: 'POST',
        agent: this.agent,
        lookup: this.checkedLookup(signal),
        signal,
        headers: {
          ...headers,
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Maskline-Decision-Hooks/1',
        },
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
        reject(isStale ? new StaleConnectionError() : error);
      });
      let hasResponse = false;
      // A 101 response, for example, causes neither a `response` nor an `error` event.
      request.on('close', () => {
        if (!hasResponse) reject(new HookFailure('network'));
      });
      request.on('response', (response) => {
        hasResponse = true;
        this.read(response).then(resolve, (error: Error) => {
          // Its connection cannot be used again.
          request.destroy();
          reject(error);
        });
      });
      request.end(body);
    });
  }

  /** Resolves the host when a connection is opened, and pins the connection to what it checked. */
  private checkedLookup(signal: AbortSignal): LookupFunction {
    return (hostname, options, respond) => {
      this.addresses.of(this.target, signal).then(
        (addresses) => pinnedTo(addresses)(hostname, options, respond),
        (error: Error) => respond(error, []),
      );
    };
  }

  private async read(response: IncomingMessage): Promise<HookResponse> {
    const { statusCode: status = 0, headers } = response;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > this.limits.maxResponseBytes) throw new HookFailure('invalid', 'too-large');
      chunks.push(chunk);
    }
    const contentType = headers['content-type']?.split(';', 1)[0]!.trim().toLowerCase() ?? '';
    return { status, contentType, body: Buffer.concat(chunks) };
  }
}

/** The hook closed a kept connection before it read the question, which is asked once more. */
class StaleConnectionError extends Error {}
