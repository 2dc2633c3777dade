import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetentionService } from '../../src/platform/jobs/retention/retention.service.js';
import { CallStatsService } from '../../src/status/index.js';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { aRun } from '../support/key-rotation.js';
import {
  callReceived,
  createBooking,
  createPool,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let pool: string;
beforeAll(async () => {
  app = await startApp({ REPORT_HOLD_DAYS: '500' });
  pool = (await createPool(app, { numbers: 10 })).name;
});
afterAll(() => app.stop());

const TEXT = 'He shouted at me, and called again from his other phone.';
const report = ({ id }: { id: string }, body: object = { reportedBy: 'driver', text: TEXT }) =>
  app.post(`/v1/bookings/${id}/reports`, body);

describe('an abuse report', () => {
  it('is stored encrypted, and its text is shown only with ?reveal=true', async () => {
    const booking = await createBooking(app, pool);
    const { body: made } = await report(booking).expect(201);
    const shown = {
      id: expect.any(String),
      bookingId: booking.id,
      reportedBy: 'driver',
      text: null,
      heldUntil: expect.any(String),
      createdAt: expect.any(String),
    };
    expect(made).toEqual(shown);
    const days = (Date.parse(made.heldUntil) - Date.parse(made.createdAt)) / 86_400_000;
    expect(days).toBeCloseTo(500, 0);
    const path = `/v1/bookings/${booking.id}/reports`;
    expect((await app.get(path).expect(200)).body.items).toEqual([made]);
    const revealed = await app.get(`${path}?reveal=true`).expect(200);
    expect(revealed.body.items).toEqual([{ ...made, text: TEXT }]);
    const { key } = await createKey(app, ['bookings:read']);
    await app.as(key).get(`${path}?reveal=true`).expect(403);
    const { rows } = await app.db.query('select * from abuse_report where id = $1', [made.id]);
    expect(JSON.stringify(rows)).not.toContain('shouted');
    expect(rows[0].text_ciphertext.includes('shouted')).toBe(false);
  });

  it('emits booking.reported without its text, and is audited', async () => {
    const booking = await createBooking(app, pool);
    const { body: made } = await report(booking).expect(201);
    const path = `/v1/events?bookingId=${booking.id}&type=booking.reported`;
    const { body: events, text } = await app.get(path).expect(200);
    expect(events.items.map(({ data }: { data: unknown }) => data)).toEqual([
      {
        bookingId: booking.id,
        reference: booking.reference,
        virtualNumber: booking.virtualNumber,
        reportId: made.id,
        reportedBy: 'driver',
        heldUntil: made.heldUntil,
      },
    ]);
    expect(text).not.toContain('shouted');
    await app.get(`/v1/bookings/${booking.id}/reports?reveal=true`).expect(200);
    for (const [action, objectId] of [
      ['booking.report', booking.id],
      ['booking.reveal', booking.id],
    ]) {
      const { body: audit } = await app.get(`/v1/audit-events?action=${action}`).expect(200);
      expect(audit.items[0]).toMatchObject({ outcome: 'done', objectId });
    }
  });

  it('can be one of several, page by page', async () => {
    const booking = await createBooking(app, pool);
    const made = [];
    for (const text of ['one', 'two', 'three']) {
      made.push((await report(booking, { reportedBy: 'rider', text }).expect(201)).body.id);
    }
    const path = `/v1/bookings/${booking.id}/reports?limit=2`;
    const { body: first } = await app.get(path).expect(200);
    const { body: second } = await app.get(`${path}&cursor=${first.nextCursor}`).expect(200);
    const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    expect(ids).toEqual(made.toReversed());
    expect(second.nextCursor).toBeNull();
  });

  it('needs a booking of the key, and one of its parties', async () => {
    const booking = await createBooking(app, pool);
    const cook = await report(booking, { reportedBy: 'cook', text: TEXT }).expect(404);
    expect(cook.body.code).toBe('party-not-found');
    await report({ id: randomUUID() }).expect(404);
    await report(booking, { reportedBy: 'driver', text: '' }).expect(400);
    await report(booking, { reportedBy: 'driver', text: 'x'.repeat(4001) }).expect(400);
    const other = (await createPool(app)).name;
    const { key } = await createKey(app, ['bookings:read', 'bookings:write'], { pools: [other] });
    const path = `/v1/bookings/${booking.id}/reports`;
    await app.as(key).post(path, { reportedBy: 'driver', text: TEXT }).expect(404);
    await app.as(key).get(path).expect(404);
  });
});

describe('retention', () => {
  let held: TestBooking;
  let free: TestBooking;
  const sessions = new Map<TestBooking, string>();

  beforeAll(async () => {
    held = await createBooking(app, pool);
    free = await createBooking(app, pool);
    for (const booking of [held, free]) {
      const handle = callReceived(booking.rider, booking.virtualNumber);
      await app.webhook('call-action', handle).expect(200);
      sessions.set(booking, handle.payload.sessionId);
      await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    }
    await report(held).expect(201);
    const ids = [[held.id, free.id]];
    await app.db.query(
      `update booking set ended_at = now() - interval '366 days', created_at = now() - interval '367 days'
        where id = any($1)`,
      ids,
    );
    await app.db.query(
      `update call_session set created_at = now() - interval '366 days' where booking_id = any($1)`,
      ids,
    );
    await app.db.query(
      `update route set reuse_after = now(), callable_until = now() where booking_id = any($1)`,
      ids,
    );
    await app.nest.get(CallStatsService).run(aRun());
  });
  const run = () => app.nest.get(RetentionService).run(aRun());

  it('keeps a reported booking with its calls, and deletes others of the same age', async () => {
    expect(await run()).toMatchObject({ bookings: 1, calls: 1 });
    await app.get(`/v1/bookings/${held.id}`).expect(200);
    await app.get(`/v1/calls/${sessions.get(held)}`).expect(200);
    await app.get(`/v1/bookings/${free.id}`).expect(404);
    await app.get(`/v1/calls/${sessions.get(free)}`).expect(404);
  });

  it('shows in an export how long they are kept', async () => {
    const { body } = await app.post('/v1/exports', { phoneNumber: held.rider }).expect(200);
    const { rows } = await app.db.query(
      'select held_until from abuse_report where booking_id = $1',
      [held.id],
    );
    const until = rows[0].held_until.toISOString();
    const kept = body.items.map((item: { keptUntil: string }) => item.keptUntil);
    expect(kept).toEqual([until, until]);
  });

  it('deletes them once the time is over', async () => {
    await app.db.query('update abuse_report set held_until = now() where booking_id = $1', [
      held.id,
    ]);
    expect(await run()).toMatchObject({ bookings: 1, calls: 1 });
    await app.get(`/v1/bookings/${held.id}`).expect(404);
    const { rowCount } = await app.db.query('select from abuse_report where booking_id = $1', [
      held.id,
    ]);
    expect(rowCount).toBe(0);
  });
});

describe('an erasure', () => {
  it('erases the number from the texts of all reports, in any spelling', async () => {
    const phone = newPhone();
    const national = phone.slice(3);
    const booking = await createBooking(app, pool);
    await report(booking, { reportedBy: 'rider', text: `He calls from ${phone}.` }).expect(201);
    await report(booking, {
      reportedBy: 'rider',
      text: `It was ${national.slice(0, 4)} ${national.slice(4)}!`,
    }).expect(201);
    await app.post('/v1/erasures', { phoneNumber: phone }).expect(200);
    const { body } = await app.get(`/v1/bookings/${booking.id}/reports?reveal=true`).expect(200);
    const texts = body.items.map(({ text }: { text: string }) => text);
    expect(texts).toEqual(['It was [erased]!', 'He calls from [erased].']);
  });
});
