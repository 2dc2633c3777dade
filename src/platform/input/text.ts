/**
 * Rules for texts. PostgreSQL cannot store NUL characters or unpaired surrogates; a driver would
 * replace the latter with U+FFFD, and two different texts would become the same.
 * Source: PostgreSQL 18, section 8.3, "Character Types"; Unicode 16, section 3.9, D75.
 */
import { createHash } from 'node:crypto';

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Whether PostgreSQL stores the text unchanged. */
export const isStorableText = (text: string): boolean =>
  !text.includes('\0') && text.isWellFormed();

/**
 * Returns a text of a carrier in a form that PostgreSQL can store: without NUL, and with unpaired
 * surrogates written as escapes (`\ud83d`), so that different texts stay different.
 */
export function toStorableText(text: string): string {
  // Nearly all texts are storable, and the check costs a tenth of the replacement.
  if (isStorableText(text)) return text;
  return text
    .replaceAll('\0', '')
    .replaceAll(LONE_SURROGATES, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/**
 * Returns the beginning of a text, cut between characters, never within one.
 * @param maxLength UTF-16 units
 */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? maxLength - 1 : maxLength);
}

/** Characters of a digest in base64url (SHA-256), and the `~` before it. */
const DIGEST_LENGTH = 44;

/**
 * Returns an opaque carrier id in its stored form. A longer id is cut and ends with a digest of the
 * whole, so that different ids stay different.
 * @param maxLength UTF-16 units; more than 44
 */
export function toStorableId(id: string, maxLength: number): string {
  const text = toStorableText(id);
  if (text.length <= maxLength) return text;
  const digest = createHash('sha256').update(text).digest('base64url');
  return `${cutText(text, maxLength - DIGEST_LENGTH)}~${digest}`;
}
