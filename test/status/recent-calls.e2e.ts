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
