import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExportItem } from '../../src/privacy/export.service.js';
import { CarrierErasureLimits } from '../../src/messaging/erasure/carrier-erasure.service.js';
import type { TestApp } from '../support/app.js';
import { runJob } from '../support/job-runs.js';
import { createBooking, newPhone, type TestPool } from '../support/scenario.js';
import { acceptAll, respond, type SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  inboundText,
  receipt,
  startTexts,
  writeText,
} from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  app.nest.get(CarrierErasureLimits).paceMs = 0;
  pool = await createTextPool(app, { numbers: 2, policy: { messageRetentionHours: 24 } });
});
afterAll(() => stop());
beforeEach(() => {
  sms.behave = acceptAll;
  sms.eraseStatus = 202;
  for (const list of [sms.requests, sms.delivered, sms.erasures]) list.splice(0);
});

const textsOf = async (bookingId: string): Promise<(string | null)[]> => {
  const { body } = await app.get(`/v1/bookings/${bookingId}/messages?reveal=true`).expect(200);
  return body.items.map(({ text }: { text: string | null }) => text);
};
const passHours = (hours: number) =>
  app.db.query(
    `update message set text_kept_until = text_kept_until - make_interval(hours => $1)`,
    [hours],
  );
const rowsOf = async (bookingId: string) =>
  (
    await app.db.query('select * from message where booking_id = $1 order by queued_at, position', [
      bookingId,
    ])
  ).rows;
const exportOf = async (phoneNumber: string): Promise<ExportItem[]> =>
  (await app.post('/v1/exports', { phoneNumber }).expect(200)).body.items;

describe('a text', () => {
  it('is deleted once it was sent, unless the pool keeps it', async () => {
    const own = await createTextPool(app, { numbers: 1 });
    const { id, rider, virtualNumber } = await createBooking(app, own.name);
    await writeText(app, rider, virtualNumber, 'I am here');
    expect(await textsOf(id)).toEqual(['I am here']);
    await forward(app);
    expect(await textsOf(id)).toEqual([null]);
  });

  it('is kept for the hours of its pool, also after receipts, and then deleted', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'I am here');
    await app
      .post(`/v1/bookings/${id}/messages`, { to: 'driver', text: 'From the company' })
      .expect(202);
    await forward(app);
    await forward(app);
    for (const sent of sms.at(driver)) {
      await app.webhook('sms', receipt(sent, 'delivered', 'delivered_to_recipient')).expect(200);
    }
    await passHours(23);
    await runJob(app, 'kept-texts');
    expect(await textsOf(id)).toEqual(['From the company', 'I am here']);
    await passHours(1);
    await runJob(app, 'kept-texts');
    expect(await textsOf(id)).toEqual([null, null]);
    expect(await rowsOf(id)).toMatchObject([
      { length: 9, receipt_state: 'delivered' },
      { length: 16 },
    ]);
  });

  it('is kept longer if an abuse report holds its booking', async () => {
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'I know where you live');
    await forward(app);
    await app
      .post(`/v1/bookings/${id}/reports`, { reportedBy: 'driver', text: 'threats' })
      .expect(201);
    await passHours(25);
    await runJob(app, 'kept-texts');
    expect(await textsOf(id)).toEqual(['I know where you live']);
  });

  it('that cannot be deleted does not stop the others', async () => {
    const bad = await createBooking(app, pool.name);
    const good = await createBooking(app, pool.name);
    for (const { rider, virtualNumber } of [bad, good]) {
      await writeText(app, rider, virtualNumber, 'I am here');
    }
    await forward(app);
    await passHours(25);
    await app.db.query(
      `alter table message add constraint refused_by_test
         check (not (booking_id = '${bad.id}' and text_ciphertext is null)) not valid`,
    );
    const job = await runJob(app, 'kept-texts');
    await app.db.query('alter table message drop constraint refused_by_test');
    expect(job.lastRun?.result).toMatchObject({ setAside: 1 });
    expect(await textsOf(bad.id)).toEqual(['I am here']);
    expect(await textsOf(good.id)).toEqual([null]);
    await app.post('/v1/jobs/kept-texts/set-aside/retry').expect(200);
    await runJob(app, 'kept-texts');
    expect(await textsOf(bad.id)).toEqual([null]);
  });

  it('is sent first, even if its time is over', async () => {
    sms.behave = (_, response) => respond(response, 429, {}, { 'retry-after': '0' });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'Late');
    await forward(app);
    await passHours(25);
    await runJob(app, 'kept-texts');
    sms.behave = acceptAll;
    await app.db.query(`update message set due_at = now() where state = 'forwarding'`);
    await forward(app);
    expect(sms.at(driver).map(({ text }) => text)).toEqual(['Late']);
    const [row] = await rowsOf(id);
    expect(row.text_ciphertext).toBeNull();
  });

  it('has no phone number if the pool redacts them', async () => {
    const own = await createTextPool(app, {
      numbers: 1,
      policy: { messageRedaction: 'phone-numbers', messageRolePrefix: true },
    });
    const { id, rider, driver, virtualNumber } = await createBooking(app, own.name);
    await writeText(
      app,
      rider,
      virtualNumber,
      `Call me at ${rider.slice(0, 3)} ${rider.slice(3)}!`,
    );
    await writeText(app, rider, virtualNumber, 'Gate 12, at 10:30');
    await forward(app);
    await forward(app);
    expect(sms.at(driver).map(({ text }) => text)).toEqual([
      'Rider: Call me at ***!',
      'Rider: Gate 12, at 10:30',
    ]);
    const { body } = await app.get(`/v1/bookings/${id}/messages`).expect(200);
    expect(body.items.map((item: { isRedacted: boolean }) => item.isRedacted)).toEqual([
      false,
      true,
    ]);
  });
});

