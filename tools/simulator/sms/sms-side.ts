import type { FastifyInstance } from 'fastify';
import type { ApiFaults } from '../api/api-faults.js';
import type { Pace } from '../clock.js';
import type { MessageSender } from '../delivery/message-sender.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import { accountApi } from './api/account-api.js';
import { messagesApi } from './api/messages-api.js';
import { phonesApi } from './phones-api.js';
import { SmsPlatform } from './sms-platform.js';
import { SmsWebhooks } from './api/sms-webhooks.js';
import type { TextBehaviour } from './text-behaviour.js';
import { TextBehaviours } from './text-behaviours.js';
import type { ReceivedText, TextRecord } from './text-record.js';
import type { TextRequest } from './api/text-request.js';

export interface SmsOptions {
  /** The SMS sub-account, another one than that of voice; default: that of voice, and `_sms`. */
  subAccountId?: string;
  /** The 8x8 account of its webhooks, a GUID. */
  accountId?: string;
  /** The TLS version that requests count as having, default `TLSv1.3`; older is refused for Singapore. */
  tlsVersion?: 'TLSv1.2' | 'TLSv1.3';
}

interface SmsSurroundings {
  apiKey: string;
  numbers: NumberRegistry;
  faults: ApiFaults;
  sender: MessageSender;
  pace: Pace;
}

export const DEFAULT_ACCOUNT_ID = '7c0f4f0e-5a3d-4f43-9d0b-0a8d1f6b2c11';

/** The SMS side of the simulator: 8x8's SMS API, and the phones that send and receive texts. */
export class SmsSide {
  readonly subAccountId: string;
  readonly accountId: string;
  private readonly webhooks: SmsWebhooks;
  private readonly behaviours = new TextBehaviours();
  private readonly platform: SmsPlatform;
  private readonly tlsVersion: NonNullable<SmsOptions['tlsVersion']>;

  constructor(
    options: SmsOptions & { subAccountId: string },
    private readonly surroundings: SmsSurroundings,
  ) {
    this.subAccountId = options.subAccountId;
    this.accountId = options.accountId ?? DEFAULT_ACCOUNT_ID;
    this.tlsVersion = options.tlsVersion ?? 'TLSv1.3';
    this.webhooks = new SmsWebhooks(this.subAccountId);
    const { subAccountId, webhooks } = this;
    this.platform = new SmsPlatform({ ...surroundings, subAccountId, webhooks });
  }

  /**
   * Sends a text from a phone to a virtual number, as `POST /simulator/messages` does.
   * @returns the text, once its webhook has been delivered or given up
   * @throws InvalidRequestError, NumberNotInServiceError, SimulatorClosedError
   */
  sendFromPhone(request: TextRequest): Promise<TextRecord> {
    return this.platform.receive(request);
  }

  /** Returns what a phone received, oldest first, as `GET /simulator/phones/{number}/messages` does. */
  receivedBy(phone: string): ReceivedText[] {
    return this.platform.texts.receivedBy(phone);
  }

  /** Returns the latest ten thousand texts in both directions, newest first. */
  texts(): TextRecord[] {
    return this.platform.texts.all();
  }

  /**
   * Sets how the next text that is sent by `POST …/messages` is treated; a further behaviour applies to
   * the text after it. The same as `POST /simulator/message-behaviour`.
   * @throws InvalidRequestError
   */
  nextText(behaviour: TextBehaviour): void {
    this.behaviours.addNext(behaviour);
  }

  /**
   * Sets how texts to this phone are treated from now on, as `PUT /simulator/phones/{number}/behaviour`
   * does.
   * @throws InvalidRequestError
   */
  setPhone(phone: string, behaviour: TextBehaviour): void {
    this.behaviours.setPhone(phone, behaviour);
  }

  /** Sets or removes a webhook of 8x8's old API, which blocks the registration of new ones. */
  setOldWebhook(url: string | undefined): void {
    this.webhooks.oldWebhookUrl = url;
  }

  /** Resolves when no text is on its way. */
  idle(): Promise<void> {
    return this.platform.idle();
  }

  /** Adds the routes of 8x8's SMS API and of the phones. */
  serve(app: FastifyInstance): void {
    const { subAccountId, accountId, webhooks, behaviours, platform, tlsVersion } = this;
    const parts = { subAccountId, accountId, webhooks, behaviours, platform, tlsVersion };
    const options = { ...this.surroundings, ...parts };
    void app.register(async (api) => messagesApi(api, options), {
      prefix: '/api/v1/subaccounts/:subAccountId',
    });
    void app.register(async (api) => accountApi(api, options), {
      prefix: '/api/v1/accounts/:accountId',
    });
    void app.register(async (api) => phonesApi(api, options), { prefix: '/simulator' });
  }
}
