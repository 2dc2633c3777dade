import { DomainError } from '../../platform/errors/index.js';
import { NUMBER_LIKE } from '../../platform/values/index.js';
import {
  cutText,
  readCarrierInteger,
  toStorableId,
  toStorableText,
} from '../../platform/input/index.js';
import { type Fields, fieldsOf } from './fields.js';

/**
 * A message that can't be understood; it holds nothing of the message.
 * @internal whoever reads messages keeps it, and no client is told
 */
export class MalformedMessageError extends DomainError {
  readonly code = 'malformed-message';
  readonly kind = 'invalid';
  constructor(what: string) {
    super(`The message has no ${what}.`);
  }
}

export const MAX_ID_LENGTH = 200;

/** An opaque id; one that is longer than what is stored stays different from others. */
export const readId = (value: unknown): string | undefined =>
  typeof value === 'string' ? toStorableId(value, MAX_ID_LENGTH) || undefined : undefined;

/** A text as it can be stored; an endless one is of no use. */
export const readText = (value: unknown, maxLength = MAX_ID_LENGTH): string | undefined =>
  typeof value === 'string' ? cutText(toStorableText(value), maxLength) || undefined : undefined;

/** A word, which holds no number; one that does counts as missing. */
export function readWord(value: unknown): string | undefined {
  const text = readText(value);
  return text?.search(NUMBER_LIKE) === -1 ? text : undefined;
}

/** Returns a word of a state in one spelling, as `NO_ANSWER` or `CANCELED`; `UNKNOWN` if there is none. */
export function readStatus(value: unknown): string {
  const text = readWord(value)?.trim().toUpperCase() || 'UNKNOWN';
  // 8x8 writes it with one L, and in places with two.
  return text.replace(/[\s-]+/g, '_').replace(/^CANCELLED$/, 'CANCELED');
}

/** A call of more than a week is a mistake. */
export const MAX_CALL_SECONDS = 7 * 24 * 60 * 60;

/** Seconds of a call or a recording. */
export const readSeconds = (value: unknown): number | undefined =>
  readCarrierInteger(value, { min: 0, max: MAX_CALL_SECONDS });

/** @throws MalformedMessageError */
export function readPayload(message: unknown): { payload: Fields; sessionId: string } {
  const payload = fieldsOf(fieldsOf(message)?.['payload']);
  if (!payload) throw new MalformedMessageError('payload');
  const sessionId = readId(payload['sessionId']);
  if (sessionId === undefined) throw new MalformedMessageError('sessionId');
  return { payload, sessionId };
}
