import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallStatsService } from '../../src/status/index.js';
import { createKey } from '../support/api-keys.js';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import {
  callReceived,
  createBooking,
  createPool,
  newPhone,
  newVirtualNumber,
  type TestBooking,
} from '../support/scenario.js';

const HOUR_MS = 3_600_000;

let app: TestApp;
let booking: TestBooking;
let other: TestBooking;
/** Calls of `booking`: answered, missed, refused; of `other`: answered. Oldest first. */
const sessions: string[] = [];

beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app);
  booking = await createBooking(app, pool.name);
  other = await createBooking(app, (await createPool(app)).name);
  sessions.push(
    await answeredCall(booking),
    await missedCall(booking),
    await refusedCall(booking),
    await answeredCall(other),
  );
});
afterAll(() => app.stop());

async function answeredCall(of: TestBooking): Promise<string> {
  const { sessionId, messages } = messagesOfCall(of);
  for (const { path, body } of messages) await app.webhook(path, body).expect(200);
  return sessionId;
}

async function ask(from: string, { virtualNumber }: TestBooking): Promise<string> {
  const handle = callReceived(from, virtualNumber);
  await app.webhook('call-action', handle).expect(200);
  return handle.payload.sessionId;
}

async function missedCall(of: TestBooking): Promise<string> {
  const sessionId = await ask(of.rider, of);
  const callA = { destination: of.virtualNumber, callStatus: 'COMPLETED' };
  const callB = { source: of.virtualNumber, callStatus: 'NO ANSWER' };
  const payload = { sessionId, subAccountId: SUB_ACCOUNT, sessionStatus: 'NO ANSWER' };
  await app
    .webhook('session-summary', { payload: { ...payload, details: { callA, callB } } })
    .expect(200);
  return sessionId;
}

const refusedCall = (of: TestBooking) => ask(newPhone(), of);

const idsOf = async (query: string): Promise<string[]> => {
  const { body } = await app.get(`/v1/calls?${query}`).expect(200);
  return body.items.map(({ sessionId }: { sessionId: string }) => sessionId);
};

describe('the list of calls', () => {
  it('is newest first and can be filtered by pool, booking, number, outcome and time', async () => {
    const [answered, missed, refused, elsewhere] = sessions as [string, string, string, string];
    expect(await idsOf('')).toEqual([elsewhere, refused, missed, answered]);
    expect(await idsOf(`pool=${booking.pool}`)).toEqual([refused, missed, answered]);
    expect(await idsOf(`bookingId=${booking.id}`)).toEqual([missed, answered]);
    const number = encodeURIComponent(other.virtualNumber);
    expect(await idsOf(`virtualNumber=${number}`)).toEqual([elsewhere]);
    expect(await idsOf('outcome=answered')).toEqual([elsewhere, answered]);
    expect(await idsOf(`outcome=missed&pool=${booking.pool}`)).toEqual([missed]);
    expect(await idsOf('outcome=refused')).toEqual([refused]);
    const later = await app.get(`/v1/calls/${elsewhere}`).expect(200);
    expect(await idsOf(`from=${later.body.createdAt}`)).toEqual([elsewhere]);
    expect(await idsOf(`to=${later.body.createdAt}`)).toEqual([refused, missed, answered]);
  });

  it('is paged', async () => {
    const first = await app.get('/v1/calls?limit=3').expect(200);
    const second = await app.get(`/v1/calls?limit=3&cursor=${first.body.nextCursor}`).expect(200);
    const ids = [...first.body.items, ...second.body.items].map(({ sessionId }) => sessionId);
    expect(ids).toEqual(sessions.toReversed());
    expect(second.body.nextCursor).toBeNull();
  });

  it.each(['outcome=good', 'from=yesterday', 'bookingId=1', 'limit=0', 'pool=none', 'cursor=eA'])(
    'refuses %s with a reason',
    async (query) => {
      const { status, body } = await app.get(`/v1/calls?${query}`);
      expect([400, 404]).toContain(status);
      expect(body.code).toMatch(/validation-failed|pool-not-found|invalid-cursor/);
    },
  );

  it('is available as CSV, with the next page in the Link header and without executable formulas', async () => {
    const sessionId = `=cmd|' /C calc'!A0,"`;
    const handle = callReceived(newPhone(), booking.virtualNumber, { sessionId });
    await app.webhook('call-action', handle).expect(200);
    const first = await app.get('/v1/calls?limit=3').set('accept', 'text/csv').expect(200);
    expect(first.headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    const [head, ...lines] = first.text.trimEnd().split('\r\n');
    expect(head).toMatch(/^sessionId,createdAt,pool,bookingId,virtualNumber,callerRole,caller,/);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^"'=cmd\|' \/C calc'!A0,"""/);
    const fields = [other.id, other.virtualNumber, 'rider', `+65••••${other.rider.slice(-4)}`];
    expect(lines[1]).toContain(fields.join(','));
    const next = /<(.+)>; rel="next"/.exec(first.headers['link'] ?? '')![1]!;
    const second = await app.get(next).set('accept', 'text/csv').expect(200);
    expect(second.text.trimEnd().split('\r\n')).toHaveLength(3);
    expect(second.headers['link']).toBeUndefined();
    await app.db.query('delete from call_session where session_id = $1', [sessionId]);
  });
});

