import { REASONS } from './texts.js';

/** Why a text was not forwarded or has failed, for people. Reasons that calls have too mean the same. */
const MESSAGE_REASONS: Readonly<Record<string, string>> = {
  'unknown-number': 'The number that the sender wrote to is in no pool of the sub-account.',
  'number-disabled': 'An operator has disabled the number that the sender wrote to.',
  'caller-withheld': 'The sender is a word, a short code or no phone number.',
  'caller-is-virtual': 'The sender is a virtual number itself.',
  'not-a-party': 'The sender is a party of no booking on this number.',
  'booking-ended': 'The booking has ended, so the text can no longer reach the other party.',
  blocked: 'A block forbids the sender to reach the other party.',
  'caller-not-allowed': 'On this booking only the other party may write.',
  'keyword-stop':
    'The text was the keyword to stop. The sender gets no texts from this number any longer.',
  'keyword-start':
    'The text was the keyword to start. The sender gets texts from this number again.',
  'keyword-help': 'The text was the keyword for help.',
  'too-many-messages': 'The sender wrote more texts in a minute than the pool allows.',
  'channel-off': 'The booking has no texts, or the number of the receiver cannot text.',
  'too-long': 'The text had more than 10,000 characters.',
  'opted-out': 'The receiver wants no texts from this number.',
  'party-changed': 'Somebody else is the receiver now.',
  expired: 'It could not be sent within four hours.',
  rejected: '8x8 refused it.',
  interrupted: 'The replica that sent it died meanwhile. 8x8 may have taken it.',
  network: 'The connection to 8x8 failed.',
  timeout: '8x8 did not answer in time. It may have taken the text.',
  'unexpected-answer': 'The answer of 8x8 could not be read. It may have taken the text.',
  'rate-limited': '8x8 was too busy. Maskline tries again.',
  delayed: 'It waits, and Maskline tries again.',
  'no-api-key': 'Maskline has no key for the SMS API of 8x8.',
  'invalid-sub-account': 'The name of the sub-account for texts is not valid.',
};

export function messageReasonInWords(reason: string): string {
  const status = /^http-(\d{3})$/.exec(reason)?.[1];
  if (status !== undefined) return `8x8 refused it with HTTP status ${status}.`;
  return MESSAGE_REASONS[reason] ?? REASONS[reason] ?? reason;
}

/** What the outcomes of texts mean. */
export const MESSAGE_OUTCOMES = {
  forwarding: 'It waits to be sent, or is being sent.',
  forwarded: '8x8 has taken it. No receipt proves yet that it arrived.',
  delivered: 'A receipt proves that it arrived.',
  undelivered: '8x8 has taken it, and a receipt says that it did not arrive.',
  refused: 'It was not forwarded.',
  failed: 'It could not be sent.',
  unknown: '8x8 may have taken it. A receipt can still settle this.',
} as const;
export type MessageOutcome = keyof typeof MESSAGE_OUTCOMES;
export const MESSAGE_OUTCOME_NAMES = Object.keys(MESSAGE_OUTCOMES) as MessageOutcome[];

export const MESSAGE_KINDS: Readonly<Record<string, string>> = {
  text: 'text of a party',
  reply: 'reply of Maskline',
  system: 'text of your back end',
  'missed-call': 'text about a missed call',
};

interface Price {
  amount: number;
  currency: string | null;
}

/** Returns `0.0375 USD`, on one line; a dash for an unknown price. */
export const priceInWords = (price: Price | null): string =>
  price === null ? '–' : `${price.amount.toFixed(4)}\u00A0${price.currency ?? ''}`.trim();
