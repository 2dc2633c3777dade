import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingResponse } from '../../src/booking/reading/booking.mapper.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const MODES = ['shared', 'per-party'] as const;

async function open(pool: string, rider: string, more: object = {}): Promise<BookingResponse> {
  const parties = [{ role: 'rider', phoneNumber: rider }];
  const request = { pool, reference: randomUUID(), parties, ...more };
  const { status, body } = await app.post('/v1/bookings', request);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

const partyPath = (id: string, role: string): string => `/v1/bookings/${id}/parties/${role}`;

const join = (id: string, phoneNumber: string, role = 'driver') =>
  app.put(partyPath(id, role), { phoneNumber });

const numberOf = ({ parties }: BookingResponse, role: string): string =>
  parties.find((party) => party.role === role)!.virtualNumber;

/** Expects that each party reaches the other, on its own number. */
async function expectCallable(booking: BookingResponse, rider: string, driver: string) {
  const there = await dial(app, rider, numberOf(booking, 'rider'));
  expect(connectedTo(there)).toBe(driver);
  expect(there.callflow.at(-1)?.params?.['source']).toBe(numberOf(booking, 'driver'));
  const back = await dial(app, driver, numberOf(booking, 'driver'));
  expect(connectedTo(back)).toBe(rider);
  expect(back.callflow.at(-1)?.params?.['source']).toBe(numberOf(booking, 'rider'));
}

const eventsOf = async (id: string): Promise<{ type: string; data: Record<string, unknown> }[]> =>
  (await app.get(`/v1/events?bookingId=${id}`).expect(200)).body.items.toReversed();

describe.each(MODES)('an open booking in mode %s', (numberMode) => {
  it('reserves a number for its party, who hears that the other one has not joined', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { numberMode } });
    const rider = newPhone();
    const booking = await open(pool.name, rider);
    expect(booking).toMatchObject({ status: 'open', parties: [{ role: 'rider' }] });
    const call = callReceived(rider, pool.numbers[0]);
    const answer = (await app.webhook('call-action', call).expect(200)).body;
    expectRefusal(answer, /has not joined yet/);
    const record = await app.get(`/v1/calls/${call.payload.sessionId}`).expect(200);
    expect(record.body).toMatchObject({
      decision: 'refuse',
      reason: 'party-missing',
      bookingId: booking.id,
      caller: { role: 'rider' },
    });
    const messages = { partyMissing: { text: 'Your courier is on the way to us.' } };
    await app.patch(`/v1/pools/${pool.name}`, { policy: { messages } }).expect(200);
    expectRefusal(await dial(app, rider, pool.numbers[0]), /on the way to us/);
    expectRefusal(await dial(app, newPhone(), pool.numbers[0]), /not available to you/);
    const { body } = await app.post(`/v1/bookings/${booking.id}/calls`, { from: 'rider' });
    expect(body.code).toBe('booking-not-callable');
    // Nobody else gets the rider's number for the rider.
    await app.post('/v1/bookings', bookingRequest(pool.name, { driver: rider })).expect(409);
    const listed = await app.get(`/v1/bookings?pool=${pool.name}&status=open`).expect(200);
    expect(listed.body.items).toHaveLength(1);
    const active = await app.get(`/v1/bookings?pool=${pool.name}&status=active`).expect(200);
    expect(active.body.items).toEqual([]);
  });

  it('connects the two as soon as the second party has joined, once', async () => {
    const pool = await createPool(app, { policy: { numberMode } });
    const [rider, driver] = [newPhone(), newPhone()];
    const opened = await open(pool.name, rider);
    const { body } = await join(opened.id, driver).expect(200);
    expect(body).toMatchObject({ status: 'active', virtualNumberChanged: false });
    expect(numberOf(body, 'rider')).toBe(numberOf(opened, 'rider'));
    expect(body.parties.map(({ role }: { role: string }) => role)).toEqual(['rider', 'driver']);
    await expectCallable(body, rider, driver);
    expect((await join(opened.id, driver).expect(200)).body).toEqual(body);
    expect((await join(opened.id, newPhone(), 'pilot').expect(404)).body.code).toBe(
      'party-not-found',
    );
    expect((await eventsOf(opened.id)).map(({ type }) => type)).toEqual(['booking.created']);
  });

  it('lets only one of two people join with the same role', async () => {
    const pool = await createPool(app, { policy: { numberMode } });
    const rider = newPhone();
    const { id } = await open(pool.name, rider);
    const [one, other] = [newPhone(), newPhone()];
    const answers = await Promise.all([join(id, one, 'driver'), join(id, other, 'courier')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
    const { body } = await app.get(`/v1/bookings/${id}`).expect(200);
    expect(body.parties).toHaveLength(2);
  });

  it('replaces the party that waits alone', async () => {
    const pool = await createPool(app, { policy: { numberMode } });
    const [first, second, driver] = [newPhone(), newPhone(), newPhone()];
    const { id, parties } = await open(pool.name, first);
    const replaced = await join(id, second, 'rider').expect(200);
    expect(replaced.body).toMatchObject({ status: 'open', virtualNumberChanged: false });
    expectRefusal(await dial(app, first, parties[0]!.virtualNumber), /has ended/);
    expectRefusal(await dial(app, second, numberOf(replaced.body, 'rider')), /has not joined/);
    const { body } = await join(id, driver).expect(200);
    await expectCallable(body, second, driver);
  });

  it('may name the roles that may call before they have joined, and checks them then', async () => {
    const pool = await createPool(app, { policy: { numberMode } });
    const rider = newPhone();
    const { id, parties } = await open(pool.name, rider, { callersAllowed: ['driver'] });
    expectRefusal(await dial(app, rider, parties[0]!.virtualNumber), /wait to be called/);
    expect((await join(id, newPhone(), 'courier').expect(422)).body.code).toBe('unknown-role');
    await join(id, newPhone()).expect(200);
  });

  it('refuses a person as the second party who is the first', async () => {
    const pool = await createPool(app, { policy: { numberMode } });
    const rider = newPhone();
    const { id } = await open(pool.name, rider);
    expect((await join(id, rider).expect(422)).body.code).toBe('same-party-twice');
  });

  it('ends like any other', async () => {
    const pool = await createPool(app, { policy: { numberMode } });
    for (const end of ['complete', 'cancel']) {
      const { id } = await open(pool.name, newPhone());
      await app.post(`/v1/bookings/${id}/${end}`).expect(200);
      expect((await join(id, newPhone()).expect(409)).body.code).toBe('booking-ended');
      const removed = await app.delete(partyPath(id, 'rider')).expect(409);
      expect(removed.body.code).toBe('booking-ended');
    }
    const again = { pool: pool.name, reference: 'the-same', parties: [] as object[] };
    again.parties = [{ role: 'rider', phoneNumber: newPhone() }];
    await app.post('/v1/bookings', again).expect(201);
    await app.post('/v1/bookings', again).expect(200);
  });

  it('keeps PINs apart: nobody is connected before the second party has joined', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { numberMode, partyPin: true } });
    const [rider, driver] = [newPhone(), newPhone()];
    const { id, parties } = await open(pool.name, rider);
    const enter = async (pin: string | undefined) => {
      const sessionId = randomUUID();
      const call = (more: object) =>
        callReceived('anonymous', pool.numbers[0], { sessionId, ...more });
      const { clientActionId } = (await app.webhook('call-action', call({}))).body;
      const entered = { callStatus: 'ACTION_COMPLETED', eventData: { dtmf: pin }, clientActionId };
      return (await app.webhook('call-action', call(entered)).expect(200)).body;
    };
    expectRefusal(await enter(parties[0]!.pin), /has not joined yet/);
    const { body } = await join(id, driver).expect(200);
    expect(connectedTo(await enter(parties[0]!.pin))).toBe(driver);
    expect(connectedTo(await enter(body.parties[1].pin))).toBe(rider);
  });

  it('survives the removal of a party, whose number cools down for it', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { numberMode } });
    const [rider, driver, next] = [newPhone(), newPhone(), newPhone()];
    const booking = await createBooking(app, pool.name, { rider, driver });
    for (const [leaving, staying, phone, other] of [
      ['driver', 'rider', driver, rider],
      ['rider', 'driver', rider, driver],
    ] as const) {
      const before = (await app.get(`/v1/bookings/${booking.id}`).expect(200)).body;
      const { body } = await app.delete(partyPath(booking.id, leaving)).expect(200);
      expect(body).toMatchObject({ status: 'open', parties: [{ role: staying }] });
      expect(numberOf(body, staying)).toBe(numberOf(before, staying));
      const again = await app.delete(partyPath(booking.id, leaving)).expect(200);
      expect(again.body).toEqual(body);
      expectRefusal(await dial(app, other, numberOf(before, staying)), /has not joined yet/);
      expectRefusal(await dial(app, phone, numberOf(before, leaving)), /has ended/);
      const last = await app.delete(partyPath(booking.id, staying)).expect(409);
      expect(last.body.code).toBe('last-party');
      // The removed person cannot have that number for anybody else yet.
      const named = { role: 'rider', phoneNumber: phone, virtualNumber: numberOf(before, leaving) };
      const request = {
        ...bookingRequest(pool.name),
        numberMode: 'per-party',
        parties: [named, { role: 'driver', phoneNumber: newPhone() }],
      };
      const refused = await app.post('/v1/bookings', request).expect(409);
      expect(refused.body).toMatchObject({ reason: 'cooling', role: 'rider' });
      // The two may meet again.
      const back = await join(booking.id, phone, leaving).expect(200);
      await expectCallable(back.body, rider, driver);
    }
    expect((await app.delete(partyPath(booking.id, 'pilot')).expect(404)).body.code).toBe(
      'party-not-found',
    );
    await app.delete(partyPath(booking.id, 'driver')).expect(200);
    const { body } = await join(booking.id, next, 'courier').expect(200);
    expect(connectedTo(await dial(app, next, numberOf(body, 'courier')))).toBe(rider);
    expectRefusal(await dial(app, driver, numberOf(body, 'rider')));
  });

  it('is drained like any other', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { numberMode } });
    const [rider, driver] = [newPhone(), newPhone()];
    const { id, parties } = await open(pool.name, rider);
    const from = parties[0]!.virtualNumber;
    await app.patch(`/v1/virtual-numbers/${from}`, { state: 'draining' }).expect(200);
    expect((await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200)).body.moved).toBe(1);
    const { body } = await join(id, driver).expect(200);
    expect(numberOf(body, 'rider')).not.toBe(from);
    await expectCallable(body, rider, driver);
    expect(connectedTo(await dial(app, rider, from))).toBe(driver);
  });
});

