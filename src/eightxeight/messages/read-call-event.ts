import { readCarrierTime } from '../../platform/input/index.js';
import { readEnds } from './call-ends.js';
import { readId, readPayload, readSeconds, readStatus, readText } from './carrier-fields.js';
import { fieldsOf } from './fields.js';

/** The fields that Maskline uses of a VCA or VCS. Numbers are in E.164 with `+`; undefined if unusable. */
export interface CallEvent {
  eventId: string | undefined;
  callId: string | undefined;
  sessionId: string;
  subAccountId: string | undefined;
  /** Upper case with underscores, for example `CALL_RECEIVED`. */
  callStatus: string;
  leg: 'A' | 'B';
  /** The dialled number (leg A) or the caller id (leg B). */
  virtualNumber: string | undefined;
  /** The phone at the far end: the caller's (leg A) or the callee's (leg B). */
  party: string | undefined;
  /** Seconds. */
  duration: number | undefined;
  at: Date | undefined;
  /** The id of the callflow response that this message follows. */
  clientActionId: string | undefined;
  /** The digits that the caller entered. */
  digits: string | undefined;
}

/** Reads the digits that a caller entered, without the `#` that ends the input. */
function readDigits(eventData: unknown): string | undefined {
  const dtmf = fieldsOf(eventData)?.['dtmf'];
  return typeof dtmf === 'string' ? /^(\d{1,25})#?$/.exec(dtmf)?.[1] : undefined;
}

/** Reads a VCA or VCS; ignores unknown fields. @throws MalformedMessageError */
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
