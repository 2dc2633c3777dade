import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BookingMoveService } from '../../src/booking/lifecycle/booking-move.service.js';
import { ExpiryService } from '../../src/booking/expiry/expiry.service.js';
import { RebalanceService } from '../../src/booking/rebalancing/rebalance.service.js';
import { JobRegistry, type JobRun } from '../../src/platform/jobs/index.js';
import { CallStatsService } from '../../src/status/index.js';
import { SYSTEM_ACCESS } from '../../src/platform/security/index.js';
import { JobRepository } from '../../src/platform/jobs/job.repository.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { RetentionService } from '../../src/platform/jobs/retention/retention.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import {
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const aRun = (shouldContinue = true): JobRun => ({
  signal: new AbortController().signal,
  shouldContinue: async () => shouldContinue,
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { interval: 25 }).toBe(true);
}

describe('the expiry job', () => {
  const run = () => app.nest.get(ExpiryService).run(aRun());
  const storedStatus = async (id: string) => {
    const { rows } = await app.db.query('select status, ended_at from booking where id = $1', [id]);
    return rows[0];
  };
  const routesOf = async (id: string) =>
    (await app.db.query('select from route where booking_id = $1', [id])).rowCount;
  const shift = (id: string, hours: number) =>
    Promise.all([
      app.db.query(
        `update booking set expires_at = expires_at - make_interval(hours => $2) where id = $1`,
        [id, hours],
      ),
      app.db.query(
        `update route set callable_until = callable_until - make_interval(hours => $2),
                reuse_after = reuse_after - make_interval(hours => $2) where booking_id = $1`,
        [id, hours],
      ),
    ]);

  it('expires bookings, deletes routes and PINs after the cool-down, and changes nothing else', async () => {
    const pool = await createPool(app, { policy: { cooldownSeconds: 7200, partyPin: true } });
    const [live, expired, dead] = [
      await createBooking(app, pool.name, { ttlSeconds: 3600 }),
      await createBooking(app, pool.name, { ttlSeconds: 3600 }),
      await createBooking(app, pool.name, { ttlSeconds: 3600 }),
    ];
    await shift(expired.id, 2);
    await shift(dead.id, 4);
    // Two replicas may run the job at once.
    await Promise.all([run(), run()]);
    expect(await storedStatus(live.id)).toMatchObject({ status: 'active', ended_at: null });
    for (const { id } of [expired, dead]) {
      expect(await storedStatus(id)).toMatchObject({
        status: 'expired',
        ended_at: expect.any(Date),
      });
    }
    expect([await routesOf(live.id), await routesOf(expired.id), await routesOf(dead.id)]).toEqual([
      2, 2, 0,
    ]);
    const pins = await app.db.query('select booking_id from party_pin where booking_id = any($1)', [
      [live.id, expired.id, dead.id],
    ]);
    expect(new Set(pins.rows.map((row) => row.booking_id))).toEqual(new Set([live.id, expired.id]));
    expect(connectedTo(await dial(app, live.rider, live.virtualNumber))).toBe(live.driver);
    expectRefusal(await dial(app, expired.rider, expired.virtualNumber), /has ended/);
    const { body } = await app.get(`/v1/bookings/${dead.id}`).expect(200);
    expect(body).toMatchObject({ status: 'expired', callableUntil: expect.any(String) });
  });

  it('works in batches and stops between two of them on request', async () => {
    const pool = await createPool(app, { policy: { cooldownSeconds: 0, graceSeconds: 0 } });
    const { id } = await createBooking(app, pool.name);
    await app.db.query(
      `insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                            metadata)
       select pool_id, gen_random_uuid(), 'bulk-' || n, content_digest, virtual_number_id,
              now() - interval '1 hour' + make_interval(secs => n / 700), '{}'
         from booking cross join generate_series(1, 2200) n where id = $1`,
      [id],
    );
    const service = app.nest.get(ExpiryService);
    let batches = 0;
    const twice: JobRun = {
      signal: new AbortController().signal,
      shouldContinue: async () => batches++ < 1,
    };
    expect((await service.run(twice)).expired).toBeLessThanOrEqual(1000);
    let paceMs = 0;
    const unhurried: JobRun = {
      signal: new AbortController().signal,
      shouldContinue: async (atLeastMs = 0) => {
        paceMs += atLeastMs;
        return true;
      },
    };
    const { expired: rest } = await service.run(unhurried);
    // The job does not pause after the last batch of a pool.
    expect(paceMs).toBeGreaterThanOrEqual((rest - 50) / 16);
    const { rows } = await app.db.query(
      `select count(*)::int as left from booking where status = 'active' and expires_at <= now()`,
    );
    expect(rows).toEqual([{ left: 0 }]);
    expect(rest).toBeGreaterThanOrEqual(1200);
  });
});

describe('rebalancing', () => {
  const rebalance = async (pool: string, query = '') =>
    (await app.post(`/v1/pools/${pool}/rebalance${query}`).expect(200)).body;
  const set = (msisdn: string, change: object) =>
    app.patch(`/v1/virtual-numbers/${msisdn}`, change).expect(200);
  const read = async ({ id }: TestBooking) => (await app.get(`/v1/bookings/${id}`)).body;

  async function crowdedPool(policy: object, bookings: number) {
    const pool = await createPool(app, { numbers: 1, policy: { selection: 'packed', ...policy } });
    const crowd: TestBooking[] = [];
    for (let at = 0; at < bookings; at += 1) crowd.push(await createBooking(app, pool.name));
    const { numbers } = await createPool(app, { numbers: 3 });
    await app.db.query(
      `update virtual_number set ordinal = ordinal + 100,
              pool_id = (select id from pool where name = $1) where msisdn = any($2)`,
      [pool.name, numbers],
    );
    return { pool: pool.name, crowded: pool.numbers[0]!, empty: numbers, crowd };
  }

  it('moves bookings off a draining number, and both the old and the new number connect', async () => {
    const { pool, crowded, crowd, empty } = await crowdedPool({ partyPin: true }, 5);
    const ended = crowd.pop()!;
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    await set(crowded, { state: 'draining' });
    const plan = await rebalance(pool, '?dryRun=true');
    expect(plan).toMatchObject({ before: { toDrain: 4 }, after: { toDrain: 0 } });
    expect(plan.moves.map(({ bookingId }: { bookingId: string }) => bookingId).toSorted()).toEqual(
      crowd.map(({ id }) => id).toSorted(),
    );
    for (const { from, to } of plan.moves) {
      expect(from).toBe(crowded);
      expect(empty).toContain(to);
    }
    expect((await read(crowd[0]!)).virtualNumber).toBe(crowded);

    expect(await rebalance(pool)).toEqual({ moved: 4, stayed: 0 });
    for (const booking of crowd) {
      const { virtualNumber } = await read(booking);
      expect(empty).toContain(virtualNumber);
      for (const dialled of [crowded, virtualNumber]) {
        const answer = await dial(app, booking.rider, dialled);
        expect(answer.callflow.at(-1)).toEqual({
          action: 'makeCall',
          params: { source: virtualNumber, destination: booking.driver },
        });
        expect(connectedTo(await dial(app, booking.driver, dialled))).toBe(booking.rider);
      }
    }
    expect((await read(ended)).virtualNumber).toBe(crowded);
    expect(await rebalance(pool)).toEqual({ moved: 0, stayed: 0 });
    // The old routes end with their booking.
    await app.post(`/v1/bookings/${crowd[0]!.id}/cancel`).expect(200);
    expectRefusal(await dial(app, crowd[0]!.rider, crowded), /has ended/);
  });

  it.each([
    { operationalStatus: 'Unhealthy' },
    { operationalStatus: 'Expiring' },
    { operationalStatus: 'Inactive' },
  ])(
    'moves bookings off a number whose operational status is %j',
    async ({ operationalStatus }) => {
      const { pool, crowded } = await crowdedPool({}, 2);
      await app.db.query('update virtual_number set operational_status = $1 where msisdn = $2', [
        operationalStatus,
        crowded,
      ]);
      expect(await rebalance(pool)).toEqual({ moved: 2, stayed: 0 });
    },
  );

  it('evens out the load only if the policy says so, up to a maximum of moves per run', async () => {
    const { pool, crowd } = await crowdedPool({}, 8);
    expect(await rebalance(pool)).toEqual({ moved: 0, stayed: 0 });
    const policy = { rebalance: 'full', maxMovesPerRun: 4 };
    await app.patch(`/v1/pools/${pool}`, { policy }).expect(200);
    expect(await rebalance(pool)).toEqual({ moved: 4, stayed: 0 });
    expect(await rebalance(pool)).toEqual({ moved: 2, stayed: 0 });
    const numbers = await Promise.all(crowd.map(async (one) => (await read(one)).virtualNumber));
    const counts = [...new Set(numbers)].map((one) => numbers.filter((other) => other === one));
    expect(counts.map((all) => all.length)).toEqual([2, 2, 2, 2]);
    await app.patch(`/v1/pools/${pool}`, { policy: { rebalance: 'off' } }).expect(200);
    await set(numbers[0], { state: 'draining' });
    expect(await rebalance(pool)).toEqual({ moved: 0, stayed: 0 });
  });

  it('never moves a booking to a number that one of its parties has in another booking', async () => {
    const { pool, crowded, crowd, empty } = await crowdedPool({}, 1);
    const [{ rider }] = crowd as [TestBooking];
    for (const virtualNumber of empty.slice(0, 2)) {
      await createBooking(app, pool, { rider, virtualNumber });
    }
    await set(crowded, { state: 'draining' });
    await rebalance(pool);
    expect((await read(crowd[0]!)).virtualNumber).toBe(empty[2]);
    await set(empty[2]!, { state: 'draining' });
    expect(await rebalance(pool)).toEqual({ moved: 0, stayed: 0 });
  });

  it('leaves a booking in place if a race took the new number for one of its parties', async () => {
    const { pool, crowded, crowd, empty } = await crowdedPool({}, 1);
    const [{ id, rider, driver }] = crowd as [TestBooking];
    const [taken, free] = empty as [string, string];
    await createBooking(app, pool, { rider, virtualNumber: taken });
    const { rows } = await app.db.query<{ id: number; msisdn: string; pool_id: string }>(
      'select id, msisdn, pool_id from virtual_number where msisdn = any($1)',
      [[crowded, taken, free]],
    );
    const numberOf = (msisdn: string) => rows.find((row) => row.msisdn === msisdn)!.id;
    const move = (...to: string[]) =>
      app.nest.get(BookingMoveService).moveTo(rows[0]!.pool_id, {
        bookingId: id,
        role: null,
        from: numberOf(crowded),
        to: to.map((msisdn) => ({ id: numberOf(msisdn), capacity: null, country: 'SG' })),
        mustMatchCountry: true,
      });
    expect(await move(taken)).toBeUndefined();
    expect((await read(crowd[0]!)).virtualNumber).toBe(crowded);
    expect(connectedTo(await dial(app, driver, taken))).toBeUndefined();
    expect(await move(taken, free)).toBe(numberOf(free));
    expect((await read(crowd[0]!)).virtualNumber).toBe(free);
    expect(connectedTo(await dial(app, driver, free))).toBe(rider);
    expect(await move(free)).toBeUndefined();
  });

  it('can run twice at once while bookings end and parties are replaced', async () => {
    const { pool, crowded, crowd } = await crowdedPool({}, 30);
    await set(crowded, { state: 'draining' });
    const service = app.nest.get(RebalanceService);
    const changes = crowd.slice(0, 10).map(async ({ id }, at) => {
      if (at % 2) return app.post(`/v1/bookings/${id}/cancel`).expect(200);
      const phoneNumber = newPhone();
      await app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber }).expect(200);
      Object.assign(crowd[at]!, { driver: phoneNumber });
      return undefined;
    });
    const runs = [service.rebalance(pool, SYSTEM_ACCESS), service.rebalance(pool, SYSTEM_ACCESS)];
    await Promise.all(changes);
    const outcomes = await Promise.all(runs);
    const moved = outcomes.reduce((sum, outcome) => sum + outcome.moved, 0);
    // No booking is moved twice.
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThanOrEqual(crowd.length);
    for (let at = 0; at < 3; at += 1) await service.rebalance(pool, SYSTEM_ACCESS);
    for (const [at, booking] of crowd.entries()) {
      const { virtualNumber, status } = await read(booking);
      const reached = connectedTo(await dial(app, booking.rider, virtualNumber));
      expect(reached).toBe(status === 'active' ? booking.driver : undefined);
      expect(status).toBe(at < 10 && at % 2 ? 'cancelled' : 'active');
      if (status === 'active') expect(virtualNumber).not.toBe(crowded);
    }
  });
});

