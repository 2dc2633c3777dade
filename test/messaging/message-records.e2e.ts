import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import type { TestApp } from '../support/app.js';
import { createBooking, newPhone, type TestBooking, type TestPool } from '../support/scenario.js';
import { type SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { createTextPool, forward, receipt, startTexts, writeText } from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let other: TestPool;
let booking: TestBooking;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app, { numbers: 1, policy: { messageRetentionHours: 24 } });
  other = await createTextPool(app, { numbers: 1 });
  booking = await createBooking(app, pool.name);
  const { rider, driver, virtualNumber } = booking;
  await writeText(app, rider, virtualNumber, 'I am at gate 3');
  await forward(app);
  const [sent] = sms.at(driver);
  await app.webhook('sms', receipt(sent!, 'delivered', 'delivered_to_recipient')).expect(200);
  await writeText(app, driver, virtualNumber, 'On my way');
  await forward(app);
  const [back] = sms.at(rider);
  await app.webhook('sms', receipt(back!, 'undelivered', 'rejected_by_operator')).expect(200);
  await writeText(app, newPhone(), virtualNumber, 'Who are you?');
  const { rider: third, virtualNumber: second } = await createBooking(app, other.name);
  await writeText(app, third, second, 'Elsewhere');
});
afterAll(() => stop());

const list = async (query: string) =>
  (await app.get(`/v1/messages?${query}`).expect(200)).body.items;

