import type { WebhookResource, WebhookType } from '../../src/eightxeight/index.js';

/** A type of webhook of the voice platform, or the only webhook of the SMS platform. */
export type SetupType = WebhookType | 'SMS';

/** The path below which 8x8 calls Maskline. */
const WEBHOOK_ROOT = '/webhooks/8x8/';
const PATHS: Readonly<Record<SetupType, string>> = {
  VCA: 'call-action',
  VCS: 'call-status',
  VSS: 'session-summary',
  VRU: 'recording',
  VNU: 'virtual-numbers',
  SMS: 'sms',
};

/** What to do with one type of webhook, and why. */
export interface Step {
  type: SetupType;
  action: 'register' | 'remove' | 'keep';
  reason: string;
}

/** @param publicUrl without a slash at its end */
export const webhookUrl = (publicUrl: string, type: SetupType): string =>
  `${publicUrl}${WEBHOOK_ROOT}${PATHS[type]}`;

/**
 * Plans the steps after which each type has its webhook. 8x8 reports that a header is set, but not its
 * value, so any header counts as correct.
 * @param force also registers webhooks that are already correct
 */
export function planRegistration(
  types: readonly SetupType[],
  registered: readonly WebhookResource[],
  publicUrl: string,
  force = false,
): Step[] {
  return types.map((type) => {
    const fault = faultOf(
      registered.find((webhook) => webhook.type === type),
      webhookUrl(publicUrl, type),
    );
    if (fault !== undefined) return { type, action: 'register', reason: fault };
    return force
      ? { type, action: 'register', reason: 'forced' }
      : { type, action: 'keep', reason: 'correct' };
  });
}

function faultOf(webhook: WebhookResource | undefined, url: string): string | undefined {
  if (!webhook) return 'there was none';
  if (!isSameUrl(webhook.url, url)) return 'pointed elsewhere';
  if (!webhook.enabled) return 'was disabled';
  return webhook.httpAuthHeaderAvailable ? undefined : 'had no header';
}

/** Plans to remove the webhooks of this Maskline; other receivers keep theirs. */
export function planRemoval(
  types: readonly SetupType[],
  registered: readonly WebhookResource[],
  publicUrl: string,
): Step[] {
  return types.flatMap((type): Step[] => {
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