describe('retention', () => {
  it('deletes audit events only if retention is configured for them', async () => {
    const left = async () => (await app.db.query('select from audit_event')).rowCount ?? 0;
    await createPool(app);
    await app.db.query(
      `update audit_event set occurred_at = occurred_at - interval '11 days'
        where id = (select max(id) from audit_event)`,
    );
    const before = await left();
    await app.nest.get(RetentionService).run(aRun());
    expect(await left()).toBe(before);
    const replica = await app.replica({ RETENTION_AUDIT_DAYS: '10' });
    expect(await replica.nest.get(RetentionService).run(aRun())).toMatchObject({ audit: 1 });
    expect(await left()).toBe(before - 1);
  });

  it('deletes old calls and bookings with all their data, and nothing else', async () => {
    const pool = await createPool(app);
    const [old, recent] = [
      await createBooking(app, pool.name),
      await createBooking(app, pool.name),
    ];
    const sessions = await Promise.all(
      [old, recent].map(async (booking) => {
        const { sessionId, messages } = messagesOfCall(booking);
        for (const { path, body } of messages) await app.webhook(path, body).expect(200);
        await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
        return sessionId;
      }),
    );
    await app.webhook('call-status', { payload: { odd: true } }).expect(200);
    await app.db.query(`update booking set ended_at = now() - interval '366 days' where id = $1`, [
      old.id,
    ]);
    await app.db.query(
      `update call_session set created_at = now() - interval '366 days' where session_id = $1`,
      [sessions[0]],
    );
    const service = app.nest.get(RetentionService);
    // The hour of the call has not been counted yet.
    expect(await service.run(aRun())).toMatchObject({ calls: 0 });
    await app.nest.get(CallStatsService).run(aRun());
    // The number is still cooling down for the two parties.
    expect(await service.run(aRun())).toMatchObject({ calls: 1, bookings: 0 });
    await app.db.query(
      `update route set reuse_after = now(), callable_until = now() where booking_id = $1`,
      [old.id],
    );
    await app.db.query(
      `update outbox_event set id = ('018' || substr(id::text, 4))::uuid where booking_id = $1`,
      [old.id],
    );
    await app.db.query(`update webhook_receipt set received_at = now() - interval '31 days'`);
    await app.db.query(`update dead_letter set last_received_at = now() - interval '31 days'`);
    await app.db.query(
      `insert into pin_guard (pool_id, virtual_number_id, caller_index, failures, since)
       values ((select id from pool where name = $1), 0, '\\x00', 1, now() - interval '25 hours')`,
      [pool.name],
    );
    const [own, others] = await Promise.all([service.run(aRun()), service.run(aRun())]);
    const counts = Object.fromEntries(
      Object.entries(own).map(([what, count]) => [what, count + others[what]!]),
    );
    expect(counts, 'by two concurrent runs').toMatchObject({
      calls: 0,
      bookings: 1,
      deadLetters: 1,
      pinGuards: 1,
      audit: 0,
    });
    expect(counts['receipts']).toBeGreaterThanOrEqual(16);
    // The events "created" and "cancelled"; those of the other booking stay.
    expect(counts['events']).toBe(2);
    await app.get(`/v1/bookings/${old.id}`).expect(404);
    await app.get(`/v1/calls/${sessions[0]}`).expect(404);
    await app.get(`/v1/bookings/${recent.id}`).expect(200);
    await app.get(`/v1/calls/${sessions[1]}`).expect(200);
    for (const table of ['call_leg', 'recording', 'call_session']) {
      const { rowCount } = await app.db.query(`select from ${table} where session_id = $1`, [
        sessions[0],
      ]);
      expect(rowCount, table).toBe(0);
    }
    for (const table of ['party', 'route']) {
      const { rowCount } = await app.db.query(`select from ${table} where booking_id = $1`, [
        old.id,
      ]);
      expect(rowCount, table).toBe(0);
    }
  });
});

