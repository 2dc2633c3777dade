/**
 * What a text may be. PostgreSQL stores no NUL character and no half of a surrogate pair; a driver
 * would replace the latter by U+FFFD, and two different texts would become one.
 * Source: PostgreSQL 18, section 8.3, "Character Types"; Unicode 16, section 3.9, D75.
 */
import { createHash } from 'node:crypto';

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Returns whether PostgreSQL stores the text as it is. */
export const isStorableText = (text: string): boolean =>
  !text.includes('\0') && text.isWellFormed();

/**
 * Returns a text of a carrier as PostgreSQL can store it: without NUL, and with half a surrogate pair
 * written as its escape (`\ud83d`), so that different texts stay different.
 */
export function toStorableText(text: string): string {
  // Nearly all are, and to find that out costs a tenth.
  if (isStorableText(text)) return text;
  return text
    .replaceAll('\0', '')
    .replaceAll(LONE_SURROGATES, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/**
 * Returns the beginning of a text, cut between characters and never within one.
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
 * Returns an opaque id of a carrier as it is stored. A longer one keeps its beginning and gets a digest of
 * the whole: two different ids stay different.
 * @param maxLength UTF-16 units; more than 44
 */
export function toStorableId(id: string, maxLength: number): string {
  const text = toStorableText(id);
  if (text.length <= maxLength) return text;
  const digest = createHash('sha256').update(text).digest('base64url');
  return `${cutText(text, maxLength - DIGEST_LENGTH)}~${digest}`;
}
