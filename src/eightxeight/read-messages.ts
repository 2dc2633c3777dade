import { DomainError } from '../common/index.js';
import { readMsisdn } from './msisdn.js';

/** A message that can't be understood; it holds nothing of the message. */
export class MalformedMessageError extends DomainError {
  readonly code = 'malformed-message';
  readonly kind = 'invalid';
  constructor(what: string) {
    super(`The message has no ${what}.`);
  }
}

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

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_ID_LENGTH = 200;

/** Ids and words are opaque; PostgreSQL stores no NUL, and an endless one is of no use. */
function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.replaceAll('\0', '').slice(0, MAX_ID_LENGTH) || undefined;
}

const readStatus = (value: unknown): string =>
  readText(value)
    ?.trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_') ?? 'UNKNOWN';

const readNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Seconds or a code, as PostgreSQL's `integer` takes it. */
function readInteger(value: unknown): number | undefined {
  const number = Math.round(Number(typeof value === 'string' ? value.trim() || NaN : value));
  return typeof value !== 'boolean' && value !== null && Math.abs(number) < 2 ** 31
    ? number
    : undefined;
}

/** Digits entered at a phone, without the `#` that ends them. */
function readDigits(eventData: unknown): string | undefined {
  const dtmf = isFields(eventData) ? eventData['dtmf'] : undefined;
  return typeof dtmf === 'string' ? /^(\d{1,25})#?$/.exec(dtmf)?.[1] : undefined;
}

/** A time in the range that is of use; anything else counts as missing. */
function readTime(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const time = new Date(value);
  return time.getTime() > 0 && time.getUTCFullYear() < 10_000 ? time : undefined;
}

/** @throws MalformedMessageError */
function readPayload(message: unknown): { payload: Fields; sessionId: string } {
  if (!isFields(message) || !isFields(message['payload'])) {
    throw new MalformedMessageError('payload');
  }
  const { payload } = message as { payload: Fields };
  const sessionId = readText(payload['sessionId']);
  if (sessionId === undefined) throw new MalformedMessageError('sessionId');
  return { payload, sessionId };
}

/** Which end of a leg is ours: leg A goes to the virtual number, leg B comes from it. */
function readEnds(call: Fields, leg: 'A' | 'B') {
  const source = readMsisdn(call['source'], call['sourceFormat']);
  const destination = readMsisdn(call['destination'], call['destinationFormat']);
  return leg === 'A'
    ? { virtualNumber: destination, party: source }
    : { virtualNumber: source, party: destination };
}

/** Reads a VCA or VCS; unknown fields are left aside. @throws MalformedMessageError */
export function readCallEvent(message: unknown): CallEvent {
  const { payload, sessionId } = readPayload(message);
  const leg = readStatus(payload['callDirection']) === 'OUTBOUND' ? 'B' : 'A';
  return {
    eventId: readText(payload['eventId']),
    callId: readText(payload['callId']),
    sessionId,
    subAccountId: readText(payload['subAccountId']),
    callStatus: readStatus(payload['callStatus']),
    leg,
    ...readEnds(payload, leg),
    duration: readInteger(payload['callDuration']),
    at: readTime(payload['timestamp']),
    clientActionId: readText(payload['clientActionId']),
    digits: readDigits(payload['eventData']),
  };
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
    lastAction: readText(payload['lastAction']),
    errorCode: readInteger(error['errorCode']),
    legs: [readLeg(details['callA'], 'A'), readLeg(details['callB'], 'B')].filter(
      (leg) => leg !== undefined,
    ),
  };
}

function readLeg(call: unknown, leg: 'A' | 'B'): LegSummary | undefined {
  if (!isFields(call)) return undefined;
  const quality = isFields(call['callQuality']) ? call['callQuality'] : {};
  return {
    callId: readText(call['callId']),
    leg,
    callStatus: readStatus(call['callStatus']),
    ...readEnds(call, leg),
    initiatedAt: readTime(call['initiatedTimestamp']),
    connectedAt: readTime(call['connectedTimestamp']),
    disconnectedAt: readTime(call['disconnectedTimestamp']),
    duration: readInteger(call['callDuration']),
    mos: readNumber(quality['mos']),
    packetLossRate: readNumber(quality['packetLossRate']),
    jitter: readNumber(quality['jitter']),
  };
}
