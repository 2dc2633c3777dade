import { validateHeaderValue } from 'node:http';
import { WEBHOOK_TYPES, type WebhookType } from '../../../src/eightxeight/index.js';

export interface Webhook {
  type: WebhookType;
  url: string;
  /** Sent with each message, but never returned by the API. */
  httpAuthHeader?: string;
  enabled: boolean;
}

/** The webhooks of the simulated sub-account: at most one per type; a new one replaces it. */
export class WebhookRegistry {
  private readonly byType = new Map<string, Webhook>();

  register(webhook: Webhook): void {
    this.byType.set(webhook.type, webhook);
  }

  /** @returns the removed webhook; undefined if there was none of that type */
  remove(type: string): Webhook | undefined {
    const webhook = this.byType.get(type);
    this.byType.delete(type);
    return webhook;
  }

  all(): Webhook[] {
    return [...this.byType.values()];
  }

  /** Returns the webhook for messages of this type; undefined if there is none or it is disabled. */
  enabled(type: WebhookType): Webhook | undefined {
    const webhook = this.byType.get(type);
    return webhook?.enabled ? webhook : undefined;
  }
}

/** Reads the body of "Create a new webhook". @returns the webhook, or a sentence that describes the error */
export function parseWebhook(body: unknown): Webhook | string {
  if (typeof body !== 'object' || body === null) return 'Invalid JSON request body';
  const { type, url, httpAuthHeader, enabled } = body as Record<string, unknown>;
  const knownType = WEBHOOK_TYPES.find((known) => known === type);
  if (!knownType) return `type should be one of: ${WEBHOOK_TYPES.join(',')}`;
  if (!isHttpUrl(url)) return 'url should be an http or https URL';
  if (!isAbsent(httpAuthHeader) && !isHeaderValue(httpAuthHeader)) {
    return 'httpAuthHeader should be a header value';
  }
  if (!isAbsent(enabled) && typeof enabled !== 'boolean') return 'enabled should be a boolean';
  return {
    type: knownType,
    url,
    ...(httpAuthHeader ? { httpAuthHeader } : {}),
    enabled: enabled ?? true,
  };
}

const isAbsent = (value: unknown): value is null | undefined =>
  value === null || value === undefined;

function isHttpUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  return ['http:', 'https:'].includes(new URL(value).protocol);
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
