import type { CallEvent } from '../../eightxeight/index.js';
import type { NumberVault } from '../../platform/security/index.js';

/** PINs that a caller may enter in one call. */
export const PIN_TRIES = 3;
const TRIES = Array.from({ length: PIN_TRIES }, (_, at) => at + 1);

/**
 * The `clientActionId` that ties an entered PIN to the question: which try it is, and a keyed digest
 * (256 bits) of the session, both numbers and the try. Whoever has no key can't make one up, and one
 * of another call or another try does not fit.
 */
export function pinActionId(vault: NumberVault, event: CallEvent, attempt: number): string {
  const digest = vault.digestOf(contentOf(event, attempt));
  return `pin-${attempt}-${digest.toString('base64url')}`;
}

function contentOf({ sessionId, virtualNumber, party }: CallEvent, attempt: number): string {
  return JSON.stringify(['pin-action', sessionId, virtualNumber, party, attempt]);
}

/** Which try a message answers; undefined if it answers no question of ours. */
export function pinAttemptOf(vault: NumberVault, event: CallEvent): number | undefined {
  const [, given, base64] = /^pin-(\d)-([\w-]{43})$/.exec(event.clientActionId ?? '') ?? [];
  const attempt = TRIES.find((one) => String(one) === given);
  if (attempt === undefined) return undefined;
  const digest = Buffer.from(base64!, 'base64url');
  // Several texts of the same length stand for the same bytes; only one is ours.
  const isOurs = digest.toString('base64url') === base64;
  return isOurs && vault.isDigestOf(contentOf(event, attempt), digest) ? attempt : undefined;
}
