import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingResponse } from '../../src/booking/reading/booking.mapper.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  type Answer,
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  expectRefusal,
  newPhone,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const PER_PARTY = { numberMode: 'per-party' } as const;

let nextAmerican = 1000;
const newAmerican = (): string => `+1202555${nextAmerican++}`;

/** Creates a booking in mode `per-party`; `numbers` are what the rider and the driver dial. */
async function bookEach(pool: string, options: Parameters<typeof bookingRequest>[1] = {}) {
  const { rider = newPhone(), driver = newPhone(), ...rest } = options;
  const request = bookingRequest(pool, { rider, driver, ...rest });
  const { status, body } = await app.post('/v1/bookings', request);
  expect(status, JSON.stringify(body)).toBe(201);
  return { ...(body as BookingResponse), request, rider, driver, ...numbersOf(body) };
}

const numbersOf = ({ parties }: BookingResponse) => {
  const numberOf = (role: string) => parties.find((party) => party.role === role)!.virtualNumber;
  return { ofRider: numberOf('rider'), ofDriver: numberOf('driver') };
};

const countryOf = (number: string): string => (number.startsWith('+1') ? 'US' : 'SG');

/** Dials with the countries of both numbers; with others, the caller would count as withheld. */
async function dial(from: string, to: string): Promise<Answer> {
  const call = callReceived(from, to, {
    sourceCountryCode: countryOf(from),
    destinationCountryCode: countryOf(to),
  });
  return (await app.webhook('call-action', call).expect(200)).body;
}

const shownBy = (answer: Answer): string =>
  String(answer.callflow.find(({ action }) => action === 'makeCall')?.params?.['source']);

/** Expects that each party reaches the other, who sees a number on which it can call back. */
async function expectCallable(booking: {
  rider: string;
  driver: string;
  ofRider: string;
  ofDriver: string;
}): Promise<void> {
  const { rider, driver, ofRider, ofDriver } = booking;
  const there = await dial(rider, ofRider);
  expect([connectedTo(there), shownBy(there)]).toEqual([driver, ofDriver]);
  const back = await dial(driver, shownBy(there));
  expect([connectedTo(back), shownBy(back)]).toEqual([rider, ofRider]);
}

const eventsOf = async (id: string): Promise<{ type: string; data: Record<string, unknown> }[]> =>
  (await app.get(`/v1/events?bookingId=${id}`).expect(200)).body.items.toReversed();

const refusalOf = async (request: object, status = 409) =>
  (await app.post('/v1/bookings', request).expect(status)).body;

