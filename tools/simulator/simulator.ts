import { setMaxListeners } from 'node:events';
import { validateHeaderName } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { ApiFaults, type ApiFault } from './api/api-faults.js';
import type { AppCallBehaviour, BehaviourName } from './behaviour.js';
import type { CallRequest } from './calls/call-request.js';
import { Pace } from './clock.js';
import { controlApi } from './api/control-api.js';
import { SimulatorClosedError } from './api/errors.js';
import { HttpPoster } from './delivery/http-post.js';
import { MessageSender } from './delivery/message-sender.js';
import {
  NumberRegistry,
  type NumberChange,
  type SimulatedNumber,
} from './numbers/number-registry.js';
import { NumberUpdates } from './numbers/number-updates.js';
import { phoneNetworkApi } from './api/phone-network-api.js';
import { phonesPage } from './api/phones-page.js';
import { Recordings } from './recordings/recordings.js';
import { type SmsOptions, SmsSide } from './sms/sms-side.js';
import { Switchboard } from './calls/switchboard.js';
import type { CallTranscript, MessageRecord } from './calls/transcript.js';
import { voicePlatformApi } from './api/voice-platform-api.js';
import { WebhookDelivery } from './delivery/webhook-delivery.js';
import { WebhookRegistry } from './api/webhook-registry.js';

export interface SimulatorOptions {
  /** For example `maskline_demo`. */
  subAccountId: string;
  /** The key for the `/api/v1` routes, sent as `Authorization: Bearer <apiKey>`. */
  apiKey: string;
  numbers: SimulatedNumber[];
  /** Simulated seconds per real second, default 1; at 1000 a call of 30 s takes 30 ms. */
  timeScale?: number;
  /** Real milliseconds that a message waits for its response, default 3000. */
  answerTimeoutMs?: number;
  /** The header for the registered `httpAuthHeader`, default `authorization`. */
  authHeaderName?: string;
  sms?: SmsOptions;
}

/**
 * Simulates 8x8's voice and SMS platforms and the telephones around them: serves their APIs, and places
 * calls and texts that are reported to the registered webhooks as 8x8 does.
 */
export class Simulator {
  /** Texts. */
  readonly sms: SmsSide;
  private readonly app: FastifyInstance;
  private readonly poster = new HttpPoster();
  private readonly closing = new AbortController();
  private readonly switchboard: Switchboard;
  private readonly numberUpdates: NumberUpdates;
  private readonly faults: ApiFaults;
  private closed?: Promise<void>;

  /** @throws RangeError or TypeError if an option is invalid */
  constructor(options: SimulatorOptions) {
    const { subAccountId, timeScale = 1, answerTimeoutMs = 3000 } = options;
    const { authHeaderName = 'authorization' } = options;
    validateHeaderName(authHeaderName);
    const closing = this.closing.signal;
    // Each running call adds a listener; many are not a leak.
    setMaxListeners(0, closing);
    const numbers = new NumberRegistry(options.numbers);
    const webhooks = new WebhookRegistry();
    const pace = new Pace(timeScale, closing);
    const sender = new MessageSender(this.poster, pace, { answerTimeoutMs, closing });
    const delivery = new WebhookDelivery(webhooks, sender, authHeaderName);
    const recordings = new Recordings();
    const platform = { subAccountId, numbers, recordings, delivery, pace };
    this.switchboard = new Switchboard(platform, closing);
    this.numberUpdates = new NumberUpdates(subAccountId, numbers, delivery);
    this.faults = new ApiFaults(closing);
    const sms = { subAccountId: `${subAccountId}_sms`, ...options.sms };
    const surroundings = { apiKey: options.apiKey, numbers, faults: this.faults, sender, pace };
    this.sms = new SmsSide(sms, surroundings);

    const { switchboard, numberUpdates, faults } = this;
    const voicePlatform = { ...options, numbers, webhooks, recordings, faults, switchboard };
    this.app = Fastify();
    void this.app.register(async (api) => voicePlatformApi(api, voicePlatform), {
      prefix: '/api/v1/subaccounts/:subAccountId',
    });
    const prefix = '/simulator';
    void this.app.register(async (api) => phoneNetworkApi(api, switchboard), { prefix });
    void this.app.register(async (api) => controlApi(api, { numberUpdates, faults }), { prefix });
    phonesPage(this.app);
    this.sms.serve(this.app);
  }

  /** @returns the base URL. Default: 127.0.0.1 and a free port. */
  listen({ host = '127.0.0.1', port = 0 } = {}): Promise<string> {
    return this.app.listen({ host, port });
  }

  /**
   * Places a call, as `POST /simulator/calls` does.
   * @returns the transcript, once the call has ended and its summary has been delivered or given up
   * @throws InvalidRequestError if the request is malformed, NumberNotInServiceError if `to` is not a
   *   number of the sub-account, SimulatorClosedError if the simulator closes first
   */
  placeCall(request: CallRequest): Promise<CallTranscript> {
    return this.switchboard.place(request);
  }

  /**
   * Sets how the people behave in the next call that is started by `POST …/callflows`; a further
   * behaviour applies to the call after it. By default both answer. The same as
   * `POST /simulator/app-call-behaviour`.
   * @throws InvalidRequestError
   */
  nextAppCall(behaviour: BehaviourName | AppCallBehaviour): void {
    this.switchboard.nextAppCall(behaviour);
  }

  /** Returns the latest thousand ended calls, newest first. */
  pastCalls(): CallTranscript[] {
    return this.switchboard.pastCalls();
  }

  /** Resolves when no call is running and no text is on its way. */
  async idle(): Promise<void> {
    await Promise.all([this.switchboard.idle(), this.sms.idle()]);
  }

  /**
   * Rents another number and sends a VNU, as `POST /simulator/numbers` does.
   * @returns the result of the VNU
   * @throws InvalidRequestError, SimulatorClosedError
   */
  addNumber(number: SimulatedNumber): Promise<MessageRecord> {
    return this.numberUpdates.add(number);
  }

  /**
   * Changes a number and sends a VNU, as `PATCH /simulator/numbers/{msisdn}` does.
   * @returns the result of the VNU
   * @throws InvalidRequestError, NumberNotInServiceError, SimulatorClosedError
   */
  changeNumber(msisdn: string, change: NumberChange): Promise<MessageRecord> {
    return this.numberUpdates.change(msisdn, change);
  }

  /**
   * Removes a number and sends a VNU, as `DELETE /simulator/numbers/{msisdn}` does.
   * @returns the result of the VNU
   * @throws NumberNotInServiceError, SimulatorClosedError
   */
  removeNumber(msisdn: string): Promise<MessageRecord> {
    return this.numberUpdates.remove(msisdn);
  }

  /**
   * Sends a VNU with all numbers, as `POST /simulator/numbers/snapshot` does.
   * @returns the result of the VNU
   * @throws SimulatorClosedError
   */
  sendSnapshot(): Promise<MessageRecord> {
    return this.numberUpdates.sendSnapshot();
  }

  /**
   * Makes the next requests to 8x8's API fail, as `POST /simulator/faults` does.
   * @throws InvalidRequestError
   */
  failNext(fault: ApiFault): void {
    this.faults.add(fault);
  }

  /** Interrupts the running calls and texts, and closes everything. Can be called again. */
  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    this.closing.abort(new SimulatorClosedError());
    await this.idle();
    await this.app.close();
    this.poster.close();
  }
}
