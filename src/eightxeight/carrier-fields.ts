import { DomainError, NUMBER_LIKE } from '../common/index.js';

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

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_ID_LENGTH = 200;

/** Ids and words are opaque; PostgreSQL stores no NUL, and an endless one is of no use. */
export function readText(value: unknown, mostLength = MAX_ID_LENGTH): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.replaceAll('\0', '').slice(0, mostLength) || undefined;
}

/** A word, which holds no number; one that does counts as missing. */
export function readWord(value: unknown): string | undefined {
  const text = readText(value);
  return text?.search(NUMBER_LIKE) === -1 ? text : undefined;
}

export const readStatus = (value: unknown): string =>
  readWord(value)
    ?.trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_') ?? 'UNKNOWN';

export const readNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Seconds or a code, as PostgreSQL's `integer` takes it. */
export function readInteger(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Math.round(Number(typeof value === 'string' ? value.trim() || NaN : value));
  return Math.abs(number) < 2 ** 31 ? number : undefined;
}

/** A time in the range that is of use; anything else counts as missing. */
export function readTime(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const time = new Date(value);
  return time.getTime() > 0 && time.getUTCFullYear() < 10_000 ? time : undefined;
}

/** @throws MalformedMessageError */
export function readPayload(message: unknown): { payload: Fields; sessionId: string } {
  if (!isFields(message) || !isFields(message['payload'])) {
    throw new MalformedMessageError('payload');
  }
  const { payload } = message as { payload: Fields };
  const sessionId = readText(payload['sessionId']);
  if (sessionId === undefined) throw new MalformedMessageError('sessionId');
  return { payload, sessionId };
}
