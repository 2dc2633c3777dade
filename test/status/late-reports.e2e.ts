import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CallStatsService } from '../../src/status/index.js';
import { RetentionService } from '../../src/platform/jobs/retention/retention.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { at, ReportedCall } from '../support/carrier/reported-call.js';
import { createBooking, createPool, type TestBooking } from '../support/scenario.js';

const HOUR_MS = 3_600_000;
const run = { signal: new AbortController().signal, shouldContinue: () => Promise.resolve(true) };

let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp({ RETENTION_CALLS_DAYS: '10' });
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
});
beforeEach(() =>
  app.db.query('truncate call_session, call_leg, call_stat_hour, call_stat, call_stat_recount'),
);
afterAll(() => app.stop());

/** Creates a call that many hours old, without a session summary. */
async function oldCall(hours: number): Promise<ReportedCall> {
  const call = new ReportedCall(app, booking);
  await call.send(call.handle);
  await app.db.query(
    `update call_session set created_at = now() - make_interval(hours => $2) where session_id = $1`,
    [call.sessionId, hours],
  );
  return call;
}

const answered = (call: ReportedCall, more: object = {}) =>
  call.summary({
    sessionStatus: 'COMPLETED',
    details: { callB: { ...call.b, callStatus: 'COMPLETED', callDuration: 13, ...more } },
  });

/** Returns the statistics of the last 30 days by outcome. */
async function stats(): Promise<Record<string, number>[]> {
  const from = new Date(Date.now() - 30 * 24 * HOUR_MS).toISOString();
  const to = new Date(Date.now() + HOUR_MS).toISOString();
  const { body } = await app
    .get(`/v1/stats/calls?from=${from}&to=${to}&groupBy=outcome`)
    .expect(200);
  return body.items;
}
const counts = async () => (await stats()).map(({ key, calls }) => [key, calls]);
const countAll = () => app.nest.get(CallStatsService).run(run);

describe('a call without a session summary', () => {
  it('is in progress for six hours and unknown after that, wherever it is shown', async () => {
    const [young, old] = [await oldCall(5), await oldCall(7)];
    await old.send(...old.heldLive());
    expect((await young.record()).outcome).toBe('in-progress');
    expect((await old.record()).outcome).toBe('unknown');
    const listed = await app.get('/v1/calls?outcome=unknown').expect(200);
    expect(listed.body.items).toMatchObject([{ sessionId: old.sessionId, outcome: 'unknown' }]);
    const csv = await app.get('/v1/calls?outcome=unknown').set('accept', 'text/csv').expect(200);
    expect(csv.text).toContain(',unknown,');
    expect(await counts()).toEqual([
      ['in-progress', 1],
      ['unknown', 1],
    ]);
    await old.send(old.summary({ sessionStatus: 'COMPLETED' }));
    expect(await old.record()).toMatchObject({ outcome: 'answered', talkSeconds: 13 });
  });

  it('becomes unknown after the configured number of hours', async () => {
    const replica = await app.replica({ CALL_UNKNOWN_AFTER_HOURS: '2' });
    const call = await oldCall(3);
    const { body } = await replica.get(`/v1/calls/${call.sessionId}`).expect(200);
    expect(body.outcome).toBe('unknown');
    expect((await call.record()).outcome).toBe('in-progress');
  });

  it('is counted as unknown', async () => {
    await oldCall(72);
    await countAll();
    expect(await counts()).toEqual([['unknown', 1]]);
  });
});