describe('the list of texts', () => {
  it('shows what became of each, newest first, without what was written', async () => {
    const { body } = await app.get(`/v1/bookings/${booking.id}/messages`).expect(200);
    expect(body.items).toMatchObject([
      {
        senderRole: 'driver',
        receiverRole: 'rider',
        outcome: 'undelivered',
        receipt: { state: 'undelivered', detail: 'rejected_by_operator' },
      },
      {
        pool: pool.name,
        kind: 'text',
        senderRole: 'rider',
        receiverRole: 'driver',
        virtualNumber: booking.virtualNumber,
        source: booking.virtualNumber,
        text: null,
        hasText: true,
        outcome: 'delivered',
        parts: 1,
        length: 14,
        inboundPrice: { amount: 0.0446592, currency: 'EUR' },
        outboundPrice: { amount: 0.0375, currency: 'USD' },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('gate 3');
  });

  it('has filters and pages', async () => {
    expect(await list(`pool=${pool.name}`)).toHaveLength(3);
    expect(await list(`pool=${pool.name}&outcome=refused`)).toMatchObject([
      { outcome: 'refused', reason: 'not-a-party', hasText: false },
    ]);
    expect(await list(`bookingId=${booking.id}&outcome=delivered`)).toHaveLength(1);
    expect(await list(`reason=not-a-party`)).toHaveLength(1);
    expect(await list(`kind=system`)).toEqual([]);
    expect(await list(`virtualNumber=${booking.virtualNumber.slice(1)}`)).toHaveLength(3);
    expect(await list(`to=2026-01-01T00:00:00Z`)).toEqual([]);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await app.get(`/v1/messages?limit=1${cursor}`).expect(200);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(seen).toEqual((await list('limit=200')).map(({ id }: { id: string }) => id));
    await app.get('/v1/messages?cursor=nonsense').expect(400);
    await app.get('/v1/messages?outcome=lost').expect(400);
  });

  it('is CSV if the client prefers it, with the next page in a header', async () => {
    const { text, headers } = await app
      .get('/v1/messages?limit=2')
      .set('accept', 'text/csv')
      .expect(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['link']).toContain('/v1/messages?');
    const [head, ...lines] = text.trim().split('\r\n');
    expect(head).toContain('id,receivedAt,pool,bookingId,kind');
    expect(lines).toHaveLength(2);
  });

  it('is limited to the pools of the key, and needs its scope', async () => {
    const restricted = await createKey(app, ['messages:read'], { pools: [other.name] });
    const client = app.as(restricted.key);
    const { body } = await client.get('/v1/messages').expect(200);
    expect(body.items).toHaveLength(1);
    await client.get(`/v1/bookings/${booking.id}/messages`).expect(404);
    const [own] = await list(`bookingId=${booking.id}`);
    await client.get(`/v1/messages/${own.id}`).expect(404);
    const calls = await createKey(app, ['calls:read', 'bookings:read']);
    await app.as(calls.key).get('/v1/messages').expect(403);
  });
});

describe('what was written', () => {
  it('is shown on request only, which is recorded', async () => {
    const [text] = await list(`bookingId=${booking.id}&outcome=delivered`);
    const { body } = await app.get(`/v1/messages/${text.id}?reveal=true`).expect(200);
    expect(body.text).toBe('I am at gate 3');
    expect((await app.get(`/v1/messages/${text.id}`).expect(200)).body.text).toBeNull();
    const { body: all } = await app
      .get(`/v1/bookings/${booking.id}/messages?reveal=true`)
      .expect(200);
    expect(all.items.map((item: { text: string }) => item.text)).toEqual([
      'On my way',
      'I am at gate 3',
    ]);
    const { rows } = await app.db.query(
      `select object_id, details from audit_event where action = 'message.reveal' order by id`,
    );
    expect(rows.map(({ object_id: id }) => id)).toEqual([
      text.id,
      all.items[0].id,
      all.items[1].id,
    ]);
    expect(JSON.stringify(rows)).not.toContain('gate 3');
  });

  it('needs a scope of its own', async () => {
    const [text] = await list(`bookingId=${booking.id}&outcome=delivered`);
    const key = await createKey(app, ['messages:read']);
    for (const path of [`/v1/messages/${text.id}`, `/v1/bookings/${booking.id}/messages`]) {
      const { status, body } = await app.as(key.key).get(`${path}?reveal=true`);
      expect([status, body.code]).toEqual([403, 'scope-missing']);
    }
  });
});

describe('statistics of texts', () => {
  const stats = async (query: string) =>
    (
      await app
        .get(
          `/v1/stats/messages?from=${new Date(Date.now() - 86_400_000).toISOString()}` +
            `&to=${new Date(Date.now() + 86_400_000).toISOString()}&${query}`,
        )
        .expect(200)
    ).body.items;

  it('sum up texts and costs by pool and month', async () => {
    const items = await stats('groupBy=month&byPool=true');
    const own = items.filter(({ pool: name }: { pool: string }) => name === pool.name);
    expect(own).toMatchObject([
      {
        key: expect.stringMatching(/^\d{4}-\d\d$/),
        messages: 3,
        forwarded: 2,
        delivered: 1,
        undelivered: 1,
        refused: 1,
        failed: 0,
        parts: 2,
      },
    ]);
    const [{ costs }] = own;
    expect(costs.map(({ currency }: { currency: string }) => currency)).toEqual(['EUR', 'USD']);
    expect(costs[0].inbound).toBeCloseTo(3 * 0.0446592);
    expect(costs[0].outbound).toBe(0);
    expect(costs[1].outbound).toBeCloseTo(2 * 0.0375);
  });

  it('group by other things, within the pools of the key', async () => {
    expect(await stats(`groupBy=outcome&pool=${pool.name}`)).toMatchObject([
      { key: 'delivered', messages: 1, pool: null },
      { key: 'refused', messages: 1 },
      { key: 'undelivered', messages: 1 },
    ]);
    expect(await stats(`groupBy=virtualNumber&pool=${pool.name}`)).toMatchObject([
      { key: booking.virtualNumber, messages: 3 },
    ]);
    const restricted = await createKey(app, ['messages:read'], { pools: [other.name] });
    const from = '2026-01-01T00:00:00Z';
    const { body } = await app
      .as(restricted.key)
      .get(`/v1/stats/messages?from=${from}&to=2026-12-31T00:00:00Z&groupBy=pool`)
      .expect(200);
    expect(body.items.map(({ key }: { key: string }) => key)).toEqual([other.name]);
    await app.get(`/v1/stats/messages?from=${from}&to=${from}`).expect(400);
  });
});
