import {
  readCarrierInteger,
  readCarrierNumber,
  readCarrierTime,
  toStorableText,
} from '../../platform/input/index.js';
import { MalformedMessageError, readId, readText, readWord } from './carrier-fields.js';
import { type Fields, fieldsOf } from './fields.js';
import { readMsisdn } from './msisdn.js';

/** What 8x8 charges for a text. */
export interface SmsPrice {
  total: number;
  /** ISO 4217. */
  currency: string;
}

/** The fields that Maskline uses of a text that has arrived. Numbers are in E.164 with `+`. */
export interface InboundSms {
  kind: 'text';
  umid: string;
  subAccountId: string | undefined;
  /** The virtual number that the text was sent to. */
  virtualNumber: string | undefined;
  /** Undefined if it is a word, a short code or withheld. */
  sender: string | undefined;
  text: string;
  at: Date | undefined;
  price: SmsPrice | undefined;
}

/** The fields that Maskline uses of a delivery receipt. */
export interface SmsReceipt {
  kind: 'receipt';
  umid: string;
  /** The id that Maskline gave the text. */
  clientMessageId: string | undefined;
  subAccountId: string | undefined;
  /** The sender that the recipient saw, as 8x8 writes it; it may be a word. */
  source: string | undefined;
  /** `source` in E.164; undefined if it is not such a number. */
  sourceNumber: string | undefined;
  destination: string | undefined;
  /** Lower case, for example `delivered`. */
  state: string;
  /** Lower case, for example `delivered_to_operator`. */
  detail: string | undefined;
  at: Date | undefined;
  /** Of 8x8's list of receipt error codes. */
  errorCode: number | undefined;
  price: SmsPrice | undefined;
}

/** A message of 8x8 that concerns no text, such as one of another namespace. */
export interface OtherSmsEvent {
  kind: 'other';
}

export type SmsEvent = InboundSms | SmsReceipt | OtherSmsEvent;

/** Longest source that is read; 8x8 allows 16 characters. */
const MAX_SOURCE_LENGTH = 40;

/**
 * Reads a message of 8x8's SMS webhook; ignores unknown fields.
 * Source: 8x8 Connect, "Webhook object structure", "Inbound SMS", "Delivery receipts".
 * @throws MalformedMessageError
 */
export function readSmsEvent(message: unknown): SmsEvent {
  const envelope = fieldsOf(message);
  if (!envelope) throw new MalformedMessageError('payload');
  const namespace = readWord(envelope['namespace'])?.toUpperCase() ?? 'SMS';
  if (namespace !== 'SMS') return { kind: 'other' };
  const eventType = readWord(envelope['eventType'])?.toLowerCase();
  if (eventType === undefined) throw new MalformedMessageError('eventType');
  if (eventType === 'inbound_message_received') return readInbound(payloadOf(envelope));
  if (eventType === 'outbound_message_status_changed') return readReceipt(payloadOf(envelope));
  return { kind: 'other' };
}

function payloadOf(envelope: Fields): Fields & { umid: string } {
  const payload = fieldsOf(envelope['payload']);
  if (!payload) throw new MalformedMessageError('payload');
  const umid = readId(payload['umid']);
  if (umid === undefined) throw new MalformedMessageError('umid');
  return { ...payload, umid };
}

function readInbound(payload: Fields & { umid: string }): InboundSms {
  const body = payload['body'];
  if (typeof body !== 'string') throw new MalformedMessageError('body');
  return {
    kind: 'text',
    umid: payload.umid,
    subAccountId: readText(payload['subAccountId']),
    virtualNumber: readMsisdn(payload['destination']),
    sender: readMsisdn(payload['source']),
    text: toStorableText(body),
    at: readCarrierTime(payload['timestamp']),
    price: readPrice(payload['price']),
  };
}

function readReceipt(payload: Fields & { umid: string }): SmsReceipt {
  const status = fieldsOf(payload['status']);
  const state = readWord(status?.['state'])?.trim().toLowerCase();
  if (!status || !state) throw new MalformedMessageError('status.state');
  return {
    kind: 'receipt',
    umid: payload.umid,
    clientMessageId: readId(payload['clientMessageId']),
    subAccountId: readText(payload['subAccountId']),
    source: readText(payload['source'], MAX_SOURCE_LENGTH),
    sourceNumber: readMsisdn(payload['source']),
    destination: readMsisdn(payload['destination']),
    state,
    detail: readWord(status['detail'])?.trim().toLowerCase(),
    at: readCarrierTime(status['timestamp']),
    errorCode: readCarrierInteger(status['errorCode'], { min: 0, max: 100_000 }),
    price: readPrice(payload['price']),
  };
}

function readPrice(value: unknown): SmsPrice | undefined {
  const price = fieldsOf(value);
  const total = readCarrierNumber(price?.['total'], { min: 0, max: 1_000_000 });
  const currency = /^[A-Z]{3}$/.exec(readWord(price?.['currency'])?.toUpperCase() ?? '')?.[0];
  return total === undefined || currency === undefined ? undefined : { total, currency };
}
