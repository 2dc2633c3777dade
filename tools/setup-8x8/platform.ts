import type { WebhookResource } from '../../src/eightxeight/index.js';
import type { SetupType } from './webhook-plan.js';

/**
 * The webhooks of 8x8's voice API or SMS API, by sub-account. Throws EightXEightError. Each API knows only the
 * types of its platform.
 */
export interface WebhooksApi {
  listWebhooks(subAccountId: string): Promise<WebhookResource[]>;
  /** Creates or replaces the webhook of its type. */
  createWebhook(
    subAccountId: string,
    webhook: { type: SetupType; url: string; httpAuthHeader?: string },
  ): Promise<unknown>;
  deleteWebhook(subAccountId: string, type: SetupType): Promise<void>;
}

/** The voice platform or the SMS platform, and the names of what an operator can change about it. */
export interface Platform {
  api: WebhooksApi;
  types: readonly SetupType[];
  /** What 8x8 shall send with each message. */
  secret: string;
  /** The arguments that name the sub-account. */
  argument: string;
  product: string;
  baseUrlSetting: string;
  secretsSetting: string;
}
