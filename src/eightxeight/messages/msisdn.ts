import { fitsCountry } from '../../platform/values/index.js';

/** ITU-T E.164, once `+` was added. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Separators that people and exchanges write in numbers. Source: RFC 3966, visual separators. */
const SEPARATORS = /[\s().-]/g;

/** What a message states about one of its numbers, unparsed. */
export interface MsisdnStatement {
  /** `MSISDN`; a number with another format may belong to a private dial plan. */
  format?: unknown;
  /** ISO 3166. */
  country?: unknown;
}

export type MsisdnReading =
  | { number: string; isContradicted: false }
  /** No reliable number. Contradicted: number, country and format cannot all be true. */
  | { number: undefined; isContradicted: boolean };

/**
 * Reads a phone number of a message. 8x8 sends numbers with and without a leading `+`; a withheld number
 * is missing, empty or a word.
 *
 * Without `+`, digits are read as an international number only if the format is MSISDN: a national
 * number that is read as an international one could belong to somebody else. With or without `+`, a
 * number contradicts the message if its calling code is not that of the stated country, or if the stated
 * format is a national one.
 */
export function readMsisdnStatement(value: unknown, statement: MsisdnStatement): MsisdnReading {
  const e164 = toE164(value, formatOf(statement.format));
  if (e164 === undefined) return { number: undefined, isContradicted: false };
  const hasPlus = (value as string).includes('+');
  const isContradicted =
    !fitsCountry(e164, statement.country) || (hasPlus && formatOf(statement.format) === 'national');
  return isContradicted ? { number: undefined, isContradicted } : { number: e164, isContradicted };
}

/** @returns E.164 with `+`; undefined unless it certainly is such a number */
export const readMsisdn = (value: unknown, statement: MsisdnStatement = {}): string | undefined =>
  readMsisdnStatement(value, statement).number;

function toE164(value: unknown, format: Format): string | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.replace(SEPARATORS, '');
  if (!text.startsWith('+') && format !== 'international') return undefined;
  const e164 = text.startsWith('+') ? text : `+${text}`;
  return E164.test(e164) ? e164 : undefined;
}

type Format = 'international' | 'national' | 'other';

/** 8x8's format names, case-insensitive. Digits with any other format are not an international number. */
const FORMATS: Readonly<Record<string, Format>> = {
  MSISDN: 'international',
  NATIONAL: 'national',
  LOCAL: 'national',
  SUBSCRIBER: 'national',
};

/** A missing format counts as international, since 8x8's numbers are; an empty or unknown one does not. */
function formatOf(value: unknown): Format {
  if (value === undefined || value === null) return 'international';
  if (typeof value !== 'string' || value.length > 40) return 'other';
  return FORMATS[value.trim().toUpperCase()] ?? 'other';
}
