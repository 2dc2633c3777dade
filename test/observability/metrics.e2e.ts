import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AssignmentRepository } from '../../src/booking/assignment/assignment.repository.js';
import { GaugePool, HotPathPool, PostgresPool } from '../../src/platform/database/index.js';
import { poolLabels } from '../../src/platform/observability/index.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { signIn } from '../support/console.js';
import { deferred } from '../support/deferred.js';
import { runJob } from '../support/job-runs.js';
import { expectCounts, MetricsSample } from '../support/metrics.js';
import {
  bookingRequest,
  callReceived,
  createBooking,
  createPool,
  newPhone,
} from '../support/scenario.js';
import { createTextPool, inboundText, startTexts } from '../support/texts.js';
import { deliverAll, subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let app: TestApp;
let stop: () => Promise<void>;
beforeAll(async () => {
  // Other tests of this worker had pools too.
  poolLabels.clear();
  ({ app, stop } = await startTexts(TO_LOOPBACK));
});
afterAll(() => stop());

const REQUESTS = 'maskline_http_requests_total';
const DURATIONS = 'maskline_http_request_duration_seconds_count';
const sample = () => MetricsSample.of(app);
const call = (from: string, to: string) => app.webhook('call-action', callReceived(from, to));

describe('requests, errors and durations', () => {
  it('are counted by surface', async () => {
    const console = await signIn(app, ADMIN_API_KEY);
    await expectCounts(app, async () => {
      await app.get('/v1/pools').expect(200);
      await app.as('wrong').get('/v1/pools').expect(401);
      await console.send('get', '/v1/pools').expect(200);
      await request(app.url).get('/console/session').set('cookie', console.cookie);
      await request(app.url).get('/twilio/v1/Services').expect(401);
      await app.webhook('call-status', {}).expect(200);
      await call(newPhone(), newPhone()).expect(200);
      await app.webhook('sms', {}).expect(200);
      await request(app.url).post('/webhooks/8x8/sms').expect(401);
    }, [
      [REQUESTS, { surface: 'admin', status: '2xx' }, 1],
      [REQUESTS, { surface: 'admin', status: '4xx' }, 1],
      [DURATIONS, { surface: 'admin' }, 2],
      [DURATIONS, { surface: 'console' }, 2],
      [REQUESTS, { surface: 'twilio', status: '4xx' }, 1],
      [REQUESTS, { surface: 'voice-webhooks', status: '2xx' }, 1],
      ['maskline_call_handle_duration_seconds_count', 1],
      [REQUESTS, { surface: 'sms-webhooks', status: '2xx' }, 1],
      [REQUESTS, { surface: 'sms-webhooks', status: '4xx' }, 1],
    ]);
  });

  it('include requests that are refused under overload, and those whose client has gone', async () => {
    const full = await app.replica({}, { httpLimits: { publicPerSecond: 0, publicInFlight: 0 } });
    await expectCounts(app, () => full.as(undefined).get('/v1/pools').expect(503), [
      [REQUESTS, { surface: 'admin', status: '5xx' }, 1],
    ]);
    await full.stop();
    const statement = deferred<never>();
    const asked = deferred<void>();
    const database = app.nest.get(PostgresPool);
    database.run = () => {
      asked.resolve();
      return statement.promise;
    };
    await expectCounts(app, async () => {
      const pending = app.get('/v1/jobs');
      pending.catch(() => undefined);
      await asked.promise;
      pending.abort();
    }, [[REQUESTS, { surface: 'admin', status: 'cut-off' }, 1]]);
    statement.reject(new Error('the client has gone'));
    Reflect.deleteProperty(database, 'run');
  });
});

describe('decisions', () => {
  it('of calls are counted by pool', async () => {
    const pool = await createPool(app);
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    await sample();
    await expectCounts(app, async () => {
      await call(rider, virtualNumber);
      await call(newPhone(), virtualNumber);
      await call(rider, newPhone());
    }, [
      ['maskline_pool_call_decisions_total', { pool: pool.name, decision: 'connect' }, 1],
      ['maskline_pool_call_decisions_total', { pool: pool.name, decision: 'refuse' }, 1],
      ['maskline_pool_call_decisions_total', { pool: 'none', decision: 'refuse' }, 1],
    ]);
  });

  it('on texts are counted by pool', async () => {
    const pool = await createTextPool(app);
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    await sample();
    await expectCounts(app, async () => {
      await app.webhook('sms', inboundText(rider, virtualNumber, 'hello')).expect(200);
      await app.webhook('sms', inboundText(newPhone(), virtualNumber, 'hello')).expect(200);
    }, [
      ['maskline_pool_text_decisions_total', { pool: pool.name, decision: 'forward' }, 1],
      ['maskline_pool_text_decisions_total', { pool: pool.name, decision: 'refuse' }, 1],
    ]);
  });

  it('are followed by the outcomes of the latest calls', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const { sessionId, messages } = messagesOfCall(booking);
    const handle = callReceived(booking.rider, booking.virtualNumber, { sessionId });
    await app.webhook('call-action', handle).expect(200);
    const count = async (outcome: string) =>
      (await sample()).find('maskline_pool_recent_calls', { pool: pool.name, outcome });
    expect(await count('in-progress')).toBe(1);
    for (const { path, body } of messages) await app.webhook(path, body).expect(200);
    expect(await count('answered')).toBe(1);
    expect(await count('in-progress')).toBeUndefined();
  });
});