describe('joining', () => {
  it('moves both to another number in mode shared, if this one is not free for the newcomer', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const [rider, driver] = [newPhone(), newPhone()];
    const opened = await open(pool.name, rider);
    const { virtualNumber: taken } = opened as { virtualNumber: string };
    await createBooking(app, pool.name, { driver, virtualNumber: taken });
    const { body } = await join(opened.id, driver).expect(200);
    expect(body.virtualNumberChanged).toBe(true);
    expect(body.virtualNumber).not.toBe(taken);
    await expectCallable(body, rider, driver);
    // The rider may still dial the number that it has saved.
    expect(connectedTo(await dial(app, rider, taken))).toBe(driver);
    expect((await join(opened.id, driver).expect(200)).body).toEqual(body);
    expect((await eventsOf(opened.id)).at(-1)).toMatchObject({
      type: 'booking.number_changed',
      data: {
        role: null,
        virtualNumber: body.virtualNumber,
        previousVirtualNumber: taken,
        reason: 'party-joined',
      },
    });
  });

  it('leaves the booking open if no number is free for the newcomer', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const [rider, driver] = [newPhone(), newPhone()];
    const { id } = await open(pool.name, rider);
    await createBooking(app, pool.name, { driver });
    expect((await join(id, driver).expect(409)).body).toMatchObject({ code: 'pool-exhausted' });
    expect((await app.get(`/v1/bookings/${id}`).expect(200)).body.status).toBe('open');
    expectRefusal(await dial(app, rider, pool.numbers[0]), /has not joined yet/);
  });

  it('chooses only the number of the newcomer in mode per-party, or takes the named one', async () => {
    const pool = await createPool(app, { numbers: 3, policy: { numberMode: 'per-party' } });
    const [rider, driver] = [newPhone(), newPhone()];
    const opened = await open(pool.name, rider);
    const own = numberOf(opened, 'rider');
    await createBooking(app, pool.name, { numberMode: 'shared', driver, virtualNumber: own });
    const { body } = await join(opened.id, driver).expect(200);
    expect(body.virtualNumberChanged).toBe(false);
    expect(numberOf(body, 'rider')).toBe(own);
    expect(numberOf(body, 'driver')).not.toBe(own);
    await expectCallable(body, rider, driver);
    const named = await open(pool.name, newPhone());
    const [, , wanted] = pool.numbers as [string, string, string];
    const request = { phoneNumber: newPhone(), virtualNumber: wanted };
    const joined = await app.put(partyPath(named.id, 'driver'), request).expect(200);
    expect(numberOf(joined.body, 'driver')).toBe(wanted);
  });
});
