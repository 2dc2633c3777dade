import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERASURE_STEPS } from '../../src/privacy/progress/erasure-steps.js';
import { createKey } from '../support/api-keys.js';
import type { TestApp } from '../support/app.js';
import { createBooking, createPool, newPhone } from '../support/scenario.js';
import { createTextPool, forward, startTexts, writeText } from '../support/texts.js';

let app: TestApp;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, stop } = await startTexts());
});
afterAll(() => stop());

const newest = async () => (await app.get('/v1/erasures?limit=1').expect(200)).body.items[0];

describe('the progress of an erasure', () => {
  it('is on record with its counts, and without the phone number', async () => {
    const pool = await createPool(app);
    const { rider } = await createBooking(app, pool.name);
    const { body } = await app
      .post('/v1/erasures', { phoneNumber: rider, endBookings: true })
      .expect(200);
    const record = await newest();
    expect(record).toMatchObject({
      id: body.id,
      status: 'done',
      actor: 'bootstrap',
      begunAt: body.erasedAt,
      step: null,
      stepsDone: ERASURE_STEPS.length,
      steps: ERASURE_STEPS.length,
      counts: { bookings: 1, blocks: 0, calls: 0, messages: 0 },
      code: null,
    });
    const { rows } = await app.db.query('select e::text from erasure e');
    for (const text of [JSON.stringify(record), JSON.stringify(rows)]) {
      expect(text).not.toContain(rider.slice(1));
    }
  });

  it('shows the step that runs, a refusal, and one whose process has died', async () => {
    const { rider } = await createBooking(app, (await createPool(app)).name);
    await app.post('/v1/erasures', { phoneNumber: rider }).expect(409);
    expect(await newest()).toMatchObject({
      status: 'failed',
      step: 'bookings',
      stepsDone: 0,
      code: 'bookings-live',
    });
    const client = await app.db.connect();
    await client.query('begin; lock table call_session');
    const erasing = app.post('/v1/erasures', { phoneNumber: newPhone() });
    const ended = erasing.then(({ status }) => status);
    await expect
      .poll(newest, { timeout: 10_000 })
      .toMatchObject({ status: 'running', step: 'calls', stepsDone: 6, endedAt: null });
    await client.query(`update erasure set step_begun_at = now() - interval '61 minutes'
                         where ended_at is null`);
    await client.query('commit');
    client.release();
    expect(await ended).toBe(200);
    expect(await newest()).toMatchObject({ status: 'done' });
    await app.db.query(
      `update erasure set ended_at = null, step_begun_at = now() - interval '61 minutes'`,
    );
    expect(await newest()).toMatchObject({ status: 'interrupted' });
  });

  it('includes the texts that 8x8 has yet to erase', async () => {
    const waiting = async () => (await app.get('/v1/erasures/carrier').expect(200)).body;
    expect(await waiting()).toEqual({ waiting: 0, tried: 0, oldestAt: null, nextAt: null });
    const pool = await createTextPool(app, { numbers: 1 });
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'I am here');
    await forward(app);
    await app.post('/v1/erasures', { phoneNumber: rider, endBookings: true }).expect(200);
    const { oldestAt, ...counts } = await waiting();
    expect(counts).toMatchObject({ waiting: 2, tried: 0 });
    expect(Date.parse(oldestAt)).toBeLessThanOrEqual(Date.now() + 1_000);
    await app.db.query('update carrier_erasure set attempts = 1');
    expect(await waiting()).toMatchObject({ waiting: 2, tried: 2 });
  });

  it('is not shown to a key of some pools, nor without the scope', async () => {
    const pool = await createPool(app);
    const restricted = await createKey(app, ['erasures:write'], { pools: [pool.name] });
    const other = await createKey(app, ['audit:read']);
    for (const { key } of [restricted, other]) {
      for (const path of ['/v1/erasures', '/v1/erasures/carrier']) {
        expect((await app.as(key).get(path)).status, path).toBe(403);
      }
    }
  });
});
