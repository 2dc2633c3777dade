import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { passTime } from '../support/pass-time.js';
import { ReportedCall } from '../support/carrier/reported-call.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const HOUR = 3600;
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const show = async (id: string) => (await app.get(`/v1/bookings/${id}`).expect(200)).body;
const secondsUntil = (time: string): number => (Date.parse(time) - Date.now()) / 1000;

describe('a booking with startsAt', () => {
  it('connects calls from its start on, and says before that it has not started', async () => {
    const pool = await createPool(app, { policy: { bookingTtlSeconds: HOUR } });
    const startsAt = inHours(2);
    const booking = await createBooking(app, pool.name, { startsAt });
    expect(booking.startsAt).toBe(startsAt);
    // The default lifetime counts from the start.
    expect(booking.expiresAt).toEqual(new Date(Date.parse(startsAt) + HOUR * 1000).toISOString());
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const { body } = await app.webhook('call-action', handle).expect(200);
    expectRefusal(body, /has not started yet/);
    const { body: record } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
    expect(record).toMatchObject({
      decision: 'refuse',
      reason: 'not-started',
      bookingId: booking.id,
    });
    const { body: app409 } = await app.post(`/v1/bookings/${booking.id}/calls`, { from: 'rider' });
    expect(app409.code).toBe('booking-not-callable');

    await passTime(app, booking.id, 2 * HOUR - 5);
    expectRefusal(await dial(app, booking.driver, booking.virtualNumber), /has not started/);
    await passTime(app, booking.id, 6);
    expect(connectedTo(await dial(app, booking.driver, booking.virtualNumber))).toBe(booking.rider);
    // The first call stays refused when 8x8 repeats it.
    expectRefusal((await app.webhook('call-action', handle)).body, /has not started/);
  });

  it("plays the pool's own words", async () => {
    const messages = { notStarted: { text: 'Your ride begins later.' } };
    const pool = await createPool(app, { policy: { messages } });
    const booking = await createBooking(app, pool.name, { startsAt: inHours(1) });
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber), /begins later/);
  });

  it('reserves its number from the creation on', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const { driver } = await createBooking(app, pool.name, { startsAt: inHours(5) });
    const { body } = await app.post('/v1/bookings', bookingRequest(pool.name, { driver }));
    expect(body).toMatchObject({ code: 'pool-exhausted', reasons: { conflict: 1 } });
  });

  it('can be moved, and then starts at the new time', async () => {
    const pool = await createPool(app);
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const path = `/v1/bookings/${id}`;
    const startsAt = inHours(1);
    expect((await app.patch(path, { startsAt }).expect(200)).body.startsAt).toBe(startsAt);
    expectRefusal(await dial(app, rider, virtualNumber), /has not started/);
    await app.patch(path, { metadata: { other: 'field' } }).expect(200);
    expectRefusal(await dial(app, rider, virtualNumber), /has not started/);
    expect((await app.patch(path, { startsAt: null }).expect(200)).body.startsAt).toBeNull();
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
  });

  it('keeps its start when a party is replaced and when it is moved to another number', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const { id, rider, virtualNumber } = await createBooking(app, pool.name, {
      startsAt: inHours(1),
    });
    const driver = '+6598111222';
    await app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber: driver }).expect(200);
    expectRefusal(await dial(app, driver, virtualNumber), /has not started/);
    await app.patch(`/v1/virtual-numbers/${virtualNumber}`, { state: 'draining' }).expect(200);
    expect((await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200)).body.moved).toBe(1);
    const { virtualNumber: next } = await show(id);
    expect(next).not.toBe(virtualNumber);
    for (const phone of [rider, driver]) {
      expectRefusal(await dial(app, phone, next), /has not started/);
    }
    await passTime(app, id, HOUR + 1);
    expect(connectedTo(await dial(app, rider, next))).toBe(driver);
    expect(connectedTo(await dial(app, driver, next))).toBe(rider);
  });

  it('has no grace if it is completed before its start', async () => {
    const pool = await createPool(app, { policy: { graceSeconds: 1800 } });
    const { id, rider, virtualNumber } = await createBooking(app, pool.name, {
      startsAt: inHours(1),
    });
    await app.post(`/v1/bookings/${id}/complete`).expect(200);
    expectRefusal(await dial(app, rider, virtualNumber), /has ended/);
  });

  it.each([
    ['start-after-end', 422, { startsAt: inHours(2), expiresAt: inHours(1) }],
    ['start-after-end', 422, { startsAt: inHours(2), maxExpiresAt: inHours(1) }],
    ['expiry-in-the-past', 422, { maxExpiresAt: inHours(-1) }],
    ['validation-failed', 400, { startsAt: 'noon' }],
    ['validation-failed', 400, { startsAt: inHours(24 * 400) }],
    ['validation-failed', 400, { idleTtlSeconds: 600 }],
    ['validation-failed', 400, { idleTtlSeconds: 0, maxExpiresAt: inHours(1) }],
  ])('answers %s (%i) for %j', async (code, status, change) => {
    const pool = await createPool(app);
    const created = await app.post('/v1/bookings', bookingRequest(pool.name, change));
    expect([created.status, created.body.code]).toEqual([status, code]);
    const { id } = await createBooking(app, pool.name);
    const patched = await app.patch(`/v1/bookings/${id}`, change);
    expect([patched.status, patched.body.code]).toEqual([status, code]);
  });

  it('compares a changed time with those that stay', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name, {
      startsAt: inHours(1),
      ttlSeconds: HOUR,
      idleTtlSeconds: 60,
      maxExpiresAt: inHours(9),
    });
    for (const [change, code] of [
      [{ startsAt: inHours(3) }, 'start-after-end'],
      [{ expiresAt: inHours(0.5) }, 'start-after-end'],
      [{ maxExpiresAt: inHours(0.5) }, 'start-after-end'],
      [{ maxExpiresAt: null }, 'validation-failed'],
    ] as const) {
      expect((await app.patch(`/v1/bookings/${id}`, change)).body.code).toBe(code);
    }
    const later = { startsAt: inHours(3), ttlSeconds: HOUR };
    const { body } = await app.patch(`/v1/bookings/${id}`, later).expect(200);
    expect(secondsUntil(body.expiresAt)).toBeCloseTo(4 * HOUR, -2);
    await app.patch(`/v1/bookings/${id}`, { maxExpiresAt: null, idleTtlSeconds: null }).expect(200);
  });

  it('returns the same booking when the request is repeated', async () => {
    const pool = await createPool(app);
    const request = bookingRequest(pool.name, { startsAt: inHours(1), ttlSeconds: 600 });
    const { body } = await app.post('/v1/bookings', request).expect(201);
    expect((await app.post('/v1/bookings', request).expect(200)).body).toEqual(body);
    const other = { ...request, startsAt: inHours(2) };
    expect((await app.post('/v1/bookings', other)).body.code).toBe('reference-taken');
  });
});

