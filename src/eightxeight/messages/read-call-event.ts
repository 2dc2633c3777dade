import { readCarrierTime } from '../../platform/input/index.js';
import { readEnds } from './call-ends.js';
import { readId, readPayload, readSeconds, readStatus, readText } from './carrier-fields.js';
import { fieldsOf } from './fields.js';

/** What is needed of a VCA or VCS. Numbers are in E.164 with `+`, or undefined if unusable. */
export interface CallEvent {
  eventId: string | undefined;
  callId: string | undefined;
  sessionId: string;
  subAccountId: string | undefined;
  /** Upper case with underscores, as `CALL_RECEIVED`. */
  callStatus: string;
  leg: 'A' | 'B';
  /** What was dialled (leg A) or is shown (leg B). */
  virtualNumber: string | undefined;
  /** The phone at the far end: the caller's (leg A) or the callee's (leg B). */
  party: string | undefined;
  /** Seconds. */
  duration: number | undefined;
  at: Date | undefined;
  /** That of our answer which this message follows. */
  clientActionId: string | undefined;
  /** What the caller entered, digits only. */
  digits: string | undefined;
}

/** Digits entered at a phone, without the `#` that ends them. */
function readDigits(eventData: unknown): string | undefined {
  const dtmf = fieldsOf(eventData)?.['dtmf'];
  return typeof dtmf === 'string' ? /^(\d{1,25})#?$/.exec(dtmf)?.[1] : undefined;
}

/** Reads a VCA or VCS; unknown fields are left aside. @throws MalformedMessageError */
export function readCallEvent(message: unknown): CallEvent {
  const { payload, sessionId } = readPayload(message);
  const leg = readStatus(payload['callDirection']) === 'OUTBOUND' ? 'B' : 'A';
  const { virtualNumber, party } = readEnds(payload, leg === 'B');
  return {
    eventId: readId(payload['eventId']),
    callId: readId(payload['callId']),
    sessionId,
    subAccountId: readText(payload['subAccountId']),
    callStatus: readStatus(payload['callStatus']),
    leg,
    virtualNumber,
    party,
    duration: readSeconds(payload['callDuration']),
    at: readCarrierTime(payload['timestamp']),
    clientActionId: readText(payload['clientActionId']),
    digits: readDigits(payload['eventData']),
  };
}
