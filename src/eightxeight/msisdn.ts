/** ITU-T E.164, after `+` was added. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Separators that people and exchanges put into numbers. Source: RFC 3966, visual separators. */
const SEPARATORS = /[\s().-]/g;

/**
 * Reads a number of a message. 8x8 sends them with and without a leading `+`; a withheld one is
 * missing, empty or a word.
 *
 * Without `+`, only a format of MSISDN says that the number is international: a national number
 * read as an international one could be somebody else's.
 *
 * @returns E.164 with `+`, or undefined if it isn't one for certain
 */
export function readMsisdn(value: unknown, format?: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.replace(SEPARATORS, '');
  const isInternational =
    text.startsWith('+') || format === undefined || format === null || format === 'MSISDN';
  if (!isInternational) return undefined;
  const e164 = text.startsWith('+') ? text : `+${text}`;
  return E164.test(e164) ? e164 : undefined;
}