describe('a scheduled job', () => {
  const jobOf = async (on: TestApp, name: string) => {
    const { body } = await on.get('/v1/jobs').expect(200);
    return body.items.find((job: { name: string }) => job.name === name);
  };
  /** Registers a due job in each of these replicas. */
  async function aJob(replicas: TestApp[], run: (run: JobRun) => Promise<Record<string, number>>) {
    const name = `test-${Math.random().toString(36).slice(2)}`;
    const job = { name, everySeconds: 60, run };
    for (const replica of replicas) replica.nest.get(JobRegistry).add(job);
    await replicas[0]!.nest.get(JobRepository).register([job]);
    return job;
  }
  const runners = (replicas: TestApp[]) => replicas.map((one) => one.nest.get(JobRunner));

  it('runs on one of many replicas, once for each time it is due', async () => {
    const replicas = [app, await app.replica(), await app.replica()];
    let runs = 0;
    const job = await aJob(replicas, async () => ({ runs: (runs += 1) }));
    for (let round = 1; round <= 5; round += 1) {
      await Promise.all(
        [...runners(replicas), ...runners(replicas)].map((runner) => runner.runIfDue(job)),
      );
      expect(runs).toBe(round);
      expect(await jobOf(app, job.name)).toMatchObject({
        completed: round,
        isRunning: false,
        everySeconds: 60,
        lastRun: { outcome: 'done', result: { runs: round }, error: null },
      });
      await app.db.query(`update job set due_at = due_at - interval '1 minute' where name = $1`, [
        job.name,
      ]);
    }
  });

  it('catches up once after missed runs and keeps its schedule', async () => {
    let runs = 0;
    const job = await aJob([app], async () => ({ runs: (runs += 1) }));
    await app.db.query(
      `update job set due_at = date_trunc('second', now()) - interval '605 seconds' where name = $1`,
      [job.name],
    );
    const { rows: before } = await app.db.query('select due_at from job where name = $1', [
      job.name,
    ]);
    const runner = app.nest.get(JobRunner);
    await runner.runIfDue(job);
    await runner.runIfDue(job);
    expect(runs).toBe(1);
    const next = Date.parse((await jobOf(app, job.name)).nextRunAt);
    expect(next).toBeGreaterThan(Date.now());
    expect(next).toBeLessThan(Date.now() + 60_000);
    expect((next - before[0].due_at.getTime()) % 60_000).toBe(0);
  });

  it('is taken over when its replica dies, and a late result of that replica is ignored', async () => {
    const repository = app.nest.get(JobRepository);
    let runs = 0;
    const job = await aJob([app], async () => ({ runs: (runs += 1) }));
    const dead = await repository.claim(job.name, 'a replica that dies');
    expect(dead).toBeDefined();
    await app.nest.get(JobRunner).runIfDue(job);
    expect(runs).toBe(0);
    await app.db.query('update job set lease_until = now() where name = $1', [job.name]);
    await app.nest.get(JobRunner).runIfDue(job);
    expect(runs).toBe(1);
    expect(await repository.renew(dead!)).toBe(false);
    await repository.finish(dead!, 'failed', { error: 'late' }, 60);
    expect(await jobOf(app, job.name)).toMatchObject({ lastRun: { outcome: 'done' } });
  });

  it('stops when another replica has taken over', async () => {
    const goOn: boolean[] = [];
    const job = await aJob([app], async (run) => {
      await app.db.query('update job set fence = fence + 1 where name = $1', [job.name]);
      goOn.push(await run.shouldContinue());
      return { aborted: Number(run.signal.aborted) };
    });
    await app.nest.get(JobRunner).runIfDue(job);
    expect(goOn).toEqual([false]);
  });

  it('reports its failure without the text of the error, and is scheduled again', async () => {
    const phone = newPhone();
    const replica = await app.replica();
    const job = await aJob([replica, app], async () => {
      throw new TypeError(`no such thing as ${phone}`);
    });
    await replica.nest.get(JobRunner).runIfDue(job);
    const state = await jobOf(app, job.name);
    expect(state).toMatchObject({
      completed: 0,
      lastRun: { outcome: 'failed', error: 'TypeError' },
    });
    expect(Date.parse(state.nextRunAt)).toBeGreaterThan(Date.now());
    const logs = replica.logs.lines.join('\n');
    expect(logs).toContain(`job ${job.name} failed: TypeError`);
    expect(logs).not.toContain(phone);
  });

  it("pauses after each batch for a fraction of the batch's duration", async () => {
    const rests: number[] = [];
    const job = await aJob([app], async (run) => {
      for (const batch of [0, 100, 1_200]) {
        await delay(batch);
        const askedAt = performance.now();
        await run.shouldContinue();
        rests.push(performance.now() - askedAt);
      }
      return {};
    });
    await app.nest.get(JobRunner).runIfDue(job);
    // Timers may fire a millisecond early.
    expect(rests[1]).toBeGreaterThan(8);
    expect(rests[2]).toBeGreaterThan(98);
  });

  it('is no faster than its pace', async () => {
    let took = 0;
    const job = await aJob([app], async (run) => {
      const startedAt = performance.now();
      for (let batch = 0; batch < 40; batch += 1) await run.shouldContinue(2.5);
      took = performance.now() - startedAt;
      return {};
    });
    await app.nest.get(JobRunner).runIfDue(job);
    // The first and the last pause may be shorter, and the pace makes up for a few late milliseconds.
    expect(took).toBeGreaterThan(90);
  });

  it('stops after a batch when its replica shuts down, and stays due for another replica', async () => {
    const replica = await app.replica();
    let batches = 0;
    const job = await aJob([replica, app], async (run) => {
      while (await run.shouldContinue()) {
        batches += 1;
        await delay(10);
      }
      return { batches };
    });
    const running = replica.nest.get(JobRunner).runIfDue(job);
    await until(async () => batches > 2);
    await replica.nest.get(JobRunner).stop();
    await running;
    const stoppedAt = batches;
    const state = await jobOf(app, job.name);
    expect(state).toMatchObject({
      completed: 0,
      isRunning: false,
      lastRun: { outcome: 'stopped' },
    });
    expect(Date.parse(state.nextRunAt)).toBeLessThanOrEqual(Date.now());
    await replica.nest.get(JobRunner).runIfDue(job);
    expect(batches).toBe(stoppedAt);
  });

  it('runs on schedule and when an operator asks', async () => {
    const ticking = await app.replica({ JOBS: 'on', JOB_BOOKING_EXPIRY_SECONDS: '1' });
    const before = (await jobOf(app, 'booking-expiry')).completed;
    await until(async () => (await jobOf(ticking, 'booking-expiry')).completed > before + 1);
    const names = (await app.get('/v1/jobs')).body.items.map(({ name }: { name: string }) => name);
    for (const name of [
      'events',
      'booking-expiry',
      'pool-rebalance',
      'pool-sync',
      'call-stats',
      'retention',
    ]) {
      expect(names).toContain(name);
    }
    const { completed } = await jobOf(app, 'retention');
    await app.post('/v1/jobs/retention/run').expect(202);
    await until(async () => (await jobOf(app, 'retention')).completed > completed);
    expect((await app.post('/v1/jobs/none/run').expect(404)).body.code).toBe('job-not-found');
  });

  it('is not started twice', async () => {
    let end: () => void = () => undefined;
    const replica = await app.replica({ JOBS: 'on' });
    const run = () => new Promise<Record<string, number>>((resolve) => (end = () => resolve({})));
    const job = await aJob([replica, app], run);
    await replica.post(`/v1/jobs/${job.name}/run`).expect(202);
    await until(async () => (await jobOf(app, job.name)).isRunning);
    const { body } = await app.post(`/v1/jobs/${job.name}/run`).expect(409);
    expect(body.code).toBe('job-running');
    end();
    await until(async () => !(await jobOf(app, job.name)).isRunning);
  });
});
