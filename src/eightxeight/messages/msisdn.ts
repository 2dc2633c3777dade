import { fitsCountry } from '../../platform/values/index.js';

/** ITU-T E.164, after `+` was added. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Separators that people and exchanges put into numbers. Source: RFC 3966, visual separators. */
const SEPARATORS = /[\s().-]/g;

/** What a message states about one of its numbers, as it came. */
export interface MsisdnStatement {
  /** `MSISDN`; another one may be a number of a dial plan of its own. */
  format?: unknown;
  /** ISO 3166. */
  country?: unknown;
}

export type MsisdnReading =
  | { number: string; isContradicted: false }
  /** There is none for certain; the message may say two things of it that cannot both be true. */
  | { number: undefined; isContradicted: boolean };

/**
 * Reads a number of a message. 8x8 sends them with and without a leading `+`; a withheld one is
 * missing, empty or a word.
 *
 * Without `+`, only a format of MSISDN says that the number is international: a national number
 * read as an international one could be somebody else's. With or without `+`, a number contradicts
 * the message if its calling code is not that of the stated country, or if the stated format is a
 * national one.
 */
export function readMsisdnStatement(value: unknown, statement: MsisdnStatement): MsisdnReading {
  const e164 = toE164(value, formatOf(statement.format));
  if (e164 === undefined) return { number: undefined, isContradicted: false };
  const hasPlus = (value as string).includes('+');
  const isContradicted =
    !fitsCountry(e164, statement.country) || (hasPlus && formatOf(statement.format) === 'national');
  return isContradicted ? { number: undefined, isContradicted } : { number: e164, isContradicted };
}

/** @returns E.164 with `+`, or undefined if it isn't one for certain */
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

/** The words of 8x8, without regard to case. No other word makes digits an international number. */
const FORMATS: Readonly<Record<string, Format>> = {
  MSISDN: 'international',
  NATIONAL: 'national',
  LOCAL: 'national',
  SUBSCRIBER: 'national',
};

/** A missing format is international, as 8x8's numbers are; an empty or unknown one is not. */
function formatOf(value: unknown): Format {
  if (value === undefined || value === null) return 'international';
  if (typeof value !== 'string' || value.length > 40) return 'other';
  return FORMATS[value.trim().toUpperCase()] ?? 'other';
}
