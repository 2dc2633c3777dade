import { randomUUID } from 'node:crypto';
import { type LoadPlan, load } from './http-load.js';
import { WEBHOOK_SECRET } from './stage.js';

/**
 * A separate process that sends texts of riders of the seeded bookings, or receipts of the seeded
 * messages, three per message.
 */
interface Plan extends LoadPlan {
  kind: 'text' | 'receipt';
  smsSubAccountId: string;
  firstMsisdn: number;
  numbers: number;
  bookings: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const prefix = randomUUID().slice(0, 24);
const STATES = ['queued', 'sent', 'delivered'];
/** Each run has messages of its own, so that its receipts are new. */
const firstMessage = (Date.now() % 1_000) * 1_000;

const textOf = (n: number) => {
  const booking = (n * 7919) % plan.bookings;
  return {
    namespace: 'SMS',
    eventType: 'inbound_message_received',
    description: 'SMS inbound message',
    payload: {
      umid: prefix + String(n).padStart(12, '0'),
      subAccountId: plan.smsSubAccountId,
      timestamp: '2026-01-06T08:12:01.017Z',
      source: `+659${String(booking).padStart(7, '0')}`,
      destination: `+${plan.firstMsisdn + (booking % plan.numbers)}`,
      body: 'I am waiting at the north gate, beside the taxi stand.',
      encoding: 'GSM7',
      smsCount: 1,
      price: { total: 0.0446592, perSms: 0.0446592, currency: 'EUR' },
    },
  };
};

/** The id of a seeded message. */
const messageIdOf = (n: number): string =>
  `00000000-0000-7000-8000-${(n % 1_000_000).toString(16).padStart(12, '0')}`;

const receiptOf = (n: number) => ({
  namespace: 'SMS',
  eventType: 'outbound_message_status_changed',
  description: 'SMS outbound message delivery receipt',
  payload: {
    umid: prefix + String(n).padStart(12, '0'),
    clientMessageId: messageIdOf(firstMessage + Math.floor(n / STATES.length)),
    subAccountId: plan.smsSubAccountId,
    source: `+${plan.firstMsisdn}`,
    destination: '+6580000000',
    status: { state: STATES[n % STATES.length], timestamp: '2026-01-06T08:12:01.6030893Z' },
    price: { total: 0.0375, perSms: 0.0375, currency: 'EUR' },
    smsCount: 1,
  },
});

const result = await load(
  { ...plan, headers: { authorization: WEBHOOK_SECRET } },
  (n) => JSON.stringify(plan.kind === 'text' ? textOf(n) : receiptOf(n)),
  (status) => status === 200,
);
console.log(JSON.stringify(result));