describe('assignments', () => {
  const ASSIGNMENTS = 'maskline_pool_assignments_total';

  it('are counted by pool and outcome', async () => {
    const pool = await createPool(app, { numbers: 1 });
    await sample();
    const rider = newPhone();
    const first = bookingRequest(pool.name, { rider, reference: randomUUID() });
    await expectCounts(app, async () => {
      await app.post('/v1/bookings', first).expect(201);
      await app.post('/v1/bookings', first).expect(200);
      await app.post('/v1/bookings', bookingRequest(pool.name, { rider })).expect(409);
      await app
        .post('/v1/bookings/batch', { bookings: [bookingRequest(pool.name, {})] })
        .expect(200);
    }, [
      [ASSIGNMENTS, { pool: pool.name, outcome: 'created' }, 2],
      [ASSIGNMENTS, { pool: pool.name, outcome: 'existed' }, 1],
      [ASSIGNMENTS, { pool: pool.name, outcome: 'exhausted' }, 1],
    ]);
  });

  it('count the numbers that another booking took first', async () => {
    const pool = await createPool(app);
    await sample();
    const repository = app.nest.get(AssignmentRepository);
    repository.insert = async (booking) => {
      Reflect.deleteProperty(repository, 'insert');
      void booking;
      return undefined;
    };
    await expectCounts(app, () => createBooking(app, pool.name), [
      ['maskline_assignment_retries_total', 1],
      [ASSIGNMENTS, { pool: pool.name, outcome: 'created' }, 1],
    ]);
  });
});

describe('the numbers of a pool', () => {
  it('are shown by state, with the bookings and the peak over the mean', async () => {
    const pool = await createPool(app, { numbers: 5 });
    const [first, second, third] = pool.numbers as [string, string, string];
    const change = (msisdn: string, body: object) =>
      app.patch(`/v1/virtual-numbers/${encodeURIComponent(msisdn)}`, body).expect(200);
    for (const virtualNumber of [first, first, first, second]) {
      await createBooking(app, pool.name, { virtualNumber });
    }
    await change(second, { maxActiveBookings: 1 });
    await change(third, { state: 'disabled' });
    await change(pool.numbers[3]!, { reserved: true });
    const page = await sample();
    const numbers = (state: string) =>
      page.find('maskline_pool_numbers', { pool: pool.name, state });
    expect(['free', 'full', 'reserved', 'unavailable'].map(numbers)).toEqual([2, 1, 1, 1]);
    expect(page.find('maskline_pool_active_bookings', { pool: pool.name })).toBe(4);
    // 3, 1 and 0 bookings on the numbers that Maskline may choose.
    expect(page.find('maskline_pool_peak_over_mean', { pool: pool.name })).toBeCloseTo(3 / (4 / 3));
  });

  it('of a pool without bookings have no peak', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const page = await sample();
    expect(page.find('maskline_pool_numbers', { pool: pool.name, state: 'free' })).toBe(2);
    expect(page.find('maskline_pool_peak_over_mean', { pool: pool.name })).toBeUndefined();
  });
});

describe('jobs', () => {
  it('are counted by outcome, with their duration', async () => {
    await expectCounts(app, async () => {
      await runJob(app, 'booking-expiry');
      await app.db.query('alter table booking rename to booking_away');
      await runJob(app, 'booking-expiry');
      await app.db.query('alter table booking_away rename to booking');
    }, [
      ['maskline_job_runs_total', { job_name: 'booking-expiry', outcome: 'done' }, 1],
      ['maskline_job_runs_total', { job_name: 'booking-expiry', outcome: 'failed' }, 1],
      ['maskline_job_duration_seconds_count', { job_name: 'booking-expiry' }, 2],
    ]);
  });

  it('show for how long nobody has run them', async () => {
    // It runs no jobs.
    const idle = await startApp();
    const lag = async () =>
      (await MetricsSample.of(idle)).find('maskline_job_lag_seconds', { job_name: 'retention' });
    const change = (to: string) => idle.db.query(`update job set ${to} where name = 'retention'`);
    await change('due_at = null');
    expect(await lag()).toBe(0);
    await change(`due_at = now() - interval '5 minutes', lease_until = now() + interval '1 hour'`);
    expect(await lag()).toBe(0);
    await change(`lease_until = now() - interval '1 minute'`);
    expect(await lag()).toBeCloseTo(60, -1);
    await change('lease_until = null');
    expect(await lag()).toBeCloseTo(300, -1);
    await idle.stop();
  });
});

