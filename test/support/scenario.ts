import { randomInt, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { BookingResponse } from '../../src/booking/reading/booking.mapper.js';
import { type AdminClient, SUB_ACCOUNT, type TestApp } from './app.js';

/** Makes `newPhone` return a different valid Singapore mobile number each time. */
let nextPhone = randomInt(1_000_000);
export const newPhone = (): string => `+659${String(1_000_000 + (nextPhone++ % 1_000_000))}`;

let nextVirtual = 2_000_000 + randomInt(100_000);
export const newVirtualNumber = (): string => `+656${String(nextVirtual++)}`;

export interface TestPool {
  name: string;
  numbers: string[];
}

/** Creates a pool with some virtual numbers. */
export async function createPool(
  app: AdminClient,
  { numbers = 3, policy = {}, subAccountId = SUB_ACCOUNT } = {},
): Promise<TestPool> {
  const name = `pool-${randomUUID().slice(0, 8)}`;
  await app.post('/v1/pools', { name, subAccountId, policy }).expect(201);
  const msisdns = Array.from({ length: numbers }, newVirtualNumber);
  if (numbers > 0) {
    await app
      .post(`/v1/pools/${name}/numbers`, { numbers: msisdns.map((msisdn) => ({ msisdn })) })
      .expect(201);
  }
  return { name, numbers: msisdns };
}

/** A booking in mode `shared`. */
export interface TestBooking extends Omit<BookingResponse, 'virtualNumber'> {
  virtualNumber: string;
  rider: string;
  driver: string;
}

export async function createBooking(
  app: AdminClient,
  pool: string,
  {
    rider = newPhone(),
    driver = newPhone(),
    ...rest
  }: Record<string, unknown> & {
    rider?: string;
    driver?: string;
  } = {},
): Promise<TestBooking> {
  const response = await app.post('/v1/bookings', bookingRequest(pool, { rider, driver, ...rest }));
  expect(response.status, JSON.stringify(response.body)).toBe(201);
  return { ...(response.body as BookingResponse & { virtualNumber: string }), rider, driver };
}

export const bookingRequest = (
  pool: string,
  {
    rider = newPhone(),
    driver = newPhone(),
    ...rest
  }: Record<string, unknown> & { rider?: string; driver?: string } = {},
) => ({
  pool,
  reference: randomUUID(),
  parties: [
    { role: 'rider', phoneNumber: rider },
    { role: 'driver', phoneNumber: driver },
  ],
  ...rest,
});

/** Returns a call handle in the form that 8x8 POSTs. */
export const callReceived = (
  source: unknown,
  destination: unknown,
  overrides: Record<string, unknown> = {},
) => ({
  namespace: 'VOICE',
  eventType: 'CALL_ACTION',
  description: 'Action request of a call',
  payload: {
    eventId: randomUUID(),
    callId: randomUUID(),
    sessionId: randomUUID(),
    subAccountId: SUB_ACCOUNT,
    callStatus: 'CALL_RECEIVED',
    callDirection: 'INBOUND',
    callType: 'PSTN',
    source,
    destination,
    sourceFormat: 'MSISDN',
    destinationFormat: 'MSISDN',
    sourceCountryCode: 'SG',
    destinationCountryCode: 'SG',
    callDuration: 0,
    sipCode: 200,
    timestamp: new Date().toISOString(),
    ...overrides,
  },
});

export interface Answer {
  callflow: { action: string; params?: Record<string, unknown> }[];
}

/** Dials a virtual number and returns the callflow for 8x8. */
export async function dial(app: TestApp, from: unknown, to: unknown): Promise<Answer> {
  const response = await app.webhook('call-action', callReceived(from, to)).expect(200);
  return response.body as Answer;
}

/** Returns the phone that a callflow connects; undefined if it connects nobody. */
export const connectedTo = (answer: Answer): unknown =>
  answer.callflow.find(({ action }) => action === 'makeCall')?.params?.['destination'];

/** Expects a callflow that connects nobody: a message, then hangup. */
export function expectRefusal(answer: Answer, text?: RegExp): void {
  expect(answer.callflow.map(({ action }) => action)).toEqual(['say', 'hangup']);
  if (text) expect(answer.callflow[0]?.params?.['text']).toMatch(text);
}
