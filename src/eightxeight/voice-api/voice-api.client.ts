import { WEBHOOK_TYPES, type WebhookType } from '../messages/messages.js';
import { readMsisdn } from '../messages/msisdn.js';
import { AnswerReader } from './answer-reader.js';
import {
  readCheckedNumber,
  readRecordingPushConfig,
  readRecordings,
  readSpeechProfiles,
  readStartedCallflow,
  readVirtualNumberList,
  readWebhookList,
} from './read-answers.js';
import { EightXEightInvalidArgumentError } from './voice-api.errors.js';
import { VoiceApiHttp, type VoiceApiOptions, type VoiceApiRequest } from './voice-api.http.js';
import type {
  NewCallflow,
  NewRecordingPushConfig,
  NewWebhook,
  RecordingPushConfig,
  RecordingResource,
  SpeechProfile,
  StartedCallflow,
  VirtualNumberList,
  VirtualNumberResource,
  WebhookResource,
} from './voice-api.types.js';

/** Source: 8x8 Connect, Number Masking API (OpenAPI). It leaves no room for `..` in a path. */
const SUB_ACCOUNT_ID = /^[A-Za-z0-9\-._&]{3,50}$/;
/** Ids are opaque, but one that could lead to another address is none. */
const SESSION_ID = /^[\w-]{1,200}$/;

type Call<Answer> = Omit<VoiceApiRequest<Answer>, 'path' | 'isRepeatable'> & {
  /** What follows the sub-account; default: the route. */
  path?: string;
  isRepeatable?: boolean;
};

/**
 * 8x8's API, by sub-account. Every call throws an EightXEightError: not configured, invalid argument,
 * unauthorized, forbidden, not found, invalid request, unavailable or bad answer. What can be repeated
 * without harm is repeated on failures that may pass.
 * Source: 8x8 Connect, Number Masking API and Voice API (OpenAPI), v1.
 */
export class VoiceApiClient {
  private readonly http: VoiceApiHttp;

  constructor(options: VoiceApiOptions) {
    this.http = new VoiceApiHttp(options);
  }

  /** "Get My Virtual Numbers". */
  listVirtualNumbers(subAccountId: string): Promise<VirtualNumberList> {
    return this.call(subAccountId, {
      method: 'GET',
      route: '/numbers',
      isLarge: true,
      read: readVirtualNumberList,
    });
  }

  /** "Check Virtual Number"; not found if it is not one of the sub-account. @param number E.164 */
  async checkVirtualNumber(subAccountId: string, number: string): Promise<VirtualNumberResource> {
    const msisdn = readMsisdn(number);
    if (msisdn === undefined) throw new EightXEightInvalidArgumentError('number');
    return this.call(subAccountId, {
      method: 'GET',
      route: '/numbers/{number}',
      // 8x8's pattern is digits only.
      path: `/numbers/${msisdn.slice(1)}`,
      read: readCheckedNumber,
    });
  }

  listWebhooks(subAccountId: string): Promise<WebhookResource[]> {
    return this.call(subAccountId, { method: 'GET', route: '/webhooks', read: readWebhookList });
  }

  /**
   * Registers a webhook in the place of the one of its type; so it can be repeated.
   * @returns all webhooks of the sub-account
   */
  createWebhook(subAccountId: string, webhook: NewWebhook): Promise<WebhookResource[]> {
    const { type, url, httpAuthHeader, enabled = true } = webhook;
    return this.call(subAccountId, {
      method: 'POST',
      route: '/webhooks',
      body: { type, url, ...(httpAuthHeader !== undefined && { httpAuthHeader }), enabled },
      isRepeatable: true,
      secrets: httpAuthHeader === undefined ? [] : [httpAuthHeader],
      read: readWebhookList,
    });
  }

  /** Not found may also mean that an attempt whose answer was lost has removed it. */
  async deleteWebhook(subAccountId: string, type: WebhookType): Promise<void> {
    if (!WEBHOOK_TYPES.includes(type)) throw new EightXEightInvalidArgumentError('webhook type');
    await this.call(subAccountId, {
      method: 'DELETE',
      route: '/webhooks/{type}',
      path: `/webhooks/${type}`,
      read: (answer) => AnswerReader.of(answer),
    });
  }

  /** "Get recording status": the recordings of a session. */
  async listRecordings(subAccountId: string, sessionId: string): Promise<RecordingResource[]> {
    if (!SESSION_ID.test(sessionId)) throw new EightXEightInvalidArgumentError('session id');
    return this.call(subAccountId, {
      method: 'GET',
      route: '/recordings/{sessionId}',
      path: `/recordings/${sessionId}`,
      read: readRecordings,
    });
  }

  getRecordingPushConfig(subAccountId: string): Promise<RecordingPushConfig> {
    return this.call(subAccountId, {
      method: 'GET',
      route: '/recording-push-config',
      read: readRecordingPushConfig,
    });
  }

  /** 8x8 does not say what a second one does to the first; so it is not repeated. */
  createRecordingPushConfig(
    subAccountId: string,
    { protocol, host, port, username, password, path }: NewRecordingPushConfig,
  ): Promise<RecordingPushConfig> {
    return this.call(subAccountId, {
      method: 'POST',
      route: '/recording-push-config',
      body: { protocol, host, ...(port !== undefined && { port }), username, password, path },
      secrets: [password],
      read: readRecordingPushConfig,
    });
  }

  /** Not found may also mean that an attempt whose answer was lost has removed it. */
  async deleteRecordingPushConfig(subAccountId: string): Promise<void> {
    await this.call(subAccountId, {
      method: 'DELETE',
      route: '/recording-push-config',
      read: (answer) => AnswerReader.of(answer),
    });
  }

  /**
   * Starts a call. It is never repeated, for somebody would be called twice: after *unavailable* or
   * *bad answer* it may have been started or not.
   */
  startCallflow(
    subAccountId: string,
    { validUntil, callflow }: NewCallflow,
  ): Promise<StartedCallflow> {
    return this.call(subAccountId, {
      method: 'POST',
      route: '/callflows',
      body: { ...(validUntil && { validUntil: validUntil.toISOString() }), callflow },
      read: readStartedCallflow,
    });
  }

  /** The voices for `say`. */
  listSpeechProfiles(subAccountId: string): Promise<SpeechProfile[]> {
    return this.call(subAccountId, {
      method: 'GET',
      route: '/speech-profiles',
      read: readSpeechProfiles,
    });
  }

  /** Reading and removing can be repeated; creating only where it is said so. */
  private async call<Answer>(
    subAccountId: string,
    { path, isRepeatable, ...request }: Call<Answer>,
  ): Promise<Answer> {
    if (!SUB_ACCOUNT_ID.test(subAccountId)) {
      throw new EightXEightInvalidArgumentError('sub-account id');
    }
    return this.http.call({
      ...request,
      path: `/api/v1/subaccounts/${encodeURIComponent(subAccountId)}${path ?? request.route}`,
      isRepeatable: isRepeatable ?? request.method !== 'POST',
    });
  }
}
