import type { WebhookMessage } from '../../../src/eightxeight/index.js';
import type { VirtualNumber } from './number-registry.js';

/** VNU: virtual numbers changed; a snapshot lists all of them. */
export type NumbersUpdatedMessage = WebhookMessage<
  'VIRTUAL_NUMBER_UPDATE',
  {
    subAccountId: string;
    /** The total of the sub-account. */
    totalNumbers: number;
    updateEventType: 'UPDATES' | 'SNAPSHOT';
    virtualNumbers: UpdatedNumber[];
  }
>;

export interface UpdatedNumber {
  msisdn: string;
  /** ISO 8601, UTC. */
  updatedTimestamp: string;
  countryCode: string;
  operationalStatus: string;
  referenceId: string;
  rentalPrice: number;
  incomingRate: number;
  /** Seconds. */
  billingUnit: number;
  billingCurrency: string;
  numberHealthCheckEnabled: boolean;
  updateStatus: 'UPDATED' | 'NO_CHANGE';
}

/** The price of every simulated number. */
export const TARIFF = {
  rentalPrice: 5,
  incomingRate: 0.05,
  billingUnit: 60,
  billingCurrency: 'USD',
} as const;

/** VNU: `UPDATES` with the changed numbers, or `SNAPSHOT` with all numbers, marked as unchanged. */
export function numbersUpdatedMessage(
  subAccountId: string,
  totalNumbers: number,
  updateEventType: 'UPDATES' | 'SNAPSHOT',
  numbers: readonly VirtualNumber[],
): NumbersUpdatedMessage {
  const updateStatus = updateEventType === 'UPDATES' ? 'UPDATED' : 'NO_CHANGE';
  const virtualNumbers = numbers.map((number) => ({
    msisdn: number.msisdn,
    updatedTimestamp: number.updatedAt.toISOString(),
    countryCode: number.countryCode,
    operationalStatus: number.operationalStatus,
    referenceId: number.referenceId,
    ...TARIFF,
    numberHealthCheckEnabled: true,
    updateStatus,
  })) satisfies UpdatedNumber[];
  return {
    namespace: 'VOICE',
    eventType: 'VIRTUAL_NUMBER_UPDATE',
    description: 'Status of account virtual number(s) updated',
    payload: { subAccountId, totalNumbers, updateEventType, virtualNumbers },
  };
}
