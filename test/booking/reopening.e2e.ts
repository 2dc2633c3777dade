import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { passTime } from '../support/pass-time.js';
import {
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const POLICY = { bookingTtlSeconds: 3600, graceSeconds: 600, cooldownSeconds: 7200 };
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const show = async (id: string) => (await app.get(`/v1/bookings/${id}`).expect(200)).body;
const reopen = (id: string, body?: object) => app.post(`/v1/bookings/${id}/reopen`, body);
const end = (id: string, way: string) => app.post(`/v1/bookings/${id}/${way}`).expect(200);
const secondsUntil = (time: string): number => (Date.parse(time) - Date.now()) / 1000;

/** Returns the booking's events, oldest first. */
async function eventsOf(id: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const { body } = await app.get(`/v1/events?bookingId=${id}&limit=200`).expect(200);
  return body.items.toReversed();
}

async function expectConnected(
  { rider, driver }: Pick<TestBooking, 'rider' | 'driver'>,
  virtualNumber: string,
): Promise<void> {
  for (const [caller, callee] of [
    [rider, driver],
    [driver, rider],
  ]) {
    expect((await dial(app, caller, virtualNumber)).callflow).toEqual([
      { action: 'makeCall', params: { source: virtualNumber, destination: callee } },
    ]);
  }
}

describe('reopening a booking', () => {
  it.each([
    ['during its grace', 10],
    ['during its cool-down', 700],
    ['after its cool-down, while nobody else has the number', 8000],
  ])('gives it back its number: %s', async (_, seconds) => {
    const pool = await createPool(app, { numbers: 3, policy: POLICY });
    const booking = await createBooking(app, pool.name);
    await end(booking.id, 'complete');
    await passTime(app, booking.id, seconds);
    const { body, headers } = await reopen(booking.id).expect(200);
    expect(body).toMatchObject({
      status: 'active',
      endedAt: null,
      virtualNumber: booking.virtualNumber,
      virtualNumberChanged: false,
    });
    expect(secondsUntil(body.expiresAt)).toBeCloseTo(3600, -1.5);
    expect(body.callableUntil).toBe(body.expiresAt);
    expect(headers['etag']).toBe(`"${(await show(booking.id)).version}"`);
    await passTime(app, booking.id, 3500);
    await expectConnected(booking, booking.virtualNumber);
    expect((await eventsOf(booking.id)).map(({ type }) => type)).toEqual([
      'booking.created',
      'booking.completed',
      'booking.reopened',
    ]);
    await passTime(app, booking.id, 200);
    expectRefusal(await dial(app, booking.rider, booking.virtualNumber), /has ended/);
  });

  it('also reopens a booking that has expired, and it can end and be reopened again', async () => {
    const pool = await createPool(app, { policy: POLICY });
    const booking = await createBooking(app, pool.name);
    for (let life = 0; life < 3; life += 1) {
      await passTime(app, booking.id, 3601);
      expect((await show(booking.id)).status).toBe('expired');
      await reopen(booking.id).expect(200);
      await expectConnected(booking, booking.virtualNumber);
      await end(booking.id, 'complete');
      await reopen(booking.id).expect(200);
    }
  });

  it('ends it when the request says, or else after its idle time, but not beyond its last end', async () => {
    const pool = await createPool(app, { policy: POLICY });
    const booking = await createBooking(app, pool.name, {
      ttlSeconds: 900,
      idleTtlSeconds: 300,
      maxExpiresAt: inHours(2),
    });
    const path = booking.id;
    const again = async (body: object) => {
      await end(path, 'complete');
      return (await reopen(path, body).expect(200)).body;
    };
    expect(secondsUntil((await again({})).expiresAt)).toBeCloseTo(300, -1.5);
    expect(secondsUntil((await again({ ttlSeconds: 1200 })).expiresAt)).toBeCloseTo(1200, -1.5);
    const expiresAt = inHours(1);
    expect((await again({ expiresAt })).expiresAt).toBe(expiresAt);
    const capped = await again({ ttlSeconds: 9 * 3600 });
    expect(capped.expiresAt).toBe(capped.maxExpiresAt);

    await passTime(app, path, 2 * 3600 + 1);
    expect((await reopen(path).expect(422)).body.code).toBe('expiry-in-the-past');
    expect((await reopen(path, { expiresAt: inHours(-1) })).body.code).toBe('expiry-in-the-past');
    expect((await show(path)).status).toBe('expired');
    const maxExpiresAt = inHours(0.05);
    const { body } = await reopen(path, { maxExpiresAt }).expect(200);
    expect(body).toMatchObject({ maxExpiresAt, expiresAt: maxExpiresAt, status: 'active' });
  });

  it('gives it another number if one of the two has the number for somebody else', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { ...POLICY, cooldownSeconds: 0 } });
    const first = await createBooking(app, pool.name);
    await end(first.id, 'complete');
    await passTime(app, first.id, 700);
    const { rider, virtualNumber } = first;
    const second = await createBooking(app, pool.name, { rider, virtualNumber });
    const { body } = await reopen(first.id).expect(200);
    expect(body.virtualNumberChanged).toBe(true);
    expect(body.virtualNumber).not.toBe(virtualNumber);
    await expectConnected(first, body.virtualNumber);
    await expectConnected(second, virtualNumber);
    expect(connectedTo(await dial(app, first.driver, virtualNumber))).toBeUndefined();
    const events = await eventsOf(first.id);
    expect(events.slice(-2).map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: 'booking.reopened',
        data: {
          bookingId: first.id,
          reference: first.reference,
          virtualNumber: body.virtualNumber,
          parties: ['rider', 'driver'].map((role) => ({ role, virtualNumber: body.virtualNumber })),
          expiresAt: body.expiresAt,
        },
      },
      {
        type: 'booking.number_changed',
        data: {
          bookingId: first.id,
          reference: first.reference,
          virtualNumber: body.virtualNumber,
          previousVirtualNumber: virtualNumber,
          role: null,
          reason: 'reopened',
        },
      },
    ]);
    // The response is the same when the request is repeated.
    expect((await reopen(first.id).expect(200)).body).toEqual(body);
    expect(await eventsOf(first.id)).toHaveLength(events.length);
  });

  it('is refused if no number is free for the two, and leaves everything as it was', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { ...POLICY, cooldownSeconds: 0 } });
    const first = await createBooking(app, pool.name);
    await end(first.id, 'complete');
    await passTime(app, first.id, 700);
    const second = await createBooking(app, pool.name, { driver: first.rider });
    const before = await show(first.id);
    const { body } = await reopen(first.id).expect(409);
    expect(body).toMatchObject({ code: 'pool-exhausted', reasons: { conflict: 1 } });
    expect(await show(first.id)).toEqual(before);
    await expectConnected(second, second.virtualNumber);
  });

  it('does not take the number of a later booking of the same two people', async () => {
    const pool = await createPool(app, { numbers: 2, policy: POLICY });
    const first = await createBooking(app, pool.name);
    await end(first.id, 'complete');
    await passTime(app, first.id, 700);
    const { rider, driver } = first;
    const second = await createBooking(app, pool.name, { rider, driver });
    expect(second.virtualNumber).toBe(first.virtualNumber);
    const { body } = await reopen(first.id).expect(200);
    expect(body.virtualNumberChanged).toBe(true);
    await end(second.id, 'cancel');
    expectRefusal(await dial(app, rider, second.virtualNumber), /has ended/);
    await expectConnected(first, body.virtualNumber);
  });

  it.each([
    ['draining', { state: 'draining' }],
    ['disabled', { state: 'disabled' }],
    ['full', { maxActiveBookings: 1 }],
  ])('gives it another number if its number is %s', async (what, change) => {
    const pool = await createPool(app, { numbers: 2, policy: POLICY });
    const booking = await createBooking(app, pool.name);
    const { virtualNumber } = booking;
    await end(booking.id, 'complete');
    if (what === 'full') await createBooking(app, pool.name, { virtualNumber });
    await app.patch(`/v1/virtual-numbers/${virtualNumber}`, change).expect(200);
    const { body } = await reopen(booking.id).expect(200);
    expect(body.virtualNumberChanged).toBe(true);
    await expectConnected(booking, body.virtualNumber);
    // The former number was still callable, so it keeps working, as after any other change.
    await passTime(app, booking.id, 1800);
    const former = connectedTo(await dial(app, booking.rider, virtualNumber));
    expect(former).toBe(what === 'disabled' ? undefined : booking.driver);
  });

  it('does not count the booking itself against the capacity of its number', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { ...POLICY, maxActiveBookings: 1 } });
    const booking = await createBooking(app, pool.name);
    await end(booking.id, 'complete');
    const { body } = await reopen(booking.id).expect(200);
    expect(body.virtualNumberChanged).toBe(false);
  });

  it('connects the new party and not the one who was replaced', async () => {
    const pool = await createPool(app, { numbers: 2, policy: POLICY });
    const { id, rider, driver: left, virtualNumber } = await createBooking(app, pool.name);
    const driver = newPhone();
    await app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber: driver }).expect(200);
    await end(id, 'complete');
    await passTime(app, id, 700);
    const { body } = await reopen(id).expect(200);
    expect(body.virtualNumberChanged).toBe(false);
    await expectConnected({ rider, driver }, virtualNumber);
    expectRefusal(await dial(app, left, virtualNumber), /has ended/);
  });

  it('keeps the PINs, on the same number and on another one', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { ...POLICY, partyPin: true } });
    const { id, parties, virtualNumber } = await createBooking(app, pool.name);
    const pinsOn = async (number: string): Promise<number> => {
      const { rows } = await app.db.query(
        `select from party_pin p join virtual_number n on n.id = p.virtual_number_id
          where booking_id = $1 and n.msisdn = $2`,
        [id, number],
      );
      return rows.length;
    };
    await end(id, 'complete');
    await reopen(id).expect(200);
    expect((await show(id)).parties).toEqual(parties);
    expect(await pinsOn(virtualNumber)).toBe(2);
    await end(id, 'complete');
    await app.patch(`/v1/virtual-numbers/${virtualNumber}`, { state: 'draining' }).expect(200);
    const { body } = await reopen(id).expect(200);
    const moved = parties.map((party) => ({ ...party, virtualNumber: body.virtualNumber }));
    expect((await show(id)).parties).toEqual(moved);
    expect(await pinsOn(body.virtualNumber)).toBe(2);
  });

  it('is refused for a cancelled booking and for an erased party', async () => {
    const pool = await createPool(app, { policy: POLICY });
    const cancelled = await createBooking(app, pool.name);
    await end(cancelled.id, 'cancel');
    const { body } = await reopen(cancelled.id).expect(409);
    expect(body).toMatchObject({ code: 'booking-ended', bookingStatus: 'cancelled' });

    const erased = await createBooking(app, pool.name, {
      parties: [
        { role: 'rider', phoneNumber: newPhone() },
        { role: 'driver', phoneNumber: '+6598123400', alternateNumbers: [newPhone()] },
      ],
    });
    await end(erased.id, 'complete');
    await passTime(app, erased.id, 700);
    await app.post('/v1/erasures', { phoneNumber: '+6598123400' }).expect(200);
    expect((await reopen(erased.id).expect(409)).body.code).toBe('party-erased');
  });

  it('compares If-Match under the lock, except for a booking that is active already', async () => {
    const pool = await createPool(app, { policy: POLICY });
    const { id } = await createBooking(app, pool.name);
    await end(id, 'complete');
    const { version } = await show(id);
    const stale = await reopen(id).set('if-match', '"stale"');
    expect([stale.status, stale.body.code]).toEqual([412, 'precondition-failed']);
    expect((await show(id)).status).toBe('completed');
    await reopen(id).set('if-match', `"${version}"`).expect(200);
    await reopen(id).set('if-match', `"${version}"`).expect(200);
    const { body } = await app.get('/v1/audit-events?action=booking.reopen&limit=2').expect(200);
    expect(body.items.map((item: { outcome: string }) => item.outcome)).toContain('done');
  });

  it('needs the scope bookings:write and access to the pool', async () => {
    const pool = await createPool(app, { policy: POLICY });
    const other = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    await end(id, 'complete');
    for (const [request, status] of [
      [{ scopes: ['bookings:read'] }, 403],
      [{ scopes: ['bookings:write'], pools: [other.name] }, 404],
    ] as const) {
      const { body: key } = await app.post('/v1/api-keys', { name: 'a key', ...request });
      const answer = await app.as(key.key).post(`/v1/bookings/${id}/reopen`);
      expect(answer.status).toBe(status);
    }
  });
});

