import {
  EightXEightBadResponseError,
  EightXEightError,
  EightXEightInvalidArgumentError,
  EightXEightUnavailableError,
  refusal,
  type UpstreamFault,
  type WebhookResource,
} from '../../src/eightxeight/index.js';
import type { WebhooksApi } from './platform.js';
import { shownUrl } from './webhook-table.js';

const ACCOUNT_ID = /^[\w-]{3,50}$/;
/** Source: 8x8 Connect, Send SMS API (OpenAPI). */
const SUB_ACCOUNT_ID = /^[A-Za-z0-9\-._&]{3,50}$/;
const TIMEOUT_MS = 10_000;
const MAX_TEXT = 600;

export interface SmsWebhooksOptions {
  /** For example `https://sms.8x8.com`. */
  baseUrl: string;
  apiKey: string;
  accountId: string | undefined;
}

/**
 * The webhooks of 8x8's SMS API. A sub-account has one, for inbound texts and for receipts. Requests are
 * not retried: an operator can run the command again.
 * Source: 8x8 Connect, SMS API (OpenAPI), v1.
 */
export class SmsWebhooksClient implements WebhooksApi {
  constructor(private readonly options: SmsWebhooksOptions) {}

  async listWebhooks(subAccountId: string): Promise<WebhookResource[]> {
    assertSubAccount(subAccountId);
    const list = readList(await this.call('GET'));
    return list.flatMap((value: unknown) => {
      const { url, enabled, httpAuthorization, ...webhook } = { ...(value as object) } as Listed;
      if (webhook.subAccountId !== subAccountId) return [];
      if (typeof url !== 'string') throw new EightXEightBadResponseError('unexpected', 'url');
      const httpAuthHeaderAvailable = Boolean(httpAuthorization);
      return [{ type: 'SMS', url, enabled: enabled !== false, httpAuthHeaderAvailable }];
    });
  }

  async createWebhook(
    subAccountId: string,
    { url, httpAuthHeader = '' }: { url: string; httpAuthHeader?: string },
  ): Promise<void> {
    assertSubAccount(subAccountId);
    const httpAuthorization = `Bearer ${httpAuthHeader}`;
    const webhook = { subAccountId, url, httpAuthorization, enabled: true };
    await this.call('POST', [webhook], httpAuthHeader);
  }

  async deleteWebhook(subAccountId: string): Promise<void> {
    assertSubAccount(subAccountId);
    await this.call('DELETE', [{ subAccountId }]);
  }

  /** @returns the body, which 8x8 documents for GET only. @throws EightXEightError */
  private async call(
    method: 'GET' | 'POST' | 'DELETE',
    body?: object,
    secret = '',
  ): Promise<string> {
    const { baseUrl, apiKey, accountId = '' } = this.options;
    if (!ACCOUNT_ID.test(accountId)) throw new EightXEightInvalidArgumentError('account id');
    try {
      const url = `${baseUrl.replace(/\/+$/, '')}/api/v1/accounts/${accountId}/webhooks`;
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${apiKey}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      assertOk(response.status, text, [apiKey, secret]);
      return text;
    } catch (error) {
      if (error instanceof EightXEightError) throw error;
      if ((error as Error).name === 'TimeoutError')
        throw new EightXEightUnavailableError('timeout');
      throw new EightXEightUnavailableError('network', networkCode(error));
    }
  }
}

interface Listed {
  subAccountId?: unknown;
  url?: unknown;
  enabled?: unknown;
  httpAuthorization?: unknown;
}

/** @throws EightXEightBadResponseError */
function readList(text: string): unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new EightXEightBadResponseError('not-json');
  }
  if (!Array.isArray(list)) throw new EightXEightBadResponseError('unexpected');
  return list;
}

function assertSubAccount(subAccountId: string): void {
  if (!SUB_ACCOUNT_ID.test(subAccountId)) {
    throw new EightXEightInvalidArgumentError('sub-account id');
  }
}

/** @throws EightXEightError unless the status is 2xx */
function assertOk(status: number, text: string, secrets: string[]): void {
  if (status >= 200 && status < 300) return;
  if (status < 400) throw new EightXEightBadResponseError('redirect');
  if (status === 429) throw new EightXEightUnavailableError('rate-limited');
  if (status >= 500) throw new EightXEightUnavailableError('server-error');
  throw refusal(upstreamFault(status, text, secrets));
}

/** Returns 8x8's error without secrets; a URL in it loses its user and its query. */
function upstreamFault(status: number, text: string, secrets: string[]): UpstreamFault {
  let fields: Partial<Record<string, unknown>> = {};
  try {
    fields = { ...(JSON.parse(text) as object) };
  } catch {
    // Not 8x8's form of an error; its status says enough.
  }
  const clean = (value: unknown) =>
    secrets
      .filter(Boolean)
      .reduce((line, secret) => line.replaceAll(secret, '***'), String(value))
      .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
      .replaceAll(/https?:\S+/g, shownUrl)
      .slice(0, MAX_TEXT);
  const { code, message, errorId } = fields;
  return {
    status,
    ...(message !== undefined && { statusMessage: clean(message) }),
    ...(code !== undefined && { statusCode: clean(code) }),
    ...(errorId !== undefined && { errorId: clean(errorId) }),
  };
}

function networkCode(error: unknown): { networkCode?: string } {
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof code === 'string' ? { networkCode: code } : {};
}
