import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportItem } from '../../src/privacy/export.service.js';
import { createKey } from '../support/api-keys.js';
import { SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { callOf, type Canary, releaseCanary } from '../support/leak/canary.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { createBooking, createPool, newPhone, type TestBooking } from '../support/scenario.js';
import { TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let platform: Platform;
let app: TestApp;
let pool: string;
beforeAll(async () => {
  platform = await startPlatform(15, TO_LOOPBACK);
  app = platform.app;
  pool = (await createPool(app, { numbers: 0, policy: { newNumbers: 'enable' } })).name;
  await app.post(`/v1/pools/${pool}/sync`).expect(200);
});
afterAll(() => platform.stop());

/** Reads all pages of an export. */
async function exportOf(phoneNumber: string, limit = 200): Promise<ExportItem[]> {
  const items: ExportItem[] = [];
  for (let cursor: string | undefined; ;) {
    const { body } = await app.post('/v1/exports', { phoneNumber, limit, cursor }).expect(200);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    items.push(...(body.items as ExportItem[]));
    if (body.nextCursor === null) return items;
    cursor = body.nextCursor as string;
  }
}

describe('an export', () => {
  let booking: TestBooking;
  let sessionId: string;
  beforeAll(async () => {
    booking = await createBooking(app, pool, { metadata: { friend: newPhone() } });
    ({ sessionId } = await callOf(app, booking));
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
  });

  it("contains only the phone's own leg of an app call", async () => {
    const called = await createBooking(app, pool);
    const { body } = await app.post(`/v1/bookings/${called.id}/calls`, { from: 'rider' });
    const status = (destination: string, callId: string) =>
      app.webhook('call-status', {
        namespace: 'VOICE',
        payload: {
          eventId: callId,
          callId,
          sessionId: body.sessionId,
          subAccountId: SUB_ACCOUNT,
          callStatus: 'CALL_CONNECTED',
          callDirection: 'OUTBOUND',
          source: called.virtualNumber,
          destination,
        },
      });
    await status(called.rider, `${body.sessionId}-x`).expect(200);
    await status(called.driver, `${body.sessionId}-y`).expect(200);
    for (const [phone, own, others] of [
      [called.rider, 'x', 'y'],
      [called.driver, 'y', 'x'],
    ] as const) {
      const calls = (await exportOf(phone)).filter((item) => item.kind === 'call');
      const callIds = calls.flatMap(({ legs }) => legs.map(({ callId }) => callId));
      expect(callIds).toContain(`${body.sessionId}-${own}`);
      expect(callIds).not.toContain(`${body.sessionId}-${others}`);
    }
  });

  it('contains bookings and calls from the point of view of the phone', async () => {
    const { endedAt } = (await app.get(`/v1/bookings/${booking.id}`)).body as { endedAt: string };
    const { createdAt } = (await app.get(`/v1/calls/${sessionId}`)).body as { createdAt: string };
    const keptFor = (time: string) =>
      new Date(Date.parse(time) + 365 * 24 * 60 * 60 * 1000).toISOString();
    const ofBooking = {
      kind: 'booking',
      id: booking.id,
      pool,
      reference: booking.reference,
      status: 'cancelled',
      virtualNumber: booking.virtualNumber,
      hasPin: false,
      language: null,
      createdAt: booking.createdAt,
      expiresAt: booking.expiresAt,
      endedAt,
      keptUntil: keptFor(endedAt),
    };
    const leg = { status: 'COMPLETED', durationSeconds: 23, quality: { mos: 4.5 } };
    const ofCall = {
      kind: 'call',
      sessionId,
      bookingId: booking.id,
      virtualNumber: booking.virtualNumber,
      decision: 'connect',
      outcome: 'answered',
      talkSeconds: 23,
      keptUntil: keptFor(createdAt),
    };
    expect(await exportOf(booking.rider)).toEqual([
      { ...ofBooking, roles: ['rider'] },
      expect.objectContaining({
        ...ofCall,
        side: 'caller',
        role: 'rider',
        legs: [expect.objectContaining({ leg: 'A', status: leg.status })],
        recordings: [expect.objectContaining({ filePath: 'recordings/one.mp3' })],
      }),
    ]);
    expect(await exportOf(booking.driver)).toEqual([
      { ...ofBooking, roles: ['driver'] },
      expect.objectContaining({
        ...ofCall,
        side: 'callee',
        role: 'driver',
        legs: [
          expect.objectContaining({ leg: 'B', quality: expect.objectContaining(leg.quality) }),
        ],
      }),
    ]);
  });

  it('contains no number of other people, not even masked', async () => {
    const text = JSON.stringify(await exportOf(booking.rider));
    expect(text).not.toContain('•');
    expect(text).not.toContain(booking.driver.slice(-4));
    expect(text).not.toContain('friend');
  });

  it('contains the blocks of both sides, without the other number and the reason', async () => {
    const [blocked, blockedFrom] = [newPhone(), newPhone()];
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const request = { pool, blocked, blockedFrom, until, reason: 'threats' };
    const { body: made } = await app.post('/v1/blocks', request).expect(201);
    const item = { kind: 'block', id: made.id, pool, until, createdAt: made.createdAt };
    const keptUntil = new Date(Date.parse(until) + 30 * 86_400_000).toISOString();
    expect(await exportOf(blocked)).toEqual([{ ...item, keptUntil, side: 'blocked' }]);
    expect(await exportOf(blockedFrom)).toEqual([{ ...item, keptUntil, side: 'protected' }]);
  });

  it('is empty for an unknown phone', async () => {
    expect(await exportOf(newPhone())).toEqual([]);
  });

  it('is recorded in the audit trail each time, without the number', async () => {
    await exportOf(booking.rider);
    const { body, text } = await app.get('/v1/audit-events?action=export.create').expect(200);
    expect(body.items[0]).toMatchObject({ outcome: 'done', details: { items: 2 }, objectId: null });
    expect(text).not.toContain(booking.rider.slice(3));
  });

  it('is not returned if it cannot be recorded', async () => {
    await app.db.query('alter table audit_event rename to broken');
    const { status, text } = await app.post('/v1/exports', { phoneNumber: booking.rider });
    await app.db.query('alter table broken rename to audit_event');
    expect(status).toBe(500);
    expect(text).not.toContain(booking.id);
  });

  it('needs a key that may reveal numbers and is not restricted to pools', async () => {
    const request = { phoneNumber: booking.rider };
    const { key } = await createKey(app, ['numbers:reveal']);
    await app.as(key).post('/v1/exports', request).expect(200);
    const other = await createKey(app, ['bookings:read', 'calls:read', 'erasures:write']);
    await app.as(other.key).post('/v1/exports', request).expect(403);
    const restricted = await createKey(app, ['numbers:reveal'], { pools: [pool] });
    const { body } = await app.as(restricted.key).post('/v1/exports', request).expect(403);
    expect(body.code).toBe('key-restricted');
  });

  it.each([
    { cursor: 'eA' },
    { cursor: Buffer.from('call|x').toString('base64url') },
    { limit: 0 },
  ])('refuses %j', async (more) => {
    const request = { phoneNumber: booking.rider, ...more };
    const { body } = await app.post('/v1/exports', request).expect(400);
    expect(body.code).toMatch(/invalid-cursor|validation-failed/);
  });
});

describe('an export of a phone with data of every kind', () => {
  let canary: Canary;
  beforeAll(async () => {
    canary = await releaseCanary(platform, pool);
  }, 60_000);

  it('is the same with any page size, without gaps or duplicates', async () => {
    const whole = await exportOf(canary.phone);
    const kinds = whole.map(({ kind }) => kind);
    expect(kinds).toEqual(kinds.toSorted());
    const bookings = whole.filter((item) => item.kind === 'booking');
    const ids = bookings.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    for (const { id } of [...canary.live, ...canary.ended]) expect(ids).toContain(id);
    expect(bookings.filter(({ hasPin }) => hasPin)).toHaveLength(1);
    for (const limit of [1, bookings.length, 7]) {
      expect(await exportOf(canary.phone, limit)).toEqual(whole);
    }
  });

  it("is empty after the erasure, while the other party's export has the same calls", async () => {
    const [active] = canary.live as [TestBooking];
    // Only the number of recordings is compared, because a path contains the erased number.
    const callsOf = async () =>
      (await exportOf(active.driver))
        .filter((item) => item.kind === 'call')
        .map(({ recordings, ...call }) => ({ ...call, recordings: recordings.length }));
    const before = await callsOf();
    expect(before.length).toBeGreaterThan(0);
    const request = { phoneNumber: canary.phone, endBookings: true };
    await app.post('/v1/erasures', request).expect(200);
    expect(await exportOf(canary.phone)).toEqual([]);
    expect(await callsOf()).toEqual(before);
  });
});
