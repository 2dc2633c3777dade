import {
  readCarrierInteger,
  readCarrierNumber,
  readCarrierTime,
} from '../../platform/input/index.js';
import { readEnds } from './call-ends.js';
import {
  readId,
  readPayload,
  readSeconds,
  readStatus,
  readText,
  readWord,
} from './carrier-fields.js';
import { type Fields, fieldsOf } from './fields.js';

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
  /** 1 to 5. */
  mos: number | undefined;
  /** 0 to 100. */
  packetLossRate: number | undefined;
  /** Milliseconds. */
  jitter: number | undefined;
}

/** The fields that Maskline uses of a VSS. */
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

/** Valid ranges of measurements and codes; values outside count as missing. */
const BOUNDS = {
  mos: { min: 1, max: 5 },
  packetLossRate: { min: 0, max: 100 },
  jitter: { min: 0, max: 60_000 },
  errorCode: { min: -99_999, max: 99_999 },
};

/** Reads a VSS; ignores unknown fields. @throws MalformedMessageError */
export function readSessionSummary(message: unknown): SessionSummary {
  const { payload, sessionId } = readPayload(message);
  const details = fieldsOf(payload['details']) ?? {};
  const errorDetails = fieldsOf(payload['errorDetails']) ?? {};
  return {
    sessionId,
    subAccountId: readText(payload['subAccountId']),
    sessionStatus: readStatus(payload['sessionStatus']),
    startedAt: readCarrierTime(payload['startTime']),
    endedAt: readCarrierTime(payload['endTime']),
    lastAction: readWord(payload['lastAction']),
    errorCode: readErrorCode(errorDetails) ?? readErrorCode(payload),
    legs: withoutPartiesIfContradicted(
      [readLeg(details['callA'], 'A'), readLeg(details['callB'], 'B')].filter(
        (leg) => leg !== undefined,
      ),
    ),
  };
}

type ReadLeg = LegSummary & Pick<ReturnType<typeof readEnds>, 'isContradicted'>;

/** Removes all parties if one number is contradicted, since the call must not be attributed to anybody. */
function withoutPartiesIfContradicted(legs: ReadLeg[]): LegSummary[] {
  const isContradicted = legs.some((leg) => leg.isContradicted);
  return legs.map(({ isContradicted: _isOfThisLeg, ...leg }) =>
    isContradicted ? { ...leg, party: undefined } : leg,
  );
}

const readErrorCode = (fields: Fields): number | undefined =>
  readCarrierInteger(fields['errorCode'], BOUNDS.errorCode);

/** Reads a leg; undefined for an object without call data (`{}`, or all null). */
function readLeg(value: unknown, leg: 'A' | 'B'): ReadLeg | undefined {
  const call = fieldsOf(value);
  if (!call) return undefined;
  const quality = fieldsOf(call['callQuality']) ?? {};
  const direction = readWord(call['callDirection']);
  const isOutbound = direction === undefined ? leg === 'B' : readStatus(direction) === 'OUTBOUND';
  const callStatus = readStatus(call['callStatus']);
  const { isContradicted, ...ends } = readEnds(call, isOutbound);
  const said = {
    callId: readId(call['callId']),
    ...ends,
    initiatedAt: readCarrierTime(call['initiatedTimestamp']),
    connectedAt: readCarrierTime(call['connectedTimestamp']),
    disconnectedAt: readCarrierTime(call['disconnectedTimestamp']),
    duration: readSeconds(call['callDuration']),
    mos: readCarrierNumber(quality['mos'], BOUNDS.mos),
    packetLossRate: readCarrierNumber(quality['packetLossRate'], BOUNDS.packetLossRate),
    jitter: readCarrierNumber(quality['jitter'], BOUNDS.jitter),
  };
  const isLeg =
    callStatus !== 'UNKNOWN' ||
    // 8x8 writes a duration of 0 where there was no call.
    Object.values({ ...said, duration: said.duration || undefined }).some(
      (part) => part !== undefined,
    );
  return isLeg || isContradicted ? { leg, callStatus, ...said, isContradicted } : undefined;
}
