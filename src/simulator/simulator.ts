import { setMaxListeners } from 'node:events';
import { validateHeaderName } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { Call, type CallPlatform } from './call.js';
import { parseCallRequest, type CallRequest } from './call-request.js';
import { Pace } from './clock.js';
import { NumberNotInServiceError, SimulatorClosedError } from './errors.js';
import { HttpPoster } from './http-post.js';
import { NumberRegistry, type SimulatedNumber } from './number-registry.js';
import { phoneNetworkApi } from './phone-network-api.js';
import type { CallTranscript } from './transcript.js';
import { voicePlatformApi } from './voice-platform-api.js';
import { WebhookDelivery } from './webhook-delivery.js';
import { WebhookRegistry } from './webhook-registry.js';

export interface SimulatorOptions {
  /** For example `maskline_demo`. */
  subAccountId: string;
  /** `Authorization: Bearer <apiKey>` opens the `/api/v1` routes. */
  apiKey: string;
  numbers: SimulatedNumber[];
  /** Simulated seconds per real second, default 1; at 1000 a call of 30 s takes 30 ms. */
  timeScale?: number;
  /** Real milliseconds that a message waits for its answer, default 3000. */
  answerTimeoutMs?: number;
  /** The header under which `httpAuthHeader` is sent, default `authorization`. */
  authHeaderName?: string;
}

const MAX_PAST_CALLS = 1000;

/**
 * Simulates 8x8's voice platform and the telephones around it: serves the numbers and webhooks API,
 * and places calls that ask and inform the registered webhooks as 8x8 does.
 */
export class Simulator {
  private readonly app: FastifyInstance;
  private readonly poster = new HttpPoster();
  private readonly closing = new AbortController();
  private readonly platform: CallPlatform;
  private readonly running = new Set<Promise<CallTranscript>>();
  private readonly pastCalls: CallTranscript[] = [];
  private closed?: Promise<void>;

  /** @throws RangeError or TypeError if an option makes no sense */
  constructor(options: SimulatorOptions) {
    const { subAccountId, timeScale = 1, answerTimeoutMs = 3000 } = options;
    const { authHeaderName = 'authorization' } = options;
    validateHeaderName(authHeaderName);
    const closing = this.closing.signal;
    // Each running call listens: many are no leak.
    setMaxListeners(0, closing);
    const numbers = new NumberRegistry(options.numbers);
    const webhooks = new WebhookRegistry();
    const pace = new Pace(timeScale, closing);
    const deliveryOptions = { authHeaderName, answerTimeoutMs, closing };
    const delivery = new WebhookDelivery(webhooks, this.poster, pace, deliveryOptions);
    this.platform = { subAccountId, numbers, delivery, pace };

    this.app = Fastify();
    void this.app.register(
      async (api) => voicePlatformApi(api, { ...options, numbers, webhooks }),
      {
        prefix: '/api/v1/subaccounts/:subAccountId',
      },
    );
    const placeCall = (request: unknown) => this.place(request);
    const pastCalls = () => this.pastCalls.toReversed();
    void this.app.register(async (api) => phoneNetworkApi(api, { placeCall, pastCalls }), {
      prefix: '/simulator',
    });
  }

  /** @returns the base URL. Default: 127.0.0.1 and a free port. */
  listen({ host = '127.0.0.1', port = 0 } = {}): Promise<string> {
    return this.app.listen({ host, port });
  }

  /**
   * Places a call; the same as `POST /simulator/calls`.
   * @returns what happened, once the call has ended and its summary has been delivered or given up
   * @throws InvalidCallRequestError if the request is malformed, NumberNotInServiceError if `to` is
   *   no number of the sub-account, SimulatorClosedError if the simulator is closed before the end
   */
  placeCall(request: CallRequest): Promise<CallTranscript> {
    return this.place(request);
  }

  /** Breaks off the running calls and leaves nothing open. May be called again. */
  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async place(request: unknown): Promise<CallTranscript> {
    this.closing.signal.throwIfAborted();
    const placed = parseCallRequest(request);
    const dialled = this.platform.numbers.find(placed.destination);
    if (!dialled) throw new NumberNotInServiceError('to is not a number of the sub-account');
    const call = new Call(placed, dialled, this.platform).run();
    this.running.add(call);
    try {
      const transcript = await call;
      this.pastCalls.push(transcript);
      if (this.pastCalls.length > MAX_PAST_CALLS) this.pastCalls.shift();
      return transcript;
    } finally {
      this.running.delete(call);
    }
  }

  private async shutDown(): Promise<void> {
    this.closing.abort(new SimulatorClosedError());
    await Promise.allSettled(this.running);
    await this.app.close();
    this.poster.close();
  }
}
