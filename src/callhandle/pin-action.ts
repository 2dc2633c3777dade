import { timingSafeEqual } from 'node:crypto';
import type { CallEvent } from '../eightxeight/index.js';
import type { NumberVault } from '../security/index.js';

/** PINs that a caller may enter in one call. */
export const PIN_TRIES = 3;
const TRIES = Array.from({ length: PIN_TRIES }, (_, at) => at + 1);

/**
 * The `clientActionId` that ties an entered PIN to the question: which try it is, and a keyed digest
 * (256 bits) of the session, both numbers and the try. Whoever has no key can't make one up, and one
 * of another call or another try does not fit.
 */
export function pinActionId(vault: NumberVault, event: CallEvent, attempt: number): string {
  const { sessionId, virtualNumber, party } = event;
  const content = JSON.stringify(['pin-action', sessionId, virtualNumber, party, attempt]);
  return `pin-${attempt}-${vault.digestOf(content).toString('base64url')}`;
}

/** Which try a message answers; undefined if it answers no question of ours. */
export function pinAttemptOf(vault: NumberVault, event: CallEvent): number | undefined {
  const given = Buffer.from(event.clientActionId ?? '');
  return TRIES.find((attempt) => {
    const right = Buffer.from(pinActionId(vault, event, attempt));
    return given.length === right.length && timingSafeEqual(given, right);
  });
}
