import { readCarrierInteger, readCarrierTime } from '../../platform/input/index.js';
import { MalformedMessageError, readStatus, readText, readWord } from './carrier-fields.js';
import { fieldsOf } from './fields.js';
import { readMsisdn } from './msisdn.js';

/** 8x8's state of one virtual number. */
export interface CarrierNumber {
  /** E.164 with `+`. */
  msisdn: string;
  /** Active, Unhealthy, Expiring or Inactive, or a word that 8x8 added. */
  operationalStatus: string | undefined;
  countryCode: string | undefined;
  referenceId: string | undefined;
  numberType: string | undefined;
  isHealthy: boolean | undefined;
  healthStatus: string | undefined;
  healthCheckedAt: Date | undefined;
  /** The time of this state. */
  updatedAt: Date | undefined;
}

/** The fields that Maskline uses of a VNU. */
export interface NumberUpdate {
  subAccountId: string;
  /** Whether it claims to list all numbers of the sub-account rather than changes only. */
  isSnapshot: boolean;
  /** The total that 8x8 states. */
  totalNumbers: number | undefined;
  /** One per number, up to 100,000; `readNumberState` parses each. */
  entries: readonly unknown[];
}

/** Reads a VNU, except for its numbers. @throws MalformedMessageError */
export function readNumberUpdate(message: unknown): NumberUpdate {
  const payload = fieldsOf(fieldsOf(message)?.['payload']);
  if (!payload) throw new MalformedMessageError('payload');
  const subAccountId = readText(payload['subAccountId']);
  if (subAccountId === undefined) throw new MalformedMessageError('subAccountId');
  const entries: unknown = payload['virtualNumbers'];
  if (!Array.isArray(entries)) throw new MalformedMessageError('virtualNumbers');
  return {
    subAccountId,
    isSnapshot: readStatus(payload['updateEventType']) === 'SNAPSHOT',
    totalNumbers: readTotalNumbers(payload['totalNumbers']),
    entries,
  };
}

/** Reads the stated total of a list or a message. */
export const readTotalNumbers = (value: unknown): number | undefined =>
  readCarrierInteger(value, { min: 0, max: 100_000_000 });

/** Reads one number of a VNU. @returns undefined if its `msisdn` is not in E.164 */
export function readNumberState(item: unknown): CarrierNumber | undefined {
  const number = fieldsOf(item);
  if (!number) return undefined;
  const msisdn = readMsisdn(number['msisdn']);
  if (msisdn === undefined) return undefined;
  const health = fieldsOf(number['numberHealth']) ?? {};
  const isHealthy = health['isHealthy'];
  return {
    msisdn,
    operationalStatus: readOperationalStatus(number['operationalStatus']),
    countryCode: /^[A-Z]{2}$/.exec(readText(number['countryCode']) ?? '')?.[0],
    referenceId: readText(number['referenceId']),
    numberType: readWord(number['numberType']),
    isHealthy: typeof isHealthy === 'boolean' ? isHealthy : undefined,
    healthStatus: readWord(health['status']),
    healthCheckedAt: readCarrierTime(health['lastCheckedTime']),
    updatedAt: readCarrierTime(number['updatedTimestamp']),
  };
}

const OPERATIONAL_STATUSES = ['Active', 'Unhealthy', 'Expiring', 'Inactive'];

/** Returns the published spelling of a status; unknown words are returned unchanged. */
export function readOperationalStatus(value: unknown): string | undefined {
  const text = readWord(value)?.trim();
  const known = OPERATIONAL_STATUSES.find((word) => word.toLowerCase() === text?.toLowerCase());
  return known ?? (text || undefined);
}
