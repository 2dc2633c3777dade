import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  createBooking,
  createPool,
  dial,
  newPhone,
  type TestBooking,
  type TestPool,
} from '../support/scenario.js';

let app: TestApp;
let pool: TestPool;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  pool = await createPool(app, { numbers: 2 });
  booking = await createBooking(app, pool.name);
});
afterAll(() => app.stop());

const search = (phoneNumber: string, more: object = {}, client: Pick<TestApp, 'post'> = app) =>
  client.post('/v1/calls/search', { phoneNumber, ...more });

interface Found {
  items: { sessionId: string; bookingId: string | null; outcome: string; createdAt: string }[];
  nextCursor: string | null;
}

describe('a search for the calls of a phone number', () => {
  let stranger: string;
  beforeAll(async () => {
    stranger = newPhone();
    await dial(app, booking.driver, booking.virtualNumber);
    await dial(app, booking.rider, booking.virtualNumber);
    for (const number of pool.numbers) await dial(app, stranger, number);
  });

  it('finds those of a person without a booking, newest first', async () => {
    const { body } = await search(stranger).expect(200);
    expect(body.items).toMatchObject([
      { virtualNumber: pool.numbers[1], bookingId: null, reason: 'not-a-party' },
      { virtualNumber: pool.numbers[0], bookingId: null, reason: 'not-a-party' },
    ]);
    expect(body.nextCursor).toBeNull();
    expect(JSON.stringify(body)).not.toContain(stranger);
  });

  it('finds those that a party made, and not those that the party received', async () => {
    const { body } = await search(booking.rider).expect(200);
    expect(body.items).toMatchObject([
      { bookingId: booking.id, decision: 'connect', caller: { role: 'rider' } },
    ]);
    const { body: listed } = await app.get(`/v1/calls/${body.items[0].sessionId}`).expect(200);
    expect(body.items[0]).toEqual(listed);
    expect((await search(newPhone()).expect(200)).body).toEqual({ items: [], nextCursor: null });
  });

  it('takes the filters of the list, and pages', async () => {
    const all = (await search(stranger).expect(200)).body as Found;
    const [newest, oldest] = all.items;
    const idsOf = ({ items }: Found) => items.map(({ sessionId }) => sessionId);
    for (const [filter, ids] of [
      [{ virtualNumber: pool.numbers[0] }, [oldest!.sessionId]],
      [{ pool: pool.name, outcome: 'refused', limit: 1 }, [newest!.sessionId]],
      [{ outcome: 'answered' }, []],
      [{ to: '2020-01-01T00:00:00Z' }, []],
      [{ from: newest!.createdAt, limit: 200 }, [newest!.sessionId]],
    ] as const) {
      const { body } = await search(stranger, filter).expect(200);
      expect(idsOf(body as Found), JSON.stringify(filter)).toEqual(ids);
    }
    const first = (await search(stranger, { limit: 1 }).expect(200)).body as Found;
    const rest = await search(stranger, { limit: 1, cursor: first.nextCursor }).expect(200);
    expect(idsOf(rest.body as Found)).toEqual([oldest!.sessionId]);
  });

  it('is on record, without the number', async () => {
    const { id, key } = await createKey(app, ['calls:read']);
    await search(stranger, { outcome: 'refused' }, app.as(key)).expect(200);
    const { body } = await app.get(`/v1/audit-events?key=${id}`).expect(200);
    expect(body.items).toMatchObject([
      { action: 'call.search', outcome: 'done', details: { fields: ['phoneNumber', 'outcome'] } },
    ]);
    expect(JSON.stringify(body)).not.toContain(stranger.slice(1));
  });

  it('finds nothing in pools of other keys, and needs the scope calls:read', async () => {
    const other = await createPool(app);
    const { key } = await createKey(app, ['calls:read'], { pools: [other.name] });
    expect((await search(stranger, {}, app.as(key)).expect(200)).body.items).toEqual([]);
    await search(stranger, { pool: pool.name }, app.as(key)).expect(404);
    const { key: reader } = await createKey(app, ['bookings:read']);
    await search(stranger, {}, app.as(reader)).expect(403);
  });

  it('forgets an erased person', async () => {
    const person = newPhone();
    await dial(app, person, booking.virtualNumber);
    expect((await search(person).expect(200)).body.items).toHaveLength(1);
    await app.post('/v1/erasures', { phoneNumber: person }).expect(200);
    expect((await search(person).expect(200)).body.items).toEqual([]);
  });

  it.each([
    [422, { phoneNumber: '91178965' }],
    [422, { phoneNumber: '+6591178965', virtualNumber: '1' }],
    [400, { phoneNumber: 7 }],
    [400, {}],
    [400, { phoneNumber: '+6591178965', limit: 0 }],
    [400, { phoneNumber: '+6591178965', cursor: 'eA' }],
    [400, { phoneNumber: '+6591178965', outcome: 'lost' }],
    [400, { phoneNumber: '+6591178965', bookingId: 'a' }],
  ])('is refused with %i: %j', async (status, body) => {
    expect((await app.post('/v1/calls/search', body)).status).toBe(status);
  });

  it('reads only the calls of the phone, however many calls there are', async () => {
    await app.db.query(
      `insert into call_session (pool_id, session_id, virtual_number, decision, reason, caller_index)
       select v.pool_id, 'other-' || n, v.msisdn, 'refuse', 'not-a-party', sha256(n::text::bytea)
         from generate_series(1, 20000) n
         join virtual_number v on v.msisdn = $1`,
      [pool.numbers[0]],
    );
    await app.db.query('analyze call_session');
    const [, { rows }] = (await app.db.query(`
      set enable_seqscan = off;
      explain select * from call_session s where s.caller_index = any(array['\\x00'::bytea, '\\x01'::bytea])
       order by (s.created_at at time zone 'UTC') desc, s.session_id desc limit 51`)) as unknown as [
      unknown,
      { rows: { 'QUERY PLAN': string }[] },
    ];
    expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('call_session_by_caller');
  });
});
