import { readCarrierInteger, readCarrierTime } from '../../platform/input/index.js';
import { MalformedMessageError, readStatus, readText, readWord } from './carrier-fields.js';
import { fieldsOf } from './fields.js';
import { readMsisdn } from './msisdn.js';

/** What 8x8 says of one virtual number. */
export interface CarrierNumber {
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
  /** Whether it claims to have all numbers of the sub-account, and not only those that changed. */
  isSnapshot: boolean;
  /** How many numbers it counts. */
  totalNumbers: number | undefined;
  /** One for each number, to be read by `readNumberState`: there may be 100,000. */
  entries: readonly unknown[];
}

/** Reads a VNU, but for its numbers. @throws MalformedMessageError */
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

/** Returns how many numbers a list or a message says that there are. */
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

/** In the spelling that 8x8 publishes; a word that is new stays as it is. */
export function readOperationalStatus(value: unknown): string | undefined {
  const text = readWord(value)?.trim();
  const known = OPERATIONAL_STATUSES.find((word) => word.toLowerCase() === text?.toLowerCase());
  return known ?? (text || undefined);
}
