import { DomainError, NUMBER_LIKE } from '../common/index.js';
import { readMsisdn } from './msisdn.js';

/**
 * A message that can't be understood; it holds nothing of the message.
 * @internal whoever reads messages keeps it, and no client is told
 */
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

/** What is needed of a VRU. */
export interface RecordingUpdate {
  sessionId: string;
  recordingId: string;
  subAccountId: string | undefined;
  /** Upper case with underscores, as `UPLOAD_COMPLETED`. */
  status: string;
  /** Seconds. */
  duration: number | undefined;
  /** Within the company's store. */
  filePath: string | undefined;
}

/** What 8x8 says of one virtual number. */
export interface NumberNews {
  /** E.164 with `+`. */
  msisdn: string;
  /** Active, Unhealthy, Expiring or Inactive, or a word that is new. */
  operationalStatus: string | undefined;
  countryCode: string | undefined;
  referenceId: string | undefined;
  numberType: string | undefined;
  isHealthy: boolean | undefined;
  healthStatus: string | undefined;
  healthCheckedAt: Date | undefined;
  /** As of when. */
  updatedAt: Date | undefined;
}

/** What is needed of a VNU. */
export interface NumberUpdate {
  subAccountId: string;
  /** All numbers of the sub-account, and not only those that changed. */
  isSnapshot: boolean;
  numbers: NumberNews[];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_ID_LENGTH = 200;
const MAX_PATH_LENGTH = 1_000;

/** Ids and words are opaque; PostgreSQL stores no NUL, and an endless one is of no use. */
function readText(value: unknown, mostLength = MAX_ID_LENGTH): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.replaceAll('\0', '').slice(0, mostLength) || undefined;
}

/** A word, which holds no number; one that does counts as missing. */
function readWord(value: unknown): string | undefined {
  const text = readText(value);
  return text?.search(NUMBER_LIKE) === -1 ? text : undefined;
}

const readStatus = (value: unknown): string =>
  readWord(value)
    ?.trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_') ?? 'UNKNOWN';

const readNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Seconds or a code, as PostgreSQL's `integer` takes it. */
function readInteger(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Math.round(Number(typeof value === 'string' ? value.trim() || NaN : value));
  return Math.abs(number) < 2 ** 31 ? number : undefined;
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

/**
 * Which end of a leg is ours: an inbound call goes to the virtual number, an outbound one comes from
 * it. Of a call that we had 8x8 start, both legs are outbound.
 */
function readEnds(call: Fields, isOutbound: boolean) {
  const source = readMsisdn(call['source'], call['sourceFormat']);
  const destination = readMsisdn(call['destination'], call['destinationFormat']);
  return isOutbound
    ? { virtualNumber: source, party: destination }
    : { virtualNumber: destination, party: source };
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
    ...readEnds(payload, leg === 'B'),
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

/** Reads a VRU; unknown fields are left aside. @throws MalformedMessageError */
export function readRecordingUpdate(message: unknown): RecordingUpdate {
  const { payload, sessionId } = readPayload(message);
  const recordingId = readText(payload['recordingId']);
  if (recordingId === undefined) throw new MalformedMessageError('recordingId');
  return {
    sessionId,
    recordingId,
    subAccountId: readText(payload['subAccountId']),
    status: readStatus(payload['status']),
    duration: readInteger(payload['durationSeconds']),
    filePath: readText(payload['filePath'], MAX_PATH_LENGTH),
  };
}

/**
 * Reads a VNU; numbers that are none are left aside. A message that lists fewer numbers than it counts
 * is no snapshot: those that it leaves out have not disappeared. @throws MalformedMessageError
 */
export function readNumberUpdate(message: unknown): NumberUpdate {
  const payload = isFields(message) ? message['payload'] : undefined;
  if (!isFields(payload)) throw new MalformedMessageError('payload');
  const subAccountId = readText(payload['subAccountId']);
  if (subAccountId === undefined) throw new MalformedMessageError('subAccountId');
  const list: unknown = payload['virtualNumbers'];
  if (!Array.isArray(list)) throw new MalformedMessageError('virtualNumbers');
  const numbers = list.map(readNumberNews).filter((news) => news !== undefined);
  const isComplete = numbers.length === list.length && payload['totalNumbers'] === list.length;
  return {
    subAccountId,
    isSnapshot: readStatus(payload['updateEventType']) === 'SNAPSHOT' && isComplete,
    numbers,
  };
}

/** One number of a VNU. */
function readNumberNews(number: unknown): NumberNews | undefined {
  if (!isFields(number)) return undefined;
  const msisdn = readMsisdn(number['msisdn']);
  if (msisdn === undefined) return undefined;
  const health = isFields(number['numberHealth']) ? number['numberHealth'] : {};
  const isHealthy = health['isHealthy'];
  return {
    msisdn,
    operationalStatus: readOperationalStatus(number['operationalStatus']),
    countryCode: /^[A-Z]{2}$/.exec(readText(number['countryCode']) ?? '')?.[0],
    referenceId: readText(number['referenceId']),
    numberType: readWord(number['numberType']),
    isHealthy: typeof isHealthy === 'boolean' ? isHealthy : undefined,
    healthStatus: readWord(health['status']),
    healthCheckedAt: readTime(health['lastCheckedTime']),
    updatedAt: readTime(number['updatedTimestamp']),
  };
}

const OPERATIONAL_STATUSES = ['Active', 'Unhealthy', 'Expiring', 'Inactive'];

/** In the spelling that 8x8 publishes; a word that is new stays as it is. */
function readOperationalStatus(value: unknown): string | undefined {
  const text = readWord(value)?.trim();
  const known = OPERATIONAL_STATUSES.find((word) => word.toLowerCase() === text?.toLowerCase());
  return known ?? (text || undefined);
}
