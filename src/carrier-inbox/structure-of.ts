import { UnreadableBody } from '../platform/input/index.js';

/** Names of members are kept if they look like those of 8x8; a text could be a name too. */
const NAME = /^[A-Za-z]{2,20}$/;
const MAX_DEPTH = 3;
const MAX_MEMBERS = 50;

/** Returns a message with the types of its values in place of the values. */
export function structureOf(message: unknown, depth = 0): unknown {
  if (message instanceof UnreadableBody) return 'unreadable';
  if (Array.isArray(message)) return 'array';
  if (typeof message !== 'object' || message === null)
    return message === null ? null : typeof message;
  if (depth === MAX_DEPTH) return 'object';
  const members = Object.entries(message).slice(0, MAX_MEMBERS);
  return Object.fromEntries(
    members.flatMap(([name, value]) =>
      NAME.test(name) ? [[name, structureOf(value, depth + 1)]] : [],
    ),
  );
}
