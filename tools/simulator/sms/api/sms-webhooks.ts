import { validateHeaderValue } from 'node:http';
import type { Receiver } from '../../delivery/message-sender.js';
import { SmsFailure } from './sms-failure.js';

/** The entry for all sub-accounts that have none of their own. */
const WHOLE_ACCOUNT = '*';

interface SmsWebhook {
  subAccountId: string;
  url: string;
  /** Sent as `Authorization` with each message; the API shows only that it is set. */
  httpAuthorization?: string;
  enabled: boolean;
}

/** The webhooks of the account: one for each sub-account, for inbound texts and for receipts. */
export class SmsWebhooks {
  /** A webhook that was registered by 8x8's old API, which blocks the new one. */
  oldWebhookUrl: string | undefined;
  private readonly bySubAccount = new Map<string, SmsWebhook>();

  constructor(private readonly subAccountId: string) {}

  /** Creates or replaces webhooks. @throws SmsFailure */
  register(body: unknown): void {
    const webhooks = this.itemsOf(body).map(webhookOf);
    if (this.oldWebhookUrl !== undefined) {
      throw new SmsFailure(1000, conflictWith(this.oldWebhookUrl, this.subAccountId));
    }
    for (const webhook of webhooks) this.bySubAccount.set(webhook.subAccountId, webhook);
  }

  /** `*` removes the entry of the whole account, not all. @throws SmsFailure */
  remove(body: unknown): void {
    for (const item of this.itemsOf(body)) this.bySubAccount.delete(String(item['subAccountId']));
  }

  list(): object[] {
    return [...this.bySubAccount.values()].map(({ httpAuthorization, ...webhook }) => ({
      ...webhook,
      ...(httpAuthorization !== undefined && { httpAuthorization: '***' }),
    }));
  }

  /** Returns where messages of the sub-account go; undefined if nowhere. */
  receiver(): Receiver | undefined {
    const webhook =
      this.bySubAccount.get(this.subAccountId) ?? this.bySubAccount.get(WHOLE_ACCOUNT);
    if (!webhook?.enabled) return undefined;
    const { url, httpAuthorization } = webhook;
    return { url, ...(httpAuthorization && { headers: { authorization: httpAuthorization } }) };
  }

  private itemsOf(body: unknown): Record<string, unknown>[] {
    if (!Array.isArray(body)) throw new SmsFailure(1000, 'The body should be an array');
    return body.map((value: unknown) => {
      const item: Record<string, unknown> = { ...(value as object) };
      const { subAccountId } = item;
      if (typeof subAccountId !== 'string') throw new SmsFailure(1000, 'Invalid subAccountId');
      const isKnown = subAccountId === this.subAccountId || subAccountId === WHOLE_ACCOUNT;
      if (!isKnown) throw new SmsFailure(1001);
      return item;
    });
  }
}

/** Source: 8x8, "Webhook migration guide". */
const conflictWith = (url: string, subAccountId: string): string =>
  'Unable to setup the webhook of the new format, while the webhook with an old format exists for this ' +
  'subaccount. Please delete the current webhook first and try again. Existing webhook details: ' +
  `Type = MO, SubAccountId: ${subAccountId}, Version = V1, Url = ${url}`;

function webhookOf(item: Record<string, unknown>): SmsWebhook {
  const { subAccountId, url, httpAuthorization, enabled = true, oauth } = item;
  if (typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url)) {
    throw new SmsFailure(1000, 'Invalid url');
  }
  if (typeof enabled !== 'boolean') throw new SmsFailure(1000, 'Invalid enabled');
  if (oauth) throw new SmsFailure(1000, 'oauth is not simulated');
  const webhook = { subAccountId: String(subAccountId), url, enabled };
  if (httpAuthorization === undefined || httpAuthorization === null) return webhook;
  if (!isHeaderValue(httpAuthorization)) throw new SmsFailure(1000, 'Invalid httpAuthorization');
  return { ...webhook, httpAuthorization };
}

function isHeaderValue(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    validateHeaderValue('authorization', value);
    return true;
  } catch {
    return false;
  }
}
