import { randomUUID } from 'node:crypto';
import { type LoadPlan, load } from './http-load.js';
import { WEBHOOK_SECRET } from './stage.js';

/** A separate process that sends call handles of distinct sessions from riders of the seeded bookings. */
interface Plan extends LoadPlan {
  subAccountId: string;
  firstMsisdn: number;
  numbers: number;
  bookings: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const sessionPrefix = randomUUID().slice(0, 24);

const result = await load(
  { ...plan, headers: { authorization: WEBHOOK_SECRET } },
  (n) => {
    const booking = (n * 7919) % plan.bookings;
    const session = sessionPrefix + String(n).padStart(12, '0');
    return JSON.stringify({
      namespace: 'VOICE',
      eventType: 'CALL_ACTION',
      description: 'Action request of a call',
      payload: {
        eventId: session,
        callId: session,
        sessionId: session,
        subAccountId: plan.subAccountId,
        callStatus: 'CALL_RECEIVED',
        callDirection: 'INBOUND',
        callType: 'PSTN',
        source: `+659${String(booking).padStart(7, '0')}`,
        destination: `+${plan.firstMsisdn + (booking % plan.numbers)}`,
        sourceFormat: 'MSISDN',
        destinationFormat: 'MSISDN',
        sourceCountryCode: 'SG',
        destinationCountryCode: 'SG',
        destinationRefId: 'bench',
        callDuration: 0,
        sipCode: 200,
        timestamp: '2026-01-06T08:12:01Z',
      },
    });
  },
  (status, body) => status === 200 && body.includes('"makeCall"'),
);
console.log(JSON.stringify(result));