describe('queues', () => {
  it('of events show how many wait', async () => {
    const waiting = async () => (await sample()).find('maskline_event_deliveries_waiting');
    expect(await waiting()).toBe(0);
    const pool = await createPool(app);
    await subscribe(app, { url: 'http://127.0.0.1:9/' }, { pools: [pool.name] });
    await createBooking(app, pool.name);
    expect(await waiting()).toBe(1);
    await deliverAll(app);
    expect(await waiting()).toBe(1);
  });

  it('of texts show how many wait, and for how long', async () => {
    const pool = await createTextPool(app);
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    await app.webhook('sms', inboundText(rider, virtualNumber, 'hello')).expect(200);
    await app.db.query(
      `update message set queued_at = now() - interval '90 seconds' where state = 'forwarding'`,
    );
    const page = await sample();
    expect(page.find('maskline_texts_waiting')).toBeGreaterThanOrEqual(1);
    expect(page.find('maskline_oldest_waiting_text_seconds')).toBeCloseTo(90, -1);
  });
});

describe('connections to the database', () => {
  it('are shown by use, with those who wait', async () => {
    const hotPath = app.nest.get(HotPathPool);
    const { max } = hotPath.options;
    const clients = await Promise.all(Array.from({ length: max }, () => hotPath.connect()));
    const waiter = hotPath.connect();
    const page = await sample();
    const calls = { use: 'calls' };
    expect(page.find('maskline_database_connections', { ...calls, state: 'in-use' })).toBe(max);
    expect(page.find('maskline_database_connections_limit', calls)).toBe(max);
    expect(page.find('maskline_database_connection_waiters', calls)).toBe(1);
    for (const client of clients) client.release();
    (await waiter).release();
    const after = await sample();
    expect(after.find('maskline_database_connection_waiters', calls)).toBe(0);
    for (const use of ['statements', 'entities', 'gauges']) {
      expect(after.find('maskline_database_connections_limit', { use })).toBeGreaterThan(0);
    }
  });

  it('of requests are not used for gauges', async () => {
    const pool = await createPool(app);
    const database = app.nest.get(PostgresPool);
    const { max } = database.options;
    const clients = await Promise.all(Array.from({ length: max }, () => database.connect()));
    const page = await sample();
    for (const client of clients) client.release();
    expect(page.find('maskline_pool_numbers', { pool: pool.name, state: 'free' })).toBe(3);
    expect(page.find('maskline_oldest_undelivered_event_seconds')).not.toBeNaN();
    expect(page.find('maskline_pools_with_held_sync')).toBe(0);
  });
});

describe('a database that does not answer', () => {
  it('costs a page a second, and its gauges their values', async () => {
    const gauges = app.nest.get(GaugePool);
    const startedAt = performance.now();
    const failures: (() => void)[] = [];
    gauges.run = () =>
      new Promise((_resolve, reject) => {
        failures.push(() => reject(new Error('silent')));
      });
    await sample();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const fail of failures) fail();
    gauges.run = () => Promise.reject(new Error('gone'));
    const page = await sample();
    Reflect.deleteProperty(gauges, 'run');
    expect(
      page.of('maskline_gauge_reads_total', { group: 'pools', outcome: 'failed' }),
    ).toBeGreaterThan(0);
    expect(page.find('maskline_texts_waiting')).toBeNaN();
    expect(page.series.filter((name) => name.startsWith('maskline_pool_numbers'))).toEqual([]);
    expect((await sample()).find('maskline_texts_waiting')).not.toBeNaN();
  });

  it('ends a slow statement of the gauges', async () => {
    const query = { name: 'slow', text: 'select pg_sleep(30)', values: [] };
    await expect(app.nest.get(GaugePool).run(query)).rejects.toThrow('statement timeout');
  });
});

describe('the page', () => {
  it('names the build, and the delay of the event loop', async () => {
    const page = await sample();
    const { body } = await app.get('/openapi.json').expect(200);
    const labels = { version: body.info.version, node: process.version };
    expect(page.find('maskline_build_info', labels)).toBe(1);
    expect(page.find('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });

  it('has a bounded number of series, whatever pools there are', async () => {
    await app.db.query(
      `insert into pool
       select (jsonb_populate_record(null::pool, to_jsonb(p) || jsonb_build_object(
                'id', gen_random_uuid(), 'name', 'many-' || lpad(n::text, 4, '0')))).*
         from (select * from pool limit 1) p cross join generate_series(1, 300) n`,
    );
    const page = await sample();
    const pools = new Set(
      page.series.flatMap((name) => /[{,]pool="([^"]*)"/.exec(name)?.[1] ?? []),
    );
    expect(pools.size).toBeLessThanOrEqual(102);
    expect(page.series.length).toBeLessThan(5_000);
    const perMetric = new Map<string, number>();
    for (const name of page.series) {
      const metric = name.replace(/\{.*/, '');
      perMetric.set(metric, (perMetric.get(metric) ?? 0) + 1);
    }
    for (const [metric, series] of perMetric) expect(series, metric).toBeLessThan(102 * 8);
  });
});
