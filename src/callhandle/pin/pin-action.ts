import type { CallEvent } from '../../eightxeight/index.js';
import type { NumberVault } from '../../platform/security/index.js';

/** PINs that a caller may enter in one call. */
export const PIN_TRIES = 3;
const TRIES = Array.from({ length: PIN_TRIES }, (_, at) => at + 1);

/**
 * Returns the `clientActionId` that ties an entered PIN to its prompt: the number of the try, and a
 * keyed digest (256 bits) of the session, both numbers and the try. Without the key nobody can
 * forge one, and one of another call or try does not match.
 */
export function pinActionId(vault: NumberVault, event: CallEvent, attempt: number): string {
  const digest = vault.digestOf(contentOf(event, attempt));
  return `pin-${attempt}-${digest.toString('base64url')}`;
}

function contentOf({ sessionId, virtualNumber, party }: CallEvent, attempt: number): string {
  return JSON.stringify(['pin-action', sessionId, virtualNumber, party, attempt]);
}

/**
 * Returns the number of the try that a message answers; undefined if its `clientActionId` is not
 * ours.
 */
export function pinAttemptOf(vault: NumberVault, event: CallEvent): number | undefined {
  const [, given, base64] = /^pin-(\d)-([\w-]{43})$/.exec(event.clientActionId ?? '') ?? [];
  const attempt = TRIES.find((one) => String(one) === given);
  if (attempt === undefined) return undefined;
  const digest = Buffer.from(base64!, 'base64url');
  // Several base64url texts of this length decode to the same bytes; we issue only the canonical one.
  const isOurs = digest.toString('base64url') === base64;
  return isOurs && vault.isDigestOf(contentOf(event, attempt), digest) ? attempt : undefined;
}
