import { NUMBER_LIKE } from '../../platform/values/index.js';

/** Control, format and separator characters, which must not reach a log line. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Makes a text of 8x8 safe to log and to return: one line without secrets or anything that could be a
 * phone number. It removes too much rather than too little, dates included.
 *
 * @param secrets values of the request that 8x8 might echo
 * @param maxLength characters
 * @returns undefined if the value is no text, or if nothing is left
 */
export function cleanUpstreamText(
  value: unknown,
  secrets: readonly string[],
  maxLength = 200,
): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  // Cuts last: half a number or half a key would no longer be recognised.
  const line = String(value).replace(INVISIBLE, ' ');
  const safe = secrets
    .filter(Boolean)
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
    .replace(NUMBER_LIKE, '••••');
  return safe.slice(0, maxLength).trim() || undefined;
}
