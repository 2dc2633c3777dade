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
 * A carrier webhook that cannot be parsed. The error holds nothing of the message.
 * @internal the message is stored as a dead letter; no client receives this error
 */
export class MalformedMessageError extends DomainError {
  readonly code = 'malformed-message';
  readonly kind = 'invalid';
  constructor(what: string) {
    super(`The message has no ${what}.`);
  }
}

export const MAX_ID_LENGTH = 200;

/** Reads an opaque id. An id that is too long to store is shortened, and remains distinct from others. */
export const readId = (value: unknown): string | undefined =>
  typeof value === 'string' ? toStorableId(value, MAX_ID_LENGTH) || undefined : undefined;

/** Reads a text in a form that PostgreSQL can store, cut to `maxLength` characters. */
export const readText = (value: unknown, maxLength = MAX_ID_LENGTH): string | undefined =>
  typeof value === 'string' ? cutText(toStorableText(value), maxLength) || undefined : undefined;

/** Reads a word. A value that contains a phone number counts as missing, since words are stored and shown. */
export function readWord(value: unknown): string | undefined {
  const text = readText(value);
  return text?.search(NUMBER_LIKE) === -1 ? text : undefined;
}

/** Returns a status in one spelling, for example `NO_ANSWER` or `CANCELED`; `UNKNOWN` if it is missing. */
export function readStatus(value: unknown): string {
  const text = readWord(value)?.trim().toUpperCase() || 'UNKNOWN';
  // 8x8 spells it with one L, and in some places with two.
  return text.replace(/[\s-]+/g, '_').replace(/^CANCELLED$/, 'CANCELED');
}

/** A longer duration than a week is an error of the carrier. */
export const MAX_CALL_SECONDS = 7 * 24 * 60 * 60;

/** Reads the duration of a call or a recording, in seconds. */
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
