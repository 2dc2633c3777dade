import {
  WEBHOOK_TYPES,
  type WebhookResource,
  type WebhookType,
} from '../../src/eightxeight/index.js';

/** Everything that 8x8 calls is below this path. */
const WEBHOOK_ROOT = '/webhooks/8x8/';
const PATHS: Readonly<Record<WebhookType, string>> = {
  VCA: 'call-action',
  VCS: 'call-status',
  VSS: 'session-summary',
  VRU: 'recording',
  VNU: 'virtual-numbers',
};

/** What is done about one type of webhook, and why. */
export interface Step {
  type: WebhookType;
  action: 'register' | 'remove' | 'keep';
  reason: string;
}

/** @param publicUrl without a slash at its end */
export const webhookUrl = (publicUrl: string, type: WebhookType): string =>
  `${publicUrl}${WEBHOOK_ROOT}${PATHS[type]}`;

/**
 * What it takes until each type has its webhook. 8x8 tells that a header is set, but not which: one
 * that is set counts as right.
 * @param force registers also what is right
 */
export function planRegistration(
  registered: readonly WebhookResource[],
  publicUrl: string,
  force = false,
): Step[] {
  return WEBHOOK_TYPES.map((type) => {
    const fault = faultOf(
      registered.find((webhook) => webhook.type === type),
      webhookUrl(publicUrl, type),
    );
    if (fault !== undefined) return { type, action: 'register', reason: fault };
    return force
      ? { type, action: 'register', reason: 'forced' }
      : { type, action: 'keep', reason: 'is right' };
  });
}

function faultOf(webhook: WebhookResource | undefined, url: string): string | undefined {
  if (!webhook) return 'there was none';
  if (!isSameUrl(webhook.url, url)) return 'pointed elsewhere';
  if (!webhook.enabled) return 'was disabled';
  return webhook.httpAuthHeaderAvailable ? undefined : 'had no header';
}

/** Removes what points at this Maskline; other receivers keep their webhooks. */
export function planRemoval(registered: readonly WebhookResource[], publicUrl: string): Step[] {
  return WEBHOOK_TYPES.flatMap((type): Step[] => {
    const webhook = registered.find((candidate) => candidate.type === type);
    if (!webhook) return [];
    return isBelow(webhook.url, `${publicUrl}${WEBHOOK_ROOT}`)
      ? [{ type, action: 'remove', reason: 'pointed at PUBLIC_URL' }]
      : [{ type, action: 'keep', reason: 'points elsewhere' }];
  });
}

const normal = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).href : undefined;
const isSameUrl = (one: string, other: string): boolean => normal(one) === normal(other);
const isBelow = (url: string, root: string): boolean =>
  normal(url)?.startsWith(normal(root)!) ?? false;
