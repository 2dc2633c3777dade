import { readEnds } from './call-ends.js';
import {
  isFields,
  readInteger,
  readNumber,
  readPayload,
  readStatus,
  readText,
  readTime,
  readWord,
} from './carrier-fields.js';

export interface LegSummary {
  callId: string | undefined;
  leg: 'A' | 'B';
  callStatus: string;
  virtualNumber: string | undefined;
  party: string | undefined;
  initiatedAt: Date | undefined;
  connectedAt: Date | undefined;
  disconnectedAt: Date | undefined;
  /** Seconds. */
  duration: number | undefined;
  mos: number | undefined;
  packetLossRate: number | undefined;
  /** Milliseconds. */
  jitter: number | undefined;
}

/** What is needed of a VSS. */
export interface SessionSummary {
  sessionId: string;
  subAccountId: string | undefined;
  sessionStatus: string;
  startedAt: Date | undefined;
  endedAt: Date | undefined;
  lastAction: string | undefined;
  errorCode: number | undefined;
  legs: LegSummary[];
}

/** Reads a VSS; unknown fields are left aside. @throws MalformedMessageError */
export function readSessionSummary(message: unknown): SessionSummary {
  const { payload, sessionId } = readPayload(message);
  const details = isFields(payload['details']) ? payload['details'] : {};
  const error = isFields(payload['errorDetails']) ? payload['errorDetails'] : payload;
  return {
    sessionId,
    subAccountId: readText(payload['subAccountId']),
    sessionStatus: readStatus(payload['sessionStatus']),
    startedAt: readTime(payload['startTime']),
    endedAt: readTime(payload['endTime']),
    lastAction: readWord(payload['lastAction']),
    errorCode: readInteger(error['errorCode']),
    legs: [readLeg(details['callA'], 'A'), readLeg(details['callB'], 'B')].filter(
      (leg) => leg !== undefined,
    ),
  };
}

function readLeg(call: unknown, leg: 'A' | 'B'): LegSummary | undefined {
  if (!isFields(call)) return undefined;
  const quality = isFields(call['callQuality']) ? call['callQuality'] : {};
  const direction = call['callDirection'];
  const isOutbound =
    typeof direction === 'string' ? readStatus(direction) === 'OUTBOUND' : leg === 'B';
  return {
    callId: readText(call['callId']),
    leg,
    callStatus: readStatus(call['callStatus']),
    ...readEnds(call, isOutbound),
    initiatedAt: readTime(call['initiatedTimestamp']),
    connectedAt: readTime(call['connectedTimestamp']),
    disconnectedAt: readTime(call['disconnectedTimestamp']),
    duration: readInteger(call['callDuration']),
    mos: readNumber(quality['mos']),
    packetLossRate: readNumber(quality['packetLossRate']),
    jitter: readNumber(quality['jitter']),
  };
}