describe('of concurrent requests', () => {
  it('one reopens, and all get the same response', async () => {
    const pool = await createPool(app, { numbers: 4, policy: POLICY });
    const replica = await app.replica();
    const { id } = await createBooking(app, pool.name);
    await end(id, 'complete');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        (at % 2 ? app : replica).post(`/v1/bookings/${id}/reopen`),
      ),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual(answers[0]?.body);
    }
    expect((await eventsOf(id)).filter(({ type }) => type === 'booking.reopened')).toHaveLength(1);
  });

  it('a reopened and a new booking of the same person never share a number', async () => {
    const replica = await app.replica();
    for (let round = 0; round < 8; round += 1) {
      const pool = await createPool(app, { numbers: 2, policy: { ...POLICY, cooldownSeconds: 0 } });
      const old = await createBooking(app, pool.name);
      await end(old.id, 'complete');
      await passTime(app, old.id, 700);
      const { rider, driver } = old;
      const [reopened, ...booked] = await Promise.all([
        replica.post(`/v1/bookings/${old.id}/reopen`),
        createBooking(app, pool.name, { rider }).then(
          (booking) => booking,
          () => undefined,
        ),
        createBooking(app, pool.name, { driver }).then(
          (booking) => booking,
          () => undefined,
        ),
      ]);
      if (reopened.status === 200) await expectConnected(old, reopened.body.virtualNumber);
      else expect(reopened.body.code).toMatch(/^(pool-exhausted|assignment-contended)$/);
      for (const booking of booked) {
        if (booking) await expectConnected(booking, booking.virtualNumber);
      }
      expect(booked.filter((booking) => booking !== undefined)).not.toHaveLength(0);
    }
  });
});