describe('a booking in mode per-party', () => {
  it('gives each party a number of its country, and shows it when the other one calls', async () => {
    const policy = { ...PER_PARTY, countryMatch: 'require' };
    const pool = await createPool(app, { numbers: 2, policy });
    const american = newAmerican();
    await app.post(`/v1/pools/${pool.name}/numbers`, { numbers: [{ msisdn: american }] });
    const booking = await bookEach(pool.name, { rider: '+12025550123' });
    expect(booking).toMatchObject({ numberMode: 'per-party', virtualNumber: null });
    expect(booking.ofRider).toBe(american);
    expect(pool.numbers).toContain(booking.ofDriver);
    await expectCallable(booking);
    // Nobody reaches anybody on the number of the other party.
    expectRefusal(await dial(booking.rider, booking.ofDriver), /not available to you/);
    expectRefusal(await dial(booking.driver, booking.ofRider), /not available to you/);
    const read = await app.get(`/v1/bookings/${booking.id}`).expect(200);
    expect(read.body.parties).toEqual(booking.parties);
    const again = await app.post('/v1/bookings', booking.request).expect(200);
    expect(again.body).toEqual(read.body);
    for (const number of [booking.ofRider, booking.ofDriver]) {
      const found = `/v1/bookings?virtualNumber=${encodeURIComponent(number)}`;
      const ids = (await app.get(found).expect(200)).body.items.map(({ id }: { id: string }) => id);
      expect(ids).toEqual([booking.id]);
    }
  });

  it('needs a number that is free for its party only', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const [rider, driver] = [newPhone(), newPhone()];
    const [first, second] = pool.numbers as [string, string];
    await createBooking(app, pool.name, { rider, virtualNumber: first });
    await createBooking(app, pool.name, { driver, virtualNumber: second });
    // No number is free for both, but each has one that is free for it.
    const request = bookingRequest(pool.name, { rider, driver });
    expect((await refusalOf(request)).reasons).toMatchObject({ conflict: 2 });
    const booking = await bookEach(pool.name, { rider, driver, ...PER_PARTY });
    expect([booking.ofRider, booking.ofDriver]).toEqual([second, first]);
    await expectCallable(booking);
    const full = await refusalOf(bookingRequest(pool.name, { driver, ...PER_PARTY }));
    expect(full).toMatchObject({ code: 'pool-exhausted', role: 'driver' });
    expect(full.reasons).toMatchObject({ conflict: 2 });
  });

  it('can be chosen for one booking, or refused for one', async () => {
    const each = await createPool(app, { policy: PER_PARTY });
    const one = await createPool(app);
    const shared = await createBooking(app, each.name, { numberMode: 'shared' });
    expect(shared).toMatchObject({ numberMode: 'shared', virtualNumber: expect.any(String) });
    for (const { virtualNumber } of shared.parties) {
      expect(virtualNumber).toBe(shared.virtualNumber);
    }
    expect((await bookEach(one.name, PER_PARTY)).numberMode).toBe('per-party');
    // The pool's later mode does not change the booking.
    await app.patch(`/v1/pools/${each.name}`, { policy: { numberMode: 'shared' } }).expect(200);
    const before = await bookEach(each.name, PER_PARTY);
    await expectCallable(before);
    expect((await createBooking(app, each.name)).numberMode).toBe('shared');
  });

  it('takes the numbers that the client names for the parties', async () => {
    const pool = await createPool(app, { numbers: 4, policy: PER_PARTY });
    const [first, second] = pool.numbers as [string, string];
    const named = (rider: string, driver: string, more = {}) => ({
      pool: pool.name,
      reference: randomUUID(),
      parties: [
        { role: 'rider', phoneNumber: newPhone(), virtualNumber: rider },
        { role: 'driver', phoneNumber: newPhone(), virtualNumber: driver },
      ],
      ...more,
    });
    const request = named(second, first);
    const { body } = await app.post('/v1/bookings', request).expect(201);
    expect(numbersOf(body)).toEqual({ ofRider: second, ofDriver: first });
    await app.post('/v1/bookings', request).expect(200);
    // A booking on another number is not the same booking.
    const [rider, driver] = request.parties;
    const other = { ...request, parties: [{ ...rider, virtualNumber: first }, driver] };
    expect((await refusalOf(other)).code).toBe('reference-taken');

    const taken = {
      ...named(first, first),
      parties: [request.parties[0], named(first, first).parties[1]],
    };
    expect(await refusalOf(taken)).toMatchObject({
      code: 'virtual-number-unavailable',
      reason: 'conflict',
      role: 'rider',
    });
    for (const [wrong, numberMode] of [
      [named(first, second, { numberMode: 'shared' }), 'shared'],
      [named(first, second, { virtualNumber: first }), 'shared'],
      [bookingRequest(pool.name, { virtualNumber: first }), 'per-party'],
    ] as const) {
      expect(await refusalOf(wrong, 422)).toMatchObject({
        code: 'number-mode-mismatch',
        numberMode,
      });
    }
    const malformed = await refusalOf(named('+65', first), 422);
    expect(malformed).toMatchObject({ path: 'parties[0].virtualNumber' });
  });

  it('may give both parties the same number, which counts as one booking of it', async () => {
    const policy = { ...PER_PARTY, maxActiveBookings: 2 };
    const pool = await createPool(app, { numbers: 1, policy });
    const [only] = pool.numbers as [string];
    for (let count = 0; count < 2; count += 1) {
      const booking = await bookEach(pool.name);
      expect([booking.ofRider, booking.ofDriver]).toEqual([only, only]);
      await expectCallable(booking);
    }
    expect((await refusalOf(bookingRequest(pool.name))).reasons).toMatchObject({ capacity: 1 });
    const { body } = await app.get(`/v1/pools/${pool.name}/load`).expect(200);
    expect(body).toMatchObject({ active: 2, freeCapacity: 0 });
    expect(body.items).toMatchObject([{ active: 2, share: 1, freeCapacity: 0 }]);
  });

  it('counts as a booking of both numbers, and once in the pool', async () => {
    const pool = await createPool(app, { numbers: 2, policy: PER_PARTY });
    const [first, second] = pool.numbers as [string, string];
    for (const number of pool.numbers) {
      const change = { maxActiveBookings: 1 };
      await app.patch(`/v1/virtual-numbers/${number}`, change).expect(200);
    }
    const parties = [
      { role: 'rider', phoneNumber: newPhone(), virtualNumber: first },
      { role: 'driver', phoneNumber: newPhone(), virtualNumber: second },
    ];
    const request = { pool: pool.name, reference: randomUUID(), parties };
    const { body: booking } = await app.post('/v1/bookings', request).expect(201);
    const load = async () => (await app.get(`/v1/pools/${pool.name}/load`).expect(200)).body;
    expect(await load()).toMatchObject({ active: 1, cooling: 0, freeCapacity: 0 });
    expect((await load()).items).toMatchObject([{ active: 1 }, { active: 1 }]);
    for (const mode of ['shared', 'per-party']) {
      const refused = await refusalOf(bookingRequest(pool.name, { numberMode: mode }));
      expect(refused.reasons).toMatchObject({ capacity: 2 });
    }
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    expect(await load()).toMatchObject({ active: 0, cooling: 1, freeCapacity: 2 });
    expect((await load()).items).toMatchObject([{ cooling: 1 }, { cooling: 1 }]);
  });

  it.each([0, 1])(
    'never gives the last place of a number to two bookings at once, for party %i',
    async (place) => {
      const pool = await createPool(app, { numbers: 2, policy: PER_PARTY });
      const [capped, other] = pool.numbers as [string, string];
      const change = { maxActiveBookings: 2 };
      await app.patch(`/v1/virtual-numbers/${capped}`, change).expect(200);
      const requests = Array.from({ length: 8 }, () => ({
        pool: pool.name,
        reference: randomUUID(),
        parties: ['rider', 'driver'].map((role, at) => ({
          role,
          phoneNumber: newPhone(),
          virtualNumber: at === place ? capped : other,
        })),
      }));
      const answers = await Promise.all(requests.map((body) => app.post('/v1/bookings', body)));
      const made = answers.filter(({ status }) => status === 201);
      expect(made).toHaveLength(2);
    },
  );

  it('shows the numbers of both parties in its events', async () => {
    const pool = await createPool(app, { policy: PER_PARTY });
    const { id, ofRider, ofDriver } = await bookEach(pool.name);
    await app.post(`/v1/bookings/${id}/complete`).expect(200);
    const parties = [
      { role: 'rider', virtualNumber: ofRider },
      { role: 'driver', virtualNumber: ofDriver },
    ];
    expect(await eventsOf(id)).toMatchObject([
      { type: 'booking.created', data: { virtualNumber: null, parties } },
      { type: 'booking.completed', data: { virtualNumber: null, parties } },
    ]);
    const shared = await createBooking(app, pool.name, { numberMode: 'shared' });
    const { virtualNumber } = shared;
    expect(await eventsOf(shared.id)).toMatchObject([
      {
        data: {
          virtualNumber,
          parties: [
            { role: 'rider', virtualNumber },
            { role: 'driver', virtualNumber },
          ],
        },
      },
    ]);
  });

  it('keeps the number of the other party when a party is replaced', async () => {
    const pool = await createPool(app, { numbers: 3, policy: PER_PARTY });
    const [ofRider, ofDriver] = pool.numbers as [string, string];
    const [rider, driver, newcomer] = [newPhone(), newPhone(), newPhone()];
    const parties = [
      { role: 'rider', phoneNumber: rider, virtualNumber: ofRider },
      { role: 'driver', phoneNumber: driver, virtualNumber: ofDriver },
    ];
    const request = { pool: pool.name, reference: randomUUID(), parties };
    const { id } = (await app.post('/v1/bookings', request).expect(201)).body;
    // The number of the leaving driver is not free for the newcomer.
    await createBooking(app, pool.name, {
      numberMode: 'shared',
      driver: newcomer,
      virtualNumber: ofDriver,
    });
    const path = `/v1/bookings/${id}/parties/driver`;
    const { body } = await app.put(path, { phoneNumber: newcomer }).expect(200);
    expect(body.virtualNumberChanged).toBe(false);
    const now = numbersOf(body);
    expect(now.ofRider).toBe(ofRider);
    expect(now.ofDriver).not.toBe(ofDriver);
    await expectCallable({ rider, driver: newcomer, ...now });
    expectRefusal(await dial(driver, ofDriver), /has ended/);
    const repeated = await app.put(path, { phoneNumber: newcomer }).expect(200);
    expect(repeated.body).toEqual(body);
    const [, ...more] = await eventsOf(id);
    expect(more).toMatchObject([
      {
        type: 'booking.number_changed',
        data: {
          role: 'driver',
          previousVirtualNumber: ofDriver,
          virtualNumber: now.ofDriver,
          reason: 'party-replaced',
        },
      },
    ]);
    const first = `/v1/bookings/${id}/parties/rider`;
    const alone = newPhone();
    const replaced = await app.put(first, { phoneNumber: alone }).expect(200);
    await expectCallable({ rider: alone, driver: newcomer, ...numbersOf(replaced.body) });
  });

  it('gives a new party a number of its own country, or the one that the client names', async () => {
    const policy = { ...PER_PARTY, countryMatch: 'prefer' };
    const pool = await createPool(app, { numbers: 2, policy });
    const american = newAmerican();
    await app.post(`/v1/pools/${pool.name}/numbers`, { numbers: [{ msisdn: american }] });
    const booking = await bookEach(pool.name);
    const path = `/v1/bookings/${booking.id}/parties/driver`;
    const abroad = { phoneNumber: '+12025550177' };
    const { body } = await app.put(path, abroad).expect(200);
    expect(numbersOf(body)).toEqual({ ofRider: booking.ofRider, ofDriver: american });
    const [named] = pool.numbers as [string];
    const home = { phoneNumber: newPhone(), virtualNumber: named };
    const back = await app.put(path, home).expect(200);
    expect(numbersOf(back.body).ofDriver).toBe(named);
    const shared = await createBooking(app, pool.name, { numberMode: 'shared' });
    const wrong = await app.put(`/v1/bookings/${shared.id}/parties/driver`, home).expect(422);
    expect(wrong.body.code).toBe('number-mode-mismatch');
  });

  it('moves only the party whose number is drained, and shows its new number', async () => {
    const pool = await createPool(app, { numbers: 3, policy: PER_PARTY });
    const booking = await bookEach(pool.name);
    const { id, rider, driver, ofRider, ofDriver } = booking;
    if (ofRider === ofDriver) return;
    await app.patch(`/v1/virtual-numbers/${ofDriver}`, { state: 'draining' }).expect(200);
    const plan = await app.post(`/v1/pools/${pool.name}/rebalance?dryRun=true`).expect(200);
    expect(plan.body.moves).toMatchObject([{ bookingId: id, role: 'driver', from: ofDriver }]);
    const { body } = await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200);
    expect(body).toEqual({ moved: 1, stayed: 0 });
    const read = (await app.get(`/v1/bookings/${id}`).expect(200)).body as BookingResponse;
    const now = numbersOf(read);
    expect(now.ofRider).toBe(ofRider);
    expect(now.ofDriver).not.toBe(ofDriver);
    await expectCallable({ rider, driver, ...now });
    // The driver may still dial the number that it has saved; the rider's number is unchanged.
    const old = await dial(driver, ofDriver);
    expect([connectedTo(old), shownBy(old)]).toEqual([rider, ofRider]);
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      type: 'booking.number_changed',
      data: { role: 'driver', reason: 'rebalanced', virtualNumber: now.ofDriver },
    });
    await app.patch(`/v1/virtual-numbers/${ofRider}`, { state: 'draining' }).expect(200);
    expect((await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200)).body.moved).toBe(1);
    const moved = (await app.get(`/v1/bookings/${id}`).expect(200)).body as BookingResponse;
    await expectCallable({ rider, driver, ...numbersOf(moved) });
  });
});

