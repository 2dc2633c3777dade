import { RECEIPT_ERRORS, type TextBehaviour, type InboundTextBehaviour } from './text-behaviour.js';
import type { TextRecord } from './text-record.js';

/** A message of the SMS platform to a webhook. */
export interface SmsMessage {
  namespace: 'SMS' | 'ChatApps';
  eventType: 'inbound_message_received' | 'outbound_message_status_changed';
  description: string;
  payload: {
    umid: string;
    subAccountId: string;
    source: string;
    destination: string;
    smsCount: number;
    price: { total: number; perSms: number; currency: string };
    /** Inbound only. */
    timestamp?: string;
    body?: string;
    encoding?: string;
    /** Receipts only. */
    status?: {
      state: string;
      detail?: string;
      timestamp: string;
      errorCode?: number;
      errorMessage?: string;
    };
    batchId?: string;
    clientMessageId?: string;
    clientBatchId?: string;
  };
}

const PRICE_PER_PART = { inbound: 0.0446592, outbound: 0.0125 } as const;
const CURRENCY = 'EUR';
/** Fields that 8x8 may add one day. */
const EXTRA = { operator: { mcc: '525', mnc: '01' }, isRoaming: false };

export function priceOf({ direction, parts }: TextRecord): SmsMessage['payload']['price'] {
  const perSms = PRICE_PER_PART[direction];
  return { total: Number((perSms * parts).toFixed(7)), perSms, currency: CURRENCY };
}

/** Source: 8x8, "Inbound SMS". */
export function inboundMessage(
  text: TextRecord,
  subAccountId: string,
  { namespace = 'SMS', smsCount, extraFields }: InboundTextBehaviour,
): SmsMessage {
  return {
    namespace,
    eventType: 'inbound_message_received',
    description: `${namespace} inbound message`,
    payload: {
      umid: text.umid,
      subAccountId,
      timestamp: text.createdAt.toISOString(),
      source: text.from,
      destination: text.to,
      body: text.body,
      encoding: text.encoding,
      smsCount: smsCount ?? text.parts,
      price: priceOf(text),
      ...(extraFields && EXTRA),
    },
    ...(extraFields && { version: 2 }),
  };
}

/** Source: 8x8, "Delivery receipts for outbound SMS". */
export function receiptMessage(
  text: TextRecord,
  subAccountId: string,
  { source = text.from, smsCount, withoutPlus, extraFields }: TextBehaviour,
): SmsMessage {
  const { umid, batchId, clientMessageId, clientBatchId } = text;
  const { timestamp, errorCode, ...status } = text.status;
  const numberOf = (sender: string) => (withoutPlus ? sender.replace(/^\+/, '') : sender);
  return {
    namespace: 'SMS',
    eventType: 'outbound_message_status_changed',
    description: 'SMS outbound message delivery receipt',
    payload: {
      umid,
      ...(batchId !== undefined && { batchId }),
      ...(clientMessageId !== undefined && { clientMessageId }),
      ...(clientBatchId !== undefined && { clientBatchId }),
      subAccountId,
      source: numberOf(source),
      destination: numberOf(text.to),
      status: {
        ...status,
        // 8x8 writes up to seven decimals.
        timestamp: timestamp.toISOString().replace('Z', '0893Z'),
        ...(errorCode !== undefined && {
          errorCode,
          errorMessage: RECEIPT_ERRORS[errorCode] ?? 'Unidentified',
        }),
      },
      price: priceOf(text),
      smsCount: smsCount ?? text.parts,
      ...(extraFields && EXTRA),
    },
    ...(extraFields && { version: 2 }),
  };
}
