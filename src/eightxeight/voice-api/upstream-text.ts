import { NUMBER_LIKE } from '../../platform/values/index.js';

/** Control and format characters, and whatever else has no business in a log line. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * What may be told of a text that 8x8 sent: one line without secrets and without anything that could
 * be a phone number. It hides too much rather than too little, so a date may go too.
 *
 * @param secrets what went out with the request, and might be echoed
 * @param maxLength characters
 * @returns undefined if it is no text, or nothing is left
 */
export function cleanUpstreamText(
  value: unknown,
  secrets: readonly string[],
  maxLength = 200,
): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  // Cut only in the end: half a number or half a key would be recognised no more.
  const line = String(value).replace(INVISIBLE, ' ');
  const safe = secrets
    .filter(Boolean)
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
    .replace(NUMBER_LIKE, '••••');
  return safe.slice(0, maxLength).trim() || undefined;
}