describe('the erasure of a phone number', () => {
  it('deletes its texts and opt-outs, here and at 8x8', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const inbound = inboundText(rider, virtualNumber, 'I am here');
    await app.webhook('sms', inbound).expect(200);
    await writeText(app, driver, virtualNumber, 'Wait for me');
    await forward(app);
    await writeText(app, rider, virtualNumber, 'STOP');
    const own = (await rowsOf(id))
      .flatMap((row) => [row.inbound_umid, row.outbound_umid])
      .filter(Boolean);
    const { body } = await app
      .post('/v1/erasures', { phoneNumber: rider, endBookings: true })
      .expect(200);
    expect(body).toMatchObject({ messages: 3, optOuts: 1 });
    expect(await textsOf(id)).toEqual([null, null, null]);
    const rows = await rowsOf(id);
    expect(rows.map((row) => [row.sender_index === null, row.receiver_index === null])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect((await exportOf(rider)).filter(({ kind }) => kind !== 'booking')).toEqual([]);

    const job = await runJob(app, 'carrier-erasures');
    expect(job.lastRun?.result).toMatchObject({ erased: own.length });
    expect(sms.erasures.toSorted()).toEqual(own.toSorted());
    await runJob(app, 'carrier-erasures');
    expect(sms.erasures).toHaveLength(own.length);
  });

  it('at 8x8 is tried again until 8x8 has done it', async () => {
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'STOP');
    await app.post('/v1/erasures', { phoneNumber: rider, endBookings: true }).expect(200);
    for (const [status, result] of [
      [429, { postponed: 1 }],
      [500, { postponed: 1 }],
      [403, { refused: 1 }],
      // 8x8 does not know it.
      [404, { erased: 1 }],
    ] as const) {
      sms.eraseStatus = status;
      await app.db.query('update carrier_erasure set due_at = now()');
      expect((await runJob(app, 'carrier-erasures')).lastRun?.result).toMatchObject(result);
    }
    expect(sms.erasures).toHaveLength(4);
    const { rows } = await app.db.query('select from carrier_erasure');
    expect(rows).toHaveLength(0);
  });

  it('also stops a text that waits to be sent, and erases the number from texts of others', async () => {
    sms.behave = (_, response) => respond(response, 429, {}, { 'retry-after': '0' });
    const subject = newPhone();
    const { id, rider, virtualNumber } = await createBooking(app, pool.name, { driver: subject });
    await writeText(app, rider, virtualNumber, 'Hello');
    const others = await createBooking(app, pool.name);
    await writeText(app, others.rider, others.virtualNumber, `Ask ${subject} about it`);
    await app
      .post(`/v1/bookings/${others.id}/messages`, {
        to: 'rider',
        text: 'Hello',
        reference: `of ${subject}`,
      })
      .expect(202);
    await forward(app);
    await app.post('/v1/erasures', { phoneNumber: subject, endBookings: true }).expect(200);
    sms.behave = acceptAll;
    await app.db.query(`update message set due_at = now() where state = 'forwarding'`);
    await forward(app);
    expect(sms.at(subject)).toEqual([]);
    const { body } = await app.get(`/v1/bookings/${id}/messages`).expect(200);
    expect(body.items).toMatchObject([{ outcome: 'failed', reason: 'erased' }]);
    expect(await textsOf(others.id)).toEqual(['Hello', 'Ask [erased] about it']);
    const { body: list } = await app.get(`/v1/bookings/${others.id}/messages`).expect(200);
    expect(list.items[0].reference).toBe(`erased:${list.items[0].id}`);
  });
});

describe('the export of a phone number', () => {
  it('has its texts and opt-outs, and not what others wrote', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, `I am here, with ${driver}`);
    await writeText(app, driver, virtualNumber, 'Wait for me');
    await forward(app);
    await writeText(app, rider, virtualNumber, 'STOP');
    const items = await exportOf(rider);
    expect(items.filter(({ kind }) => kind === 'message' || kind === 'opt-out')).toMatchObject([
      { kind: 'message', side: 'sender', text: null, reason: 'keyword-stop' },
      { kind: 'message', side: 'receiver', role: 'rider', text: null, length: 11 },
      {
        kind: 'message',
        side: 'sender',
        role: 'rider',
        bookingId: id,
        virtualNumber,
        text: 'I am here, with ***',
        outcome: 'forwarded',
      },
      { kind: 'opt-out', pool: pool.name, virtualNumber, isOptedOut: true },
    ]);
    expect(JSON.stringify(items)).not.toContain(driver.slice(1));
    // The pages of one item each are the same.
    const paged: ExportItem[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await app
        .post('/v1/exports', { phoneNumber: rider, limit: 1, cursor })
        .expect(200);
      paged.push(...(body.items as ExportItem[]));
      if (body.nextCursor === null) break;
      cursor = body.nextCursor as string;
    }
    expect(paged).toEqual(items);
  });
});