describe('a booking with idleTtlSeconds', () => {
  const IDLE = { idleTtlSeconds: 1000, maxExpiresAt: inHours(1) };
  const idleBooking = async (more: object = {}): Promise<TestBooking> => {
    const pool = await createPool(app, { policy: { cooldownSeconds: 7200 } });
    return createBooking(app, pool.name, { ...IDLE, ...more });
  };

  it('ends that long after its creation, if nobody calls', async () => {
    const booking = await idleBooking();
    expect(secondsUntil(String(booking.expiresAt))).toBeCloseTo(1000, -1.5);
    expect(booking).toMatchObject(IDLE);
    // A call that is not answered moves nothing.
    await dial(app, booking.rider, booking.virtualNumber);
    expect(await show(booking.id)).toMatchObject({ expiresAt: booking.expiresAt });
    await passTime(app, booking.id, 1001);
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber), /has ended/);
  });

  it('ends that long after the last connected call, for calls and on record', async () => {
    const booking = await idleBooking();
    await passTime(app, booking.id, 900);
    const call = new ReportedCall(app, booking);
    await call.send(call.handle, call.status('b', 'CALL_CONNECTED', 7));
    const during = await show(booking.id);
    expect(secondsUntil(during.expiresAt)).toBeCloseTo(1000, -1.5);
    expect(during.callableUntil).toBe(during.expiresAt);
    expect(during.version).not.toBe(booking.version);
    await passTime(app, booking.id, 990);
    expect(connectedTo(await dial(app, booking.driver, booking.virtualNumber))).toBe(booking.rider);
    await passTime(app, booking.id, 11);
    expectRefusal(await dial(app, booking.driver, booking.virtualNumber), /has ended/);
    // The number cools down from the new end on.
    const { rows } = await app.db.query(
      `select distinct extract(epoch from reuse_after - callable_until)::int as cooldown
         from route where booking_id = $1`,
      [booking.id],
    );
    expect(rows).toEqual([{ cooldown: 7200 }]);
  });

  it('counts from the end of the call', async () => {
    const booking = await idleBooking();
    const { messages, sessionId } = messagesOfCall(booking);
    const [handle, ...reports] = messages;
    await app.webhook(handle!.path, handle!.body).expect(200);
    // The call was decided 500 seconds ago.
    await passTime(app, booking.id, 500);
    for (const { path, body } of reports) await app.webhook(path, body).expect(200);
    const { body: record } = await app.get(`/v1/calls/${sessionId}`).expect(200);
    expect(record).toMatchObject({ outcome: 'answered', talkSeconds: 23 });
    expect(secondsUntil((await show(booking.id)).expiresAt)).toBeCloseTo(523, -1.5);
  });

  it('is moved once by reports that come twice and in any order', async () => {
    const booking = await idleBooking();
    const { messages } = messagesOfCall(booking);
    const [handle, ...reports] = messages;
    await app.webhook(handle!.path, handle!.body).expect(200);
    await passTime(app, booking.id, 500);
    for (const { path, body } of reports) await app.webhook(path, body).expect(200);
    const { expiresAt, version } = await show(booking.id);
    for (const { path, body } of reports.toReversed()) await app.webhook(path, body).expect(200);
    expect(await show(booking.id)).toMatchObject({ expiresAt, version });
  });

  it('is moved by a repeated summary if the first one was stored but not finished', async () => {
    const booking = await idleBooking();
    const { messages } = messagesOfCall(booking);
    const summary = messages.find(({ path }) => path === 'session-summary')!;
    await app.webhook(messages[0]!.path, messages[0]!.body).expect(200);
    await passTime(app, booking.id, 500);
    await app.db.query(`alter table booking add constraint no_move check (
      id <> '${booking.id}' or updated_at < '${String(booking.updatedAt)}'::timestamptz + interval '1 ms'
    ) not valid`);
    // 8x8 sends a message again that is not acknowledged.
    await app.webhook(summary.path, summary.body).expect(500);
    await app.db.query('alter table booking drop constraint no_move');
    await app.webhook(summary.path, summary.body).expect(200);
    expect(secondsUntil((await show(booking.id)).expiresAt)).toBeCloseTo(523, -1.5);
  });

  it('never ends after maxExpiresAt, whatever is asked for', async () => {
    const maxExpiresAt = inHours(0.25);
    const booking = await idleBooking({ maxExpiresAt, ttlSeconds: HOUR });
    expect(booking.expiresAt).toBe(maxExpiresAt);
    const path = `/v1/bookings/${booking.id}`;
    for (const change of [{ ttlSeconds: 9 * HOUR }, { expiresAt: inHours(7) }]) {
      expect((await app.patch(path, change).expect(200)).body.expiresAt).toBe(maxExpiresAt);
    }
    await app.patch(path, { ttlSeconds: 100 }).expect(200);
    const call = new ReportedCall(app, booking);
    await call.send(call.handle, call.status('b', 'CALL_CONNECTED', 7));
    expect(await show(booking.id)).toMatchObject({
      expiresAt: maxExpiresAt,
      callableUntil: maxExpiresAt,
    });
    const earlier = inHours(0.1);
    const { body } = await app.patch(path, { maxExpiresAt: earlier }).expect(200);
    expect([body.expiresAt, body.callableUntil]).toEqual([earlier, earlier]);
  });

  it.each(['complete', 'cancel', 'expire'])(
    'is not revived by the report of a call after its end: %s',
    async (way) => {
      const booking = await idleBooking();
      const call = new ReportedCall(app, booking);
      await call.send(call.handle);
      if (way === 'expire') await passTime(app, booking.id, 1001);
      else await app.post(`/v1/bookings/${booking.id}/${way}`).expect(200);
      const before = await show(booking.id);
      await call.send(call.status('b', 'CALL_CONNECTED', 7), ...call.heldLive());
      expect(await show(booking.id)).toEqual(before);
    },
  );

  it('moves no other booking, and none without idleTtlSeconds', async () => {
    const pool = await createPool(app);
    const idle = await createBooking(app, pool.name, IDLE);
    const usual = await createBooking(app, pool.name);
    for (const booking of [usual, idle]) {
      for (const { path, body } of messagesOfCall(usual).messages) {
        await app.webhook(path, body).expect(200);
      }
      expect(await show(booking.id)).toMatchObject({ expiresAt: booking.expiresAt });
    }
  });

  it('moves the routes on the former number too, but not those of a party who left', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const booking = await createBooking(app, pool.name, IDLE);
    const { id, rider, driver: left, virtualNumber: former } = booking;
    const driver = '+6598111333';
    await app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber: driver }).expect(200);
    await app.patch(`/v1/virtual-numbers/${former}`, { state: 'draining' }).expect(200);
    await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200);
    const { virtualNumber } = await show(id);
    await passTime(app, id, 900);
    const call = new ReportedCall(app, { rider, driver, virtualNumber });
    await call.send(call.handle, call.status('b', 'CALL_CONNECTED', 7));
    await passTime(app, id, 900);
    for (const number of [virtualNumber, former]) {
      expect(connectedTo(await dial(app, rider, number))).toBe(driver);
      expect(connectedTo(await dial(app, driver, number))).toBe(rider);
    }
    expectRefusal(await dial(app, left, former), /has ended/);
  });

  it('keeps two replicas that report the same calls from blocking each other', async () => {
    const pool = await createPool(app, { numbers: 4 });
    const replica = await app.replica();
    const bookings = await Promise.all(
      Array.from({ length: 4 }, () => createBooking(app, pool.name, IDLE)),
    );
    const calls = bookings.flatMap((booking) => [messagesOfCall(booking), messagesOfCall(booking)]);
    for (const { messages } of calls) {
      await app.webhook(messages[0]!.path, messages[0]!.body).expect(200);
    }
    const reports = calls.flatMap(({ messages }) => messages.slice(1));
    await Promise.all(
      [...reports, ...reports.toReversed()].map(({ path, body }, at) =>
        (at % 2 ? app : replica).webhook(path, body).expect(200),
      ),
    );
    for (const { id, expiresAt } of bookings) {
      expect((await show(id)).expiresAt > String(expiresAt)).toBe(true);
    }
  });
});
