import type request from 'supertest';
import { SUB_ACCOUNT, type TestApp } from '../app.js';

export interface UpdatedNumber {
  msisdn?: unknown;
  operationalStatus?: string;
  updatedTimestamp?: string;
  [field: string]: unknown;
}

/**
 * Returns a VNU in the form that 8x8 POSTs.
 * @param more other fields of its payload
 */
export const numberUpdate = (
  numbers: readonly unknown[],
  updateEventType: 'UPDATES' | 'SNAPSHOT' = 'UPDATES',
  more: object = {},
) => ({
  namespace: 'VOICE',
  eventType: 'VIRTUAL_NUMBER_UPDATE',
  payload: {
    subAccountId: SUB_ACCOUNT,
    totalNumbers: numbers.length,
    updateEventType,
    virtualNumbers: numbers,
    ...more,
  },
});

/** Sends a VNU and expects status 200. */
export const sendNumbers = (
  app: TestApp,
  ...message: Parameters<typeof numberUpdate>
): request.Test => app.webhook('virtual-numbers', numberUpdate(...message)).expect(200);

/** Returns a time some seconds from now, so later than all existing data. */
export const later = (seconds: number): string =>
  new Date(Date.now() + seconds * 1000).toISOString();

/**
 * Returns numbers from a range that no other test uses.
 * @param block from 0 to 99
 */
export const numbersOfRange = (count: number, block: number): string[] =>
  Array.from(
    { length: count },
    (_, at) => `+6575${String(block).padStart(2, '0')}${String(at).padStart(5, '0')}`,
  );
