import { randomUUID } from 'node:crypto';
import { type LoadPlan, load } from './http-load.js';
import { WEBHOOK_SECRET } from './stage.js';

/** A separate process that sends call statuses (VCS), six per session, as 8x8 reports a call. */
interface Plan extends LoadPlan {
  subAccountId: string;
  firstMsisdn: number;
  numbers: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const prefix = randomUUID().slice(0, 24);
const STEPS = [
  ['INBOUND', 'CALL_RECEIVED'],
  ['OUTBOUND', 'CALL_INITIATED'],
  ['OUTBOUND', 'CALL_CONNECTED'],
  ['INBOUND', 'CALL_CONNECTED'],
  ['OUTBOUND', 'CALL_DISCONNECTED'],
  ['INBOUND', 'CALL_DISCONNECTED'],
] as const;

const result = await load(
  { ...plan, headers: { authorization: WEBHOOK_SECRET } },
  (n) => {
    const call = Math.floor(n / STEPS.length);
    const session = prefix + String(call).padStart(12, '0');
    const [callDirection, callStatus] = STEPS[n % STEPS.length]!;
    const virtualNumber = `+${plan.firstMsisdn + (call % plan.numbers)}`;
    const party = `+659${String((call * 7919) % 10_000_000).padStart(7, '0')}`;
    const isInbound = callDirection === 'INBOUND';
    return JSON.stringify({
      namespace: 'VOICE',
      eventType: 'CALL_STATUS',
      description: 'Status of a call',
      payload: {
        eventId: `${prefix}${n}`,
        callId: `${session}${isInbound ? 'a' : 'b'}`,
        sessionId: session,
        subAccountId: plan.subAccountId,
        callStatus,
        callDirection,
        callType: 'PSTN',
        source: isInbound ? party : virtualNumber,
        destination: isInbound ? virtualNumber : party,
        sourceFormat: 'MSISDN',
        destinationFormat: 'MSISDN',
        callDuration: 0,
        sipCode: 200,
        timestamp: '2026-01-06T08:12:01Z',
      },
    });
  },
  (status) => status === 200,
);
console.log(JSON.stringify(result));
