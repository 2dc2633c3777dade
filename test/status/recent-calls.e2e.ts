import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { createBooking, createPool, dial, newPhone } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('the calls of the last minutes', () => {
  it('are counted by minute and reason, for the pools of the key only', async () => {
    const [own, other] = [await createPool(app), await createPool(app)];
    const { rider, virtualNumber } = await createBooking(app, own.name);
    await dial(app, rider, virtualNumber);
    await dial(app, newPhone(), virtualNumber);
    await dial(app, newPhone(), other.numbers[0]!);
    const count = async (client: Pick<TestApp, 'get'>, query: string) => {
      const { body } = await client.get(`/v1/stats/calls/recent?${query}`).expect(200);
      const sum = (of: 'connected' | 'refused') =>
        body.items.reduce((all: number, one: Record<string, number>) => all + one[of]!, 0);
      return [body.items.length, sum('connected'), sum('refused'), body.refusals];
    };
    const ofOwn = [5, 1, 1, [{ reason: 'not-a-party', calls: 1 }]];
    expect(await count(app, `minutes=5&pool=${own.name}`)).toEqual(ofOwn);
    expect(await count(app, 'minutes=5')).toEqual([5, 1, 2, [{ reason: 'not-a-party', calls: 2 }]]);
    const { key } = await createKey(app, ['calls:read'], { pools: [own.name] });
    expect(await count(app.as(key), 'minutes=5')).toEqual(ofOwn);
    await app.as(key).get(`/v1/stats/calls/recent?pool=${other.name}`).expect(404);
    await app.as(key).get('/v1/stats/call-handles').expect(403);
    await app.db.query(`update call_session set created_at = now() - interval '10 minutes'`);
    expect(await count(app, 'minutes=5')).toEqual([5, 0, 0, []]);
    await app.get('/v1/stats/calls/recent?minutes=121').expect(400);
  });

  it('have a latency', async () => {
    const { body } = await app.get('/v1/stats/call-handles').expect(200);
    expect(body.calls).toBe(3);
    expect(body.p50Ms).toBeLessThanOrEqual(body.p99Ms);
  });
});

describe('the worst numbers', () => {
  it('have the lowest answer rates of the newest calls, for the pools of the key only', async () => {
    const [own, other] = [await createPool(app), await createPool(app)];
    const [good, bad, rare] = own.numbers as [string, string, string];
    const insert = (pool: string, number: string, status: string, times: number, age = 1) =>
      app.db.query(
        `insert into call_session (pool_id, session_id, virtual_number, decision, reason, created_at,
                                   session_status, is_called_out, mos)
         select p.id, gen_random_uuid()::text, $2, 'connect', 'callable',
                now() - make_interval(hours => $5), $3, true, 4
           from pool p cross join generate_series(1, $4) where p.name = $1`,
        [pool, number, status, times, age],
      );
    await insert(own.name, good, 'COMPLETED', 4);
    await insert(own.name, bad, 'COMPLETED', 1);
    await insert(own.name, bad, 'NO_ANSWER', 3);
    await insert(own.name, rare, 'NO_ANSWER', 2);
    await insert(own.name, good, 'NO_ANSWER', 9, 25);
    await insert(other.name, other.numbers[0]!, 'BUSY', 3);
    const worst = async (client: Pick<TestApp, 'get'>, query = '') =>
      (await client.get(`/v1/stats/calls/worst-numbers?${query}`).expect(200)).body;
    const ofOwn = await worst(app, `pool=${own.name}`);
    expect(ofOwn.items).toEqual([
      { virtualNumber: bad, calls: 4, answerRate: 0.25, meanMos: 4 },
      { virtualNumber: good, calls: 4, answerRate: 1, meanMos: 4 },
    ]);
    expect(ofOwn.calls).toBe(10);
    expect(Date.now() - Date.parse(ofOwn.since)).toBeGreaterThan(23.9 * 3_600_000);
    expect((await worst(app, 'limit=1')).items).toMatchObject([
      { virtualNumber: other.numbers[0], answerRate: 0 },
    ]);
    const { key } = await createKey(app, ['calls:read'], { pools: [own.name] });
    expect((await worst(app.as(key))).items).toEqual(ofOwn.items);
    await app.as(key).get(`/v1/stats/calls/worst-numbers?pool=${other.name}`).expect(404);
    await app.get('/v1/stats/calls/worst-numbers?limit=101').expect(400);
    const none = await createPool(app);
    expect(await worst(app, `pool=${none.name}`)).toMatchObject({ calls: 0, items: [] });
  });
});