describe('a summary that arrives after its hour has been counted', () => {
  it('is counted at once in the statistics, and later by the job', async () => {
    const [late, other] = [await oldCall(72), await oldCall(72)];
    await other.send(answered(other));
    await countAll();
    expect(await counts()).toEqual([
      ['answered', 1],
      ['unknown', 1],
    ]);
    await late.send(answered(late));
    expect(await counts()).toEqual([['answered', 2]]);
    expect(await countAll()).toMatchObject({ recounted: 1 });
    await app.db.query('delete from call_session');
    expect(await stats()).toMatchObject([{ key: 'answered', calls: 2, talkSeconds: 26 }]);
    expect(await countAll()).toMatchObject({ recounted: 0 });
  });

  it('is counted if it arrives while the hour is being counted', async () => {
    const late = await oldCall(72);
    const counting = await app.db.connect();
    // Always close the connection: its locks would block the following tests.
    onTestFinished(() => counting.release(true));
    await counting.query('begin');
    const hour = `date_trunc('hour', now() - interval '72 hours', 'UTC')`;
    await counting.query(`insert into call_stat_hour (hour) values (${hour})`);
    await counting.query(
      `insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                              mos_calls)
       select ${hour}, pool_id, virtual_number, 'unknown', 1, 0, 0, 0 from call_session`,
    );
    await late.send(answered(late));
    // Nothing to recount yet: the mark has to outlast the running count.
    expect(await app.nest.get(CallStatsService).recountHours()).toEqual({ marks: 0, hours: 0 });
    await counting.query('commit');
    expect(await countAll()).toMatchObject({ recounted: 1 });
    await app.db.query('delete from call_session');
    expect(await counts()).toEqual([['answered', 1]]);
  });

  it('does not change the counts if calls of its hour have been deleted meanwhile', async () => {
    const calls = [await oldCall(11 * 24), await oldCall(11 * 24)];
    await countAll();
    // As if a batch of retention had ended between the two calls.
    await app.db.query(
      `update call_session set created_at = created_at + interval '2 days'
                         where session_id = $1`,
      [calls[0]!.sessionId],
    );
    await app.nest.get(RetentionService).run(run);
    await app.db.query(`update call_session set created_at = created_at - interval '2 days'`);
    await calls[0]!.send(answered(calls[0]!));
    expect(await counts()).toEqual([['unknown', 2]]);
    expect(await countAll()).toMatchObject({ recounted: 0 });
    expect(await counts()).toEqual([['unknown', 2]]);
  });
});

describe('call statistics', () => {
  it('are returned even if summaries contain extreme measurements', async () => {
    for (const mos of [1e308, 1e308, 10, 0, '4.5', 3.5]) {
      const call = new ReportedCall(app, booking);
      await call.send(call.handle, answered(call, { callQuality: { mos } }));
    }
    expect(await stats()).toMatchObject([{ key: 'answered', calls: 6, meanMos: 4 }]);
  });

  it('and their job tolerate rows with impossible values', async () => {
    const calls = [await oldCall(72), await oldCall(72), await oldCall(3)];
    for (const call of calls) await call.send(answered(call));
    await app.db.query(`update call_session set mos = 1e308, talk_seconds = -5`);
    expect(await stats()).toMatchObject([{ calls: 3, talkSeconds: 0, meanMos: null }]);
    expect(await countAll()).toMatchObject({ hours: expect.any(Number) });
    await app.db.query(`
      update call_stat set calls = 2147483647, talk_seconds = 9223372036854775807, mos_sum = 1e308`);
    await app.db.query(`
      insert into call_stat select hour, pool_id, virtual_number || at, outcome, calls, talk_seconds,
        mos_sum, mos_calls from call_stat, generate_series(1, 3) at`);
    expect((await stats())[0]).toMatchObject({ key: 'answered', meanMos: null });
  });

  it('count no talk time of missed calls', async () => {
    const held = new ReportedCall(app, booking);
    await held.send(held.handle, answered(held, { callDuration: 10 }));
    const missed = new ReportedCall(app, booking);
    const callB = { ...missed.b, connectedTimestamp: at(7), callDuration: 30 };
    const summary = missed.summary({ sessionStatus: 'NO_ANSWER', details: { callB } });
    await missed.send(missed.handle, summary);
    expect(await missed.record()).toMatchObject({ outcome: 'missed', talkSeconds: null });
    const { text } = await app.get('/v1/calls').set('accept', 'text/csv').expect(200);
    expect(text).not.toMatch(/,30,/);
    const from = new Date(Date.now() - HOUR_MS).toISOString();
    const to = new Date(Date.now() + HOUR_MS).toISOString();
    const { body } = await app.get(`/v1/stats/calls?from=${from}&to=${to}&groupBy=pool`);
    expect(body.items).toMatchObject([{ talkSeconds: 10, meanTalkSeconds: 10 }]);
  });
});
