import { textAt } from './read.js';
import type { Violation } from './violation.js';
import type { World } from './world.js';

/** Refusals under load that a client repeats; they say so in `Retry-After`. */
const BUSY = new Set(['assignment-contended', 'overloaded', 'rate-limited']);

/**
 * Checks that no request failed without a fault, nor after the time within which all is as usual, and
 * that a fault is never answered with 500, which is for mistakes of the service.
 */
export function checkAvailability(world: World): Violation[] {
  return world.story.actions.flatMap(({ kind, id, attempts }) =>
    attempts.flatMap(({ start, end, replica, answer }): Violation[] => {
      if ('status' in answer && answer.status === 500) {
        return [{ rule: 'internal error', id, what: `${kind} at ${replica}`, at: start }];
      }
      if (kind === 'call' || world.isDisturbed({ start, end })) return [];
      if ('status' in answer) {
        const isBusy = BUSY.has(textAt(answer.body, 'code') ?? '');
        if (answer.status < 500 || isBusy) return [];
      }
      const why = 'status' in answer ? String(answer.status) : answer.failure;
      const code = 'body' in answer ? (textAt(answer.body, 'code') ?? '') : '';
      return [
        { rule: 'failed request', id, what: `${kind} at ${replica}: ${why} ${code}`, at: start },
      ];
    }),
  );
}