describe('a list that is available as CSV', () => {
  it.each([
    ['text/csv', true],
    ['text/csv, application/json', true],
    ['text/csv;q=0.9, application/json;q=0.1', true],
    ['text/*', true],
    ['TEXT/CSV', true],
    ['text/csv;q=0', false],
    ['application/json, text/csv', false],
    ['text/csv;q=0.1, application/json', false],
    ['text/csvx', false],
    ['application/json', false],
    ['*/*', false],
    ['image/png', false],
    ['nonsense', false],
  ])('for Accept: %s is CSV: %s', async (accept, isCsv) => {
    const { headers } = await app.get('/v1/calls?limit=1').set('accept', accept).expect(200);
    expect(headers['content-type']).toMatch(isCsv ? /^text\/csv/ : /^application\/json/);
    expect(headers['vary']).toMatch(/accept/i);
  });

  it.each([
    [`+1+cmd|' /C calc'!A0`, `'+1+cmd|' /C calc'!A0`],
    ['\n=1+1', `"'\n=1+1"`],
    ['\t=1+1', `'\t=1+1`],
    [' =1+1', `' =1+1`],
    ['-2+3', `'-2+3`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\uff1d1+1', `'\uff1d1+1`],
    ['\uff0b1+1', `'\uff0b1+1`],
    ['\u200b=1+1', `'\u200b=1+1`],
    ['\r', `"'\r"`],
    ['a=1', 'a=1'],
    ['+6591000001', '+6591000001'],
  ])('has a cell %j as %j', async (sessionId, cell) => {
    const handle = callReceived(newPhone(), booking.virtualNumber, { sessionId });
    await app.webhook('call-action', handle).expect(200);
    const { text } = await app.get('/v1/calls?limit=1').set('accept', 'text/csv').expect(200);
    expect(text.slice(text.indexOf('\r\n') + 2).startsWith(`${cell},`)).toBe(true);
    await app.db.query('delete from call_session where session_id = $1', [sessionId]);
  });
});

describe('call statistics', () => {
  const now = new Date();
  const stats = async (query: string, client: Pick<TestApp, 'get'> = app) => {
    const from = new Date(now.getTime() - HOUR_MS).toISOString();
    const to = new Date(now.getTime() + HOUR_MS).toISOString();
    const path = `/v1/stats/calls?from=${from}&to=${to}&${query}`;
    const { body } = await client.get(path).expect(200);
    return body;
  };

  it('sum up calls by outcome, pool, number and time', async () => {
    const one = { talkSeconds: 23, meanTalkSeconds: 23, meanMos: 4.5 };
    const ofBooking = { key: booking.pool, calls: 3, answered: 1, missed: 1, answerRate: 0.5 };
    const ofOther = { key: other.pool, calls: 1, answered: 1, missed: 0, answerRate: 1 };
    const byPool = await stats('groupBy=pool');
    expect(byPool.items).toHaveLength(2);
    expect(byPool.items).toEqual(
      expect.arrayContaining([
        { ...ofBooking, ...one },
        { ...ofOther, ...one },
      ]),
    );
    const byOutcome = await stats(`groupBy=outcome&pool=${booking.pool}`);
    const counts = byOutcome.items.map(({ key, calls }: Record<string, unknown>) => [key, calls]);
    expect(counts).toEqual([
      ['answered', 1],
      ['missed', 1],
      ['refused', 1],
    ]);
    const byNumber = await stats('groupBy=virtualNumber');
    expect(byNumber.items).toContainEqual({ ...ofOther, ...one, key: other.virtualNumber });
    const byHour = await stats('groupBy=hour');
    const hours = byHour.items.map(({ calls }: { calls: number }) => calls);
    expect(hours.reduce((sum: number, calls: number) => sum + calls, 0)).toBe(4);
    expect(byHour.items[0].key).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/);
    expect((await stats('')).items[0].key).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('come page by page, in the order of their keys', async () => {
    const first = await stats('groupBy=virtualNumber&limit=1');
    const second = await stats(`groupBy=virtualNumber&limit=1&cursor=${first.nextCursor}`);
    expect(second.nextCursor).toBeNull();
    const all = await stats('groupBy=virtualNumber');
    expect(all.nextCursor).toBeNull();
    expect([...first.items, ...second.items]).toEqual(all.items);
    const keys = [first.items[0].key, second.items[0].key];
    expect(keys).toEqual([booking.virtualNumber, other.virtualNumber].toSorted());
    const [from, to] = [first.from, first.to];
    for (const query of ['groupBy=pool', 'limit=201', 'limit=0']) {
      const path = `/v1/stats/calls?from=${from}&to=${to}&cursor=${first.nextCursor}&${query}`;
      await app.get(path).expect(400);
    }
  });

  it('are of some virtual numbers only, and of the pools of the key only', async () => {
    const wanted = `%2B${booking.virtualNumber.slice(1)},${newVirtualNumber().slice(1)}`;
    const query = `groupBy=virtualNumber&virtualNumbers=${wanted}`;
    const { items } = await stats(query);
    expect(items).toMatchObject([{ key: booking.virtualNumber, calls: 3 }]);
    const { key } = await createKey(app, ['calls:read'], { pools: [other.pool] });
    expect((await stats(query, app.as(key))).items).toEqual([]);
    expect((await stats('groupBy=virtualNumber', app.as(key))).items).toMatchObject([
      { key: other.virtualNumber },
    ]);
    // In a URL, a plus is a space.
    const plain = await stats(`groupBy=outcome&virtualNumbers=+${booking.virtualNumber.slice(1)}`);
    expect(plain.items).toHaveLength(3);
  });

  it('do not change when the hours are counted, even repeatedly', async () => {
    await app.db.query(`update call_session set created_at = created_at - interval '3 days'`);
    const from = new Date(now.getTime() - 74 * HOUR_MS).toISOString();
    const to = new Date(now.getTime() - 70 * HOUR_MS).toISOString();
    const path = (groupBy: string) => `/v1/stats/calls?from=${from}&to=${to}&groupBy=${groupBy}`;
    const ofNumber = `outcome&virtualNumbers=${booking.virtualNumber.slice(1)}`;
    const groups = ['day', 'hour', 'pool', 'virtualNumber', 'outcome', ofNumber];
    const read = () =>
      Promise.all(groups.map(async (group) => (await app.get(path(group)).expect(200)).body));
    const before = await read();
    const service = app.nest.get(CallStatsService);
    await Promise.all([1, 2, 3].map(() => service.countHours(new Date(from), new Date(to))));
    const { rows } = await app.db.query('select sum(calls)::int as calls from call_stat');
    expect(rows).toEqual([{ calls: 4 }]);
    expect(await read()).toEqual(before);
    expect(before[2].items).toHaveLength(2);
    expect(before[5].items).toHaveLength(3);
    // Counted hours are not read from the calls again.
    await app.db.query('delete from call_session');
    expect(await read()).toEqual(before);
    expect(await service.countHours(new Date(from), new Date(to))).toBe(0);
  });

  it('do not count hours that may still change', async () => {
    const service = app.nest.get(CallStatsService);
    const soon = new Date(now.getTime() - 2 * HOUR_MS);
    expect(await service.countHours(soon, now)).toBe(0);
  });

  it.each([
    'to=2026-01-01T00:00:00Z',
    'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    'from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&groupBy=week',
    'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&virtualNumbers=0123456',
    'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&virtualNumbers=',
  ])('refuse %s', async (query) => {
    const { body } = await app.get(`/v1/stats/calls?${query}`).expect(400);
    expect(body.code).toBe('validation-failed');
  });
});
