import type { ReportDelivery } from '../behaviour.js';

export const SMS_RESPONSES = [
  'queued',
  'rejected',
  'rate-limited',
  'upgrade-required',
  'error',
  'error-after-acceptance',
  'no-response',
] as const;

export const SMS_OUTCOMES = [
  'delivered',
  'delivered-to-operator',
  'undelivered',
  'rejected-by-operator',
  'rejected',
  'no-receipt',
] as const;
export type SmsOutcome = (typeof SMS_OUTCOMES)[number];

/** How 8x8, the operator and the phone treat a text that Maskline sends. Times are simulated seconds. */
export interface TextBehaviour {
  /**
   * Default `queued`. `rejected`: a 200 with status REJECTED. `rate-limited`: 429 with Retry-After.
   * `upgrade-required`: 426. `error`: 500, not accepted. `error-after-acceptance`: 500, although the text
   * is sent. `no-response`: none, although the text is sent.
   */
  response?: (typeof SMS_RESPONSES)[number];
  /** The Retry-After of `rate-limited`, default 1; real seconds, since the client waits in real time. */
  retryAfterSeconds?: number;
  /**
   * Default `delivered`. `no-receipt`: the phone receives the text, but there are no receipts. With the
   * others, except for `delivered`, the phone receives nothing.
   */
  outcome?: SmsOutcome;
  /** With `undelivered` (default 1), `rejected-by-operator` (15) and `rejected` (43). */
  errorCode?: number;
  /** Until the first receipt, default 1; at most 48 hours. */
  afterSeconds?: number;
  /** How the receipts are delivered. */
  receipts?: ReportDelivery;
  /** Whether the receipts are delivered before the response to the request. */
  receiptsBeforeResponse?: boolean;
  /** The sender that the phone and the receipts show, as in countries that overwrite it. */
  source?: string;
  /** The number of parts that the receipts state; default: the real one. */
  smsCount?: number;
  /** What happens to more than ten parts: sent without the rest (default), or refused with code 3006. */
  overlong?: 'cut' | 'refused';
  /** Whether phone numbers in receipts lack the `+`. */
  withoutPlus?: boolean;
  /** Whether receipts have fields that 8x8 does not document. */
  extraFields?: boolean;
}

/** How 8x8 reports a text that a phone sends. */
export interface InboundTextBehaviour {
  /** How often the webhook is called with the same text, default 1. */
  copies?: number;
  /** The namespace of the message, default `SMS`. */
  namespace?: 'SMS' | 'ChatApps';
  /** The number of parts that the message states; default: the real one. */
  smsCount?: number;
  /** Whether the message has fields that 8x8 does not document. */
  extraFields?: boolean;
}

/** The receipts of a text by its outcome, in their order. */
export const RECEIPTS: Readonly<Record<SmsOutcome, readonly { state: string; detail?: string }[]>> =
  {
    delivered: [
      { state: 'sent' },
      { state: 'delivered', detail: 'delivered_to_operator' },
      { state: 'delivered', detail: 'delivered_to_recipient' },
    ],
    'delivered-to-operator': [
      { state: 'sent' },
      { state: 'delivered', detail: 'delivered_to_operator' },
    ],
    undelivered: [{ state: 'sent' }, { state: 'undelivered', detail: 'undelivered_to_recipient' }],
    'rejected-by-operator': [
      { state: 'sent' },
      { state: 'undelivered', detail: 'rejected_by_operator' },
    ],
    rejected: [{ state: 'rejected' }],
    'no-receipt': [{ state: 'sent' }, { state: 'delivered', detail: 'delivered_to_recipient' }],
  };

/** Some of the error codes of receipts. Source: 8x8, "Delivery receipts error codes". */
export const RECEIPT_ERRORS: Readonly<Record<number, string>> = {
  1: 'Absent subscriber',
  8: 'Deny',
  13: 'Illegal subscriber',
  15: 'Invalid destination',
  19: 'Invalid source',
  26: 'Barred',
  36: 'Expired',
  43: 'Spam filter',
  44: 'Billing',
  45: 'Busy',
  46: 'Not reachable',
  47: 'Temporarily unavailable',
  50: 'Throttling',
  55: 'Unidentified',
  59: 'Unknown subscriber',
  60: 'Content filtered',
  99: 'Blocked by Omni Shield',
};

export const DEFAULT_ERROR_CODES: Readonly<Partial<Record<SmsOutcome, number>>> = {
  undelivered: 1,
  'rejected-by-operator': 15,
  rejected: 43,
};
