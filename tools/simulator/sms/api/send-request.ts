import { callingCodeOf, countryOf, toE164 } from '../../numbers/phone-number.js';
import { SmsFailure } from './sms-failure.js';
import { ENCODINGS, isGsm7, type TextEncoding } from '../text-parts.js';

/** A validated request to send a text. */
export interface SendRequest {
  /** E.164 with `+`. */
  destination: string;
  /** As given; 8x8 chooses one if it is missing. */
  source: string;
  text: string;
  encoding: TextEncoding;
  clientMessageId?: string;
  scheduled?: Date;
  expiry?: Date;
  dlrCallbackUrl?: string;
}

const DEFAULT_SOURCE = '8x8';
const MAX_DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;
const DESTINATION = /^\+?[1-9]\d{6,14}$/;
/** Letters, digits and some signs; or a phone number. */
const ALPHANUMERIC = /^[\w .&-]{1,11}$/;
const NUMERIC = /^\+?\d{3,15}$/;

/** @throws SmsFailure with the code of the first invalid field */
export function parseSendRequest(body: unknown, now = new Date()): SendRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SmsFailure(1000, 'Invalid JSON request body');
  }
  const fields = new Map(Object.entries(body));
  const { encoding, text } = textOf(fields.get('text'), fields.get('encoding') ?? 'AUTO');
  const scheduled = timeOf(fields.get('scheduled'), 1011);
  if (scheduled && scheduled.getTime() > now.getTime() + MAX_DAYS_AHEAD * DAY_MS) {
    throw new SmsFailure(1011);
  }
  const expiry = timeOf(fields.get('expiry'), 1006);
  if (expiry && expiry <= (scheduled ?? now)) throw new SmsFailure(1006);
  const clientMessageId = optionalText(fields.get('clientMessageId'), 350, 3009);
  const dlrCallbackUrl = optionalText(fields.get('dlrCallbackUrl'), 2000, 3020);
  if (dlrCallbackUrl !== undefined && !URL.canParse(dlrCallbackUrl)) throw new SmsFailure(3020);
  return {
    destination: destinationOf(fields.get('destination'), fields.get('country')),
    source: sourceOf(fields.get('source')),
    text,
    encoding,
    ...(clientMessageId !== undefined && { clientMessageId }),
    ...(scheduled && { scheduled }),
    ...(expiry && { expiry }),
    ...(dlrCallbackUrl !== undefined && { dlrCallbackUrl }),
  };
}

function destinationOf(value: unknown, country: unknown): string {
  if (typeof value !== 'string' || !DESTINATION.test(value)) throw new SmsFailure(1002);
  if (country === undefined || country === null || value.startsWith('+')) return toE164(value);
  const callingCode = callingCodeOf(country);
  if (callingCode === undefined) throw new SmsFailure(1009);
  return countryOf(value) === country ? toE164(value) : `+${callingCode}${value}`;
}

function sourceOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return DEFAULT_SOURCE;
  if (typeof value !== 'string') throw new SmsFailure(1005);
  if (value.length > 16) throw new SmsFailure(3011);
  if (!NUMERIC.test(value) && !ALPHANUMERIC.test(value)) throw new SmsFailure(1005);
  return value;
}

function textOf(text: unknown, encoding: unknown): Pick<SendRequest, 'text' | 'encoding'> {
  if (typeof text !== 'string' || text === '') throw new SmsFailure(1004);
  const known = ENCODINGS.find((each) => each === encoding);
  if (known === undefined || (known === 'GSM7' && !isGsm7(text))) throw new SmsFailure(1003);
  return { text, encoding: known === 'AUTO' ? (isGsm7(text) ? 'GSM7' : 'UCS2') : known };
}

function timeOf(value: unknown, code: 1006 | 1011): Date | undefined {
  if (value === undefined || value === null) return undefined;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new SmsFailure(code);
  return new Date(time);
}

function optionalText(value: unknown, maxLength: number, code: 3009 | 3020): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > maxLength) throw new SmsFailure(code);
  return value;
}
