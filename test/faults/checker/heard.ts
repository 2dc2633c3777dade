import type { Answer } from '../history/history.js';
import { listAt, textAt } from './read.js';

/** What a caller heard. */
export type Heard =
  | { kind: 'connected'; callee: string; callerId: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'nothing'; why: string };

/** The messages of Maskline, by their first words. */
const MESSAGES: readonly (readonly [begins: string, reason: string])[] = [
  ['This booking has ended', 'ended'],
  ['This booking has not started', 'not-started'],
  ['This number is not available', 'not-available'],
  ['The other person has not joined', 'party-missing'],
  ['Your call cannot be connected right now', 'unavailable'],
];

export function heardIn(answer: Answer): Heard {
  if ('failure' in answer) return { kind: 'nothing', why: answer.failure };
  const { status, body } = answer;
  const actions = listAt(body, 'callflow');
  if (status !== 200 || actions.length === 0) return { kind: 'nothing', why: `status ${status}` };
  const connection = actions.find((action) => textAt(action, 'action') === 'makeCall');
  const callee = textAt(connection, 'params', 'destination');
  const callerId = textAt(connection, 'params', 'source');
  if (connection !== undefined) {
    return { kind: 'connected', callee: callee ?? '', callerId: callerId ?? '' };
  }
  const text = actions.map((action) => textAt(action, 'params', 'text')).find(Boolean) ?? '';
  const [, reason] = MESSAGES.find(([begins]) => text.startsWith(begins)) ?? [text, `"${text}"`];
  return { kind: 'refused', reason };
}
