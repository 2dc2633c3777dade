import type { CallflowAction } from '../callflow/callflow.js';
import { WEBHOOK_TYPES, type WebhookType } from '../messages/messages.js';
import { readMsisdn } from '../messages/msisdn.js';
import {
  ANY_OBJECT,
  PUSH_CONFIG,
  readCheckedNumber,
  readRecordings,
  readSpeechProfiles,
  readVirtualNumberList,
  readWebhooks,
  type RecordingPushConfig,
  type RecordingResource,
  type SpeechProfile,
  STARTED_CALLFLOW,
  type StartedCallflow,
  type VirtualNumberList,
  type VirtualNumberResource,
  type WebhookResource,
} from './answers.js';
import { EightXEightInvalidArgumentError } from './voice-api.errors.js';
import { VoiceApiHttp, type VoiceApiOptions, type VoiceApiRequest } from './voice-api.http.js';

export interface NewWebhook {
  type: WebhookType;
  /** http or https. */
  url: string;
  /** The fixed header value that 8x8 sends with each message. */
  httpAuthHeader?: string;
  /** Default true. */
  enabled?: boolean;
}

export interface NewRecordingPushConfig {
  protocol: string;
  host: string;
  port?: number;
  username: string;
  password: string;
  path: string;
}

/**
 * A call that Maskline starts. The first action is `makeCall`; a second `makeCall` is bridged to it.
 * In contrast to the response to a call handle, `makeCall` takes no `callRecording`, and `say` requires
 * a `voiceProfile`.
 */
export interface NewCallflow {
  /** 8x8 does not start the call after this time. */
  validUntil?: Date;
  callflow: CallflowAction[];
}

/** Source: 8x8 Connect, Number Masking API (OpenAPI). The pattern excludes `..` in a path. */
const SUB_ACCOUNT_ID = /^[A-Za-z0-9\-._&]{3,50}$/;
/** Ids are opaque, but an id that could change the path of the URL is invalid. */
const SESSION_ID = /^[\w-]{1,200}$/;

type Operation = `${'GET' | 'POST' | 'DELETE'} /${string}`;
type More = Partial<
  Pick<VoiceApiRequest<unknown>, 'body' | 'isRepeatable' | 'secrets' | 'isLarge'>
> & {
  /** The value of the path parameter. */
  parameter?: string;
};

/**
 * 8x8's API, by sub-account. Every call throws an EightXEightError: not configured, invalid argument,
 * unauthorized, forbidden, not found, invalid request, unavailable or bad response. Idempotent calls
 * are retried on transient failures.
 * Source: 8x8 Connect, Number Masking API and Voice API (OpenAPI), v1.
 */
export class VoiceApiClient {
  private readonly http: VoiceApiHttp;

  constructor(options: VoiceApiOptions) {
    this.http = new VoiceApiHttp(options);
  }

  /** "Get My Virtual Numbers". */
  listVirtualNumbers(subAccountId: string): Promise<VirtualNumberList> {
    return this.call(subAccountId, 'GET /numbers', readVirtualNumberList, { isLarge: true });
  }

  /** "Check Virtual Number"; not found unless the sub-account rents it. @param number E.164 */
  async checkVirtualNumber(subAccountId: string, number: string): Promise<VirtualNumberResource> {
    // 8x8's pattern allows digits only.
    const parameter = readMsisdn(number)?.slice(1);
    if (parameter === undefined) throw new EightXEightInvalidArgumentError('number');
    return this.call(subAccountId, 'GET /numbers/{number}', readCheckedNumber, { parameter });
  }

  listWebhooks(subAccountId: string): Promise<WebhookResource[]> {
    return this.call(subAccountId, 'GET /webhooks', readWebhooks);
  }

  /**
   * Registers a webhook, which replaces the one of its type; therefore the call can be retried.
   * @returns all webhooks of the sub-account
   */
  createWebhook(subAccountId: string, webhook: NewWebhook): Promise<WebhookResource[]> {
    return this.call(subAccountId, 'POST /webhooks', readWebhooks, {
      body: { enabled: true, ...webhook },
      isRepeatable: true,
      secrets: [webhook.httpAuthHeader ?? ''],
    });
  }

  /** *Not found* may also mean that an earlier attempt, whose response was lost, deleted it. */
  async deleteWebhook(subAccountId: string, type: WebhookType): Promise<void> {
    if (!WEBHOOK_TYPES.includes(type)) throw new EightXEightInvalidArgumentError('webhook type');
    await this.call(subAccountId, 'DELETE /webhooks/{type}', ANY_OBJECT.read, { parameter: type });
  }

  /** "Get recording status": lists the recordings of a session. */
  async listRecordings(subAccountId: string, sessionId: string): Promise<RecordingResource[]> {
    if (!SESSION_ID.test(sessionId)) throw new EightXEightInvalidArgumentError('session id');
    return this.call(subAccountId, 'GET /recordings/{sessionId}', readRecordings, {
      parameter: sessionId,
    });
  }

  getRecordingPushConfig(subAccountId: string): Promise<RecordingPushConfig> {
    return this.call(subAccountId, 'GET /recording-push-config', PUSH_CONFIG.read);
  }

  /** Not retried, since 8x8 does not document what a second config does to the first. */
  createRecordingPushConfig(
    subAccountId: string,
    config: NewRecordingPushConfig,
  ): Promise<RecordingPushConfig> {
    return this.call(subAccountId, 'POST /recording-push-config', PUSH_CONFIG.read, {
      body: config,
      secrets: [config.password],
    });
  }

  /** *Not found* may also mean that an earlier attempt, whose response was lost, deleted it. */
  async deleteRecordingPushConfig(subAccountId: string): Promise<void> {
    await this.call(subAccountId, 'DELETE /recording-push-config', ANY_OBJECT.read);
  }

  /**
   * Starts a call. Never retried, since a retry could call somebody twice: after *unavailable* or
   * *bad response* it is unknown whether the call was started.
   */
  startCallflow(subAccountId: string, newCallflow: NewCallflow): Promise<StartedCallflow> {
    return this.call(subAccountId, 'POST /callflows', STARTED_CALLFLOW.read, { body: newCallflow });
  }

  /** Lists the voices for `say`. */
  listSpeechProfiles(subAccountId: string): Promise<SpeechProfile[]> {
    return this.call(subAccountId, 'GET /speech-profiles', readSpeechProfiles);
  }

  /** GET and DELETE are retried; POST only where the call says so. */
  private async call<Answer>(
    subAccountId: string,
    operation: Operation,
    read: VoiceApiRequest<Answer>['read'],
    { parameter = '', ...more }: More = {},
  ): Promise<Answer> {
    if (!SUB_ACCOUNT_ID.test(subAccountId)) {
      throw new EightXEightInvalidArgumentError('sub-account id');
    }
    const [method, route] = operation.split(' ') as [VoiceApiRequest<Answer>['method'], string];
    const path = route.replace(/\{\w+\}/, () => parameter);
    return this.http.call({
      method,
      route,
      path: `/api/v1/subaccounts/${encodeURIComponent(subAccountId)}${path}`,
      isRepeatable: method !== 'POST',
      read,
      ...more,
    });
  }
}