describe('the choice of a number', () => {
  it('prefers the longest common prefix with the phone of the party', async () => {
    const policy = { ...PER_PARTY, prefixMatch: true };
    const pool = await createPool(app, { numbers: 2, policy });
    const [washington, seattle] = ['+12025559001', '+12065559002'];
    const numbers = [washington, seattle].map((msisdn) => ({ msisdn }));
    await app.post(`/v1/pools/${pool.name}/numbers`, { numbers }).expect(201);
    const parties = { rider: '+12065550123', driver: '+12025550123' };
    const booking = await bookEach(pool.name, parties);
    expect([booking.ofRider, booking.ofDriver]).toEqual([seattle, washington]);
    const next = await bookEach(pool.name, { ...parties, driver: newPhone() });
    expect(next.ofRider).toBe(washington);
    expect(pool.numbers).toContain(next.ofDriver);
  });

  it.each(['shared', 'per-party'] as const)(
    'avoids the last numbers of a pair as long as others are free, in mode %s',
    async (numberMode) => {
      const policy = { numberMode, avoidLastNumber: true };
      const pool = await createPool(app, { numbers: 3, policy });
      const pair = { rider: newPhone(), driver: newPhone() };
      const used: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        const booking = await bookEach(pool.name, pair);
        used.push(booking.ofRider);
        await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
      }
      expect(new Set(used.slice(0, 3)).size).toBe(3);
      expect(pool.numbers).toContain(used[3]);
    },
  );

  it('repeats the last numbers of a pair in a sticky pool, for each party', async () => {
    const pool = await createPool(app, { numbers: 8, policy: PER_PARTY });
    const pair = { rider: newPhone(), driver: newPhone() };
    const first = await bookEach(pool.name, pair);
    await app.post(`/v1/bookings/${first.id}/cancel`).expect(200);
    const second = await bookEach(pool.name, pair);
    expect([second.ofRider, second.ofDriver]).toEqual([first.ofRider, first.ofDriver]);
  });

  it.each(['shared', 'per-party'] as const)(
    'gives reserved numbers only to bookings that name them, in mode %s',
    async (numberMode) => {
      const pool = await createPool(app, { numbers: 2, policy: { numberMode, rebalance: 'full' } });
      const [reserved, other] = pool.numbers as [string, string];
      await app.patch(`/v1/virtual-numbers/${reserved}`, { reserved: true }).expect(200);
      const driver = newPhone();
      expect((await bookEach(pool.name, { driver })).ofDriver).toBe(other);
      const refused = await refusalOf(bookingRequest(pool.name, { driver }));
      expect(refused.reasons).toMatchObject({ conflict: 1, reserved: 1 });
      const parties = [
        { role: 'rider', phoneNumber: newPhone() },
        { role: 'driver', phoneNumber: driver, virtualNumber: reserved },
      ];
      const named =
        numberMode === 'shared'
          ? bookingRequest(pool.name, { driver, virtualNumber: reserved })
          : { pool: pool.name, reference: randomUUID(), parties };
      const { body } = await app.post('/v1/bookings', named).expect(201);
      expect(numbersOf(body).ofDriver).toBe(reserved);
      // Its bookings stay, and no others come.
      const plan = await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200);
      expect(plan.body).toEqual({ moved: 0, stayed: 0 });
      await app.patch(`/v1/virtual-numbers/${other}`, { state: 'draining' }).expect(200);
      expect((await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200)).body.moved).toBe(0);
      const { body: capacity } = await app.get(`/v1/pools/${pool.name}/capacity`).expect(200);
      expect(capacity).toMatchObject({ numberMode, usableNumbers: 0 });
    },
  );
});

describe('the planner', () => {
  it('says how many numbers a load needs in either mode', async () => {
    const pool = await createPool(app, { numbers: 10 });
    const query = 'mostHeldA=2&mostHeldB=5&loadA=4&loadB=4&targetBlocking=0.001';
    const path = `/v1/pools/${pool.name}/capacity?${query}`;
    const { body } = await app.get(path).expect(200);
    const [other] = body.otherModes;
    expect(body).toMatchObject({ numberMode: 'shared', numbersThatNeverBlock: 6 });
    expect(other).toMatchObject({ numberMode: 'per-party', numbersThatNeverBlock: 5 });
    expect(other.numbersForTargetBlocking).toBeLessThan(body.numbersForTargetBlocking);
    expect(other.blockingProbability).toBeLessThan(body.blockingProbability);
    await app.patch(`/v1/pools/${pool.name}`, { policy: PER_PARTY }).expect(200);
    const { otherModes, ...each } = (await app.get(path).expect(200)).body;
    expect(each).toMatchObject(other);
    expect(otherModes).toMatchObject([{ numberMode: 'shared', numbersThatNeverBlock: 6 }]);
  });
});
