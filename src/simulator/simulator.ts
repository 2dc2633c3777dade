import { setMaxListeners } from 'node:events';
import { validateHeaderName } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { AppCall, type AppCallflow } from './app-call.js';
import { ApiFaults, type ApiFault } from './api-faults.js';
import type { AppCallBehaviour, BehaviourName } from './behaviour.js';
import type { Call, CallPlatform } from './call.js';
import { parseCallRequest, type CallRequest } from './call-request.js';
import { Pace } from './clock.js';
import { controlApi } from './control-api.js';
import { NumberNotInServiceError, SimulatorClosedError } from './errors.js';
import { HttpPoster } from './http-post.js';
import { InboundCall } from './inbound-call.js';
import { NumberRegistry, type NumberChange, type SimulatedNumber } from './number-registry.js';
import { NumberUpdates } from './number-updates.js';
import { parseAppCallBehaviour } from './parse-behaviour.js';
import { phoneNetworkApi } from './phone-network-api.js';
import { Recordings } from './recordings.js';
import type { CallTranscript, MessageRecord } from './transcript.js';
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
 * Simulates 8x8's voice platform and the telephones around it: serves its API, and places calls
 * that ask and inform the registered webhooks as 8x8 does.
 */
export class Simulator {
  private readonly app: FastifyInstance;
  private readonly poster = new HttpPoster();
  private readonly closing = new AbortController();
  private readonly platform: CallPlatform;
  private readonly running = new Set<Promise<CallTranscript>>();
  private readonly past: CallTranscript[] = [];
  private readonly appCallBehaviours: AppCallBehaviour[] = [];
  private readonly numberUpdates: NumberUpdates;
  private readonly faults: ApiFaults;
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
    const recordings = new Recordings();
    this.platform = { subAccountId, numbers, recordings, delivery, pace };
    this.numberUpdates = new NumberUpdates(subAccountId, numbers, delivery);
    this.faults = new ApiFaults(closing);

    this.app = Fastify();
    const { faults, numberUpdates } = this;
    const startAppCall = (callflow: AppCallflow) => this.startAppCall(callflow);
    const api = { ...options, numbers, webhooks, recordings, faults, startAppCall };
    void this.app.register(async (app) => voicePlatformApi(app, api), {
      prefix: '/api/v1/subaccounts/:subAccountId',
    });
    const phones = {
      placeCall: (request: unknown) => this.place(request),
      pastCalls: () => this.pastCalls(),
      nextAppCall: (behaviour: unknown) => this.queueAppCallBehaviour(behaviour),
    };
    const prefix = '/simulator';
    void this.app.register(async (app) => phoneNetworkApi(app, phones), { prefix });
    void this.app.register(async (app) => controlApi(app, { numberUpdates, faults }), { prefix });
  }

  /** @returns the base URL. Default: 127.0.0.1 and a free port. */
  listen({ host = '127.0.0.1', port = 0 } = {}): Promise<string> {
    return this.app.listen({ host, port });
  }

  /**
   * Places a call; the same as `POST /simulator/calls`.
   * @returns what happened, once the call has ended and its summary has been delivered or given up
   * @throws InvalidRequestError if the request is malformed, NumberNotInServiceError if `to` is
   *   no number of the sub-account, SimulatorClosedError if the simulator is closed before the end
   */
  placeCall(request: CallRequest): Promise<CallTranscript> {
    return this.place(request);
  }

  /**
   * Says how the people act in the next call that is started by `POST …/callflows`; said again, in
   * the one after it. Without it both answer. The same as `POST /simulator/app-call-behaviour`.
   * @throws InvalidRequestError
   */
  nextAppCall(behaviour: BehaviourName | AppCallBehaviour): void {
    this.queueAppCallBehaviour(behaviour);
  }

  /** The calls that have ended, the newest first; the latest thousand. */
  pastCalls(): CallTranscript[] {
    return this.past.toReversed();
  }

  /** Resolves when no call is running. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  /**
   * Rents another number, and sends a VNU; the same as `POST /simulator/numbers`.
   * @returns what became of the VNU
   * @throws InvalidRequestError, SimulatorClosedError
   */
  addNumber(number: SimulatedNumber): Promise<MessageRecord> {
    return this.numberUpdates.add(number);
  }

  /**
   * Changes a number, and sends a VNU; the same as `PATCH /simulator/numbers/{msisdn}`.
   * @returns what became of the VNU
   * @throws InvalidRequestError, NumberNotInServiceError, SimulatorClosedError
   */
  changeNumber(msisdn: string, change: NumberChange): Promise<MessageRecord> {
    return this.numberUpdates.change(msisdn, change);
  }

  /**
   * Gives a number back, and sends a VNU; the same as `DELETE /simulator/numbers/{msisdn}`.
   * @returns what became of the VNU
   * @throws NumberNotInServiceError, SimulatorClosedError
   */
  removeNumber(msisdn: string): Promise<MessageRecord> {
    return this.numberUpdates.remove(msisdn);
  }

  /**
   * Sends a VNU with all numbers; the same as `POST /simulator/numbers/snapshot`.
   * @returns what became of it
   * @throws SimulatorClosedError
   */
  sendSnapshot(): Promise<MessageRecord> {
    return this.numberUpdates.sendSnapshot();
  }

  /**
   * Makes the next requests to 8x8's API fail; the same as `POST /simulator/faults`.
   * @throws InvalidRequestError
   */
  failNext(fault: ApiFault): void {
    this.faults.add(fault);
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
    return this.run(new InboundCall(placed, dialled, this.platform));
  }

  private startAppCall(callflow: AppCallflow): string {
    const virtualNumber = this.platform.numbers.find(callflow[0].params.source);
    if (!virtualNumber) throw new Error('the callflow was not checked before it was played');
    const behaviour = this.appCallBehaviours.shift() ?? {};
    const call = new AppCall(callflow, virtualNumber, behaviour, this.platform);
    // Nobody waits for it. Only the closing of the simulator ends it early, which is no failure.
    this.run(call).catch((error: unknown) => {
      if (!(error instanceof SimulatorClosedError)) throw error;
    });
    return call.sessionId;
  }

  private queueAppCallBehaviour(behaviour: unknown): void {
    this.appCallBehaviours.push(parseAppCallBehaviour(behaviour));
  }

  private async run(call: Call): Promise<CallTranscript> {
    const running = call.run();
    this.running.add(running);
    try {
      const transcript = await running;
      this.past.push(transcript);
      if (this.past.length > MAX_PAST_CALLS) this.past.shift();
      return transcript;
    } finally {
      this.running.delete(running);
    }
  }

  private async shutDown(): Promise<void> {
    this.closing.abort(new SimulatorClosedError());
    await Promise.allSettled(this.running);
    await this.app.close();
    this.poster.close();
  }
}
