import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import {
  expectSetAside,
  jobOf,
  JOBS_ON_REQUEST,
  retrySetAside,
  runJob,
  setAsideOf,
} from '../support/job-runs.js';
import { PHASES, statesOf } from '../support/key-rotation.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import {
  createBooking,
  createPool,
  newPhone,
  type TestBooking,
  type TestPool,
} from '../support/scenario.js';
import type { TestApp } from '../support/app.js';
import { subscribe, TO_LOOPBACK, WebhookReceiver } from '../support/servers/webhook-receiver.js';

let platform: Platform;
let app: TestApp;
beforeAll(async () => {
  platform = await startPlatform(2, {
    ...JOBS_ON_REQUEST,
    ...TO_LOOPBACK,
    RETENTION_AUDIT_DAYS: '10',
  });
  app = platform.app;
});
afterAll(() => platform.stop());

/** Functions that remove the obstacles of a failed test. */
const obstacles: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of obstacles.splice(0)) await remove();
  await app.db.query('truncate pool, job_set_aside, event_subscription cascade');
});

/**
 * Adds a constraint that fails for exactly these rows.
 * @returns a function that removes it
 */
async function refuse(table: string, condition: string): Promise<() => Promise<unknown>> {
  const repair = () =>
    app.db.query(`alter table ${table} drop constraint if exists refused_by_test`);
  obstacles.push(repair);
  await app.db.query(
    `alter table ${table} add constraint refused_by_test check (not (${condition})) not valid`,
  );
  return repair;
}

const REFUSED = /code=23514 constraint=refused_by_test$/;

async function createBookings(pool: TestPool, count: number): Promise<TestBooking[]> {
  const bookings: TestBooking[] = [];
  for (let at = 0; at < count; at += 1) bookings.push(await createBooking(app, pool.name));
  return bookings;
}

async function ids(query: string): Promise<string[]> {
  const { rows } = await app.db.query<{ id: string }>(query);
  return rows.map(({ id }) => id).toSorted();
}
const idsOf = (bookings: TestBooking[]): string[] => bookings.map(({ id }) => id).toSorted();

describe('a row that fails in the expiry job', () => {
  const EXPIRE = `
    update booking set expires_at = now() - interval '1 hour' + random() * interval '1 minute'
     where status = 'active'`;
  const expired = () => ids(`select id from booking where status = 'expired'`);

  it.each([1, 3])('lets all others expire, with %i failing among them', async (bad) => {
    const pool = await createPool(app, { policy: { cooldownSeconds: 7200 } });
    const bookings = await createBookings(pool, 9);
    await app.db.query(EXPIRE);
    const broken = bookings.slice(2, 2 + bad);
    const list = broken.map(({ id }) => `'${id}'`).join();
    const repair = await refuse('booking', `id in (${list}) and status = 'expired'`);
    await expectSetAside(app, 'booking-expiry', {
      items: broken.map(({ id }) => `booking:${id}`),
      reason: REFUSED,
      repair: async () => {
        expect(await expired()).toEqual(
          idsOf(bookings.filter((booking) => !broken.includes(booking))),
        );
        await repair();
      },
    });
    expect(await expired()).toEqual(idsOf(bookings));
  });

  it('lets all other expired routes and PINs be deleted', async () => {
    const pool = await createPool(app, { policy: { cooldownSeconds: 0, partyPin: true } });
    const [badRoutes, badPins] = (await createBookings(pool, 5)) as [TestBooking, TestBooking];
    await app.db.query(EXPIRE);
    await app.db.query(
      `update route set callable_until = now() - interval '1 hour',
              reuse_after = now() - interval '1 hour'`,
    );
    // Other tables refer to these rows, so that they cannot be deleted.
    await app.db.query(`
      create table kept_routes as
        select caller_index, virtual_number_id, pool_id from route
         where booking_id = '${badRoutes.id}';
      alter table kept_routes add constraint kept_route
        foreign key (caller_index, virtual_number_id, pool_id) references route;
      create table kept_pins as
        select pin_index, virtual_number_id, pool_id from party_pin
         where booking_id = '${badPins.id}';
      alter table kept_pins add constraint kept_pin
        foreign key (pin_index, virtual_number_id, pool_id) references party_pin`);
    const repair = () => app.db.query('drop table if exists kept_routes, kept_pins');
    obstacles.push(repair);
    const left = (table: string) => ids(`select distinct booking_id as id from ${table}`);
    await expectSetAside(app, 'booking-expiry', {
      items: [`routes:${badRoutes.id}`, `pins:${badPins.id}`],
      reason: /code=23503 constraint=kept_(route|pin)$/,
      repair: async () => {
        expect(await left('route')).toEqual([badRoutes.id]);
        expect(await left('party_pin')).toEqual(idsOf([badRoutes, badPins]));
        await repair();
      },
    });
    expect(await left('route')).toEqual([]);
    expect(await left('party_pin')).toEqual([]);
  });

  it('counts as a fault of the job if all rows fail: the job stops after 100 and says why', async () => {
    const pool = await createPool(app, { policy: { cooldownSeconds: 7200 } });
    const { id } = await createBooking(app, pool.name);
    await app.db.query(
      `insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                            metadata)
       select pool_id, gen_random_uuid(), 'bulk-' || n, content_digest, virtual_number_id,
              now() - interval '1 hour', '{}'
         from booking cross join generate_series(1, 120) n where id = $1`,
      [id],
    );
    const repair = await refuse('booking', `status = 'expired'`);
    const failed = await runJob(app, 'booking-expiry');
    const reason = 'error code=23514 constraint=refused_by_test';
    expect(failed.lastRun).toMatchObject({
      outcome: 'failed',
      error: `more than 100 items fail in one run; the last failed with ${reason}`,
    });
    expect(failed.setAside).toBe(100);
    await repair();
    expect(await retrySetAside(app, 'booking-expiry')).toBe(100);
    expect((await runJob(app, 'booking-expiry')).lastRun).toMatchObject({
      outcome: 'done',
      result: { expired: 120, setAside: 0 },
    });
  }, 120_000);

  it('is not set aside if the statement is wrong', async () => {
    const pool = await createPool(app);
    await createBookings(pool, 1);
    await app.db.query('alter table booking rename column ended_at to renamed_by_test');
    const repair = async () => {
      const { rowCount } = await app.db.query(
        `select from information_schema.columns where column_name = 'renamed_by_test'`,
      );
      if (rowCount)
        await app.db.query('alter table booking rename column renamed_by_test to ended_at');
    };
    obstacles.push(repair);
    const { lastRun, setAside } = await runJob(app, 'booking-expiry');
    expect(lastRun).toMatchObject({ outcome: 'failed', error: 'error 42703' });
    expect(setAside).toBe(0);
  });
});

describe('a row that fails in the retention job', () => {
  /** For each table the kind of an item, and its id as SQL. */
  const TABLES = {
    booking: { kind: 'booking', id: 'id::text' },
    call_session: { kind: 'call', id: 'session_id' },
    outbox_event: { kind: 'event', id: 'id::text' },
    webhook_receipt: {
      kind: 'receipt',
      id: `encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex')`,
    },
    dead_letter: { kind: 'dead-letter', id: `encode(sha256(digest), 'hex')` },
    audit_event: { kind: 'audit-event', id: 'id::text' },
    pin_guard: {
      kind: 'pin-guard',
      id: `encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex')`,
    },
  };

  async function age(): Promise<void> {
    await app.db.query(`
      delete from route;
      update booking set ended_at = now() - interval '366 days';
      update call_session set created_at = now() - interval '366 days';
      insert into call_stat_hour
        select distinct date_trunc('hour', created_at, 'UTC') from call_session
        on conflict do nothing;
      update outbox_event set id = ('018' || substr(id::text, 4))::uuid;
      update webhook_receipt set received_at = now() - interval '31 days';
      update dead_letter set last_received_at = now() - interval '31 days';
      update audit_event set occurred_at = now() - interval '11 days';
      insert into pin_guard (pool_id, virtual_number_id, caller_index, failures, since)
      select id, n, '\\x00', 1, now() - interval '2 days'
        from pool cross join generate_series(1, 3) n`);
  }

  it('lets all others be deleted, in every table', async () => {
    const pool = await createPool(app);
    for (const booking of await createBookings(pool, 3)) {
      for (const { path, body } of messagesOfCall(booking).messages) {
        await app.webhook(path, body).expect(200);
      }
      await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
      await app.webhook('call-status', { payload: { odd: booking.id } }).expect(200);
    }
    await age();
    const phone = newPhone();
    await app.db.query(`
      create function refuse_by_test() returns trigger language plpgsql as
        $$ begin raise exception 'this is ${phone}'; end $$`);
    const repair = () => app.db.query('drop function if exists refuse_by_test cascade');
    obstacles.push(repair);
    const items: string[] = [];
    const left = (table: string, id: string) => ids(`select ${id} as id from ${table}`);
    for (const [table, { kind, id }] of Object.entries(TABLES)) {
      const [first] = await left(table, id);
      items.push(`${kind}:${first}`);
      await app.db.query(`
        create trigger refused_by_test before delete on ${table} for each row
          when (${id.replaceAll(/\b(id::|session_id|message_key|pool_id|digest\)|caller_index|virtual_number_id)/g, 'old.$1')} = '${first}')
          execute function refuse_by_test()`);
    }
    await expectSetAside(app, 'retention', {
      items,
      reason: /^error code=P0001$/,
      repair: async () => {
        for (const [table, { kind, id }] of Object.entries(TABLES)) {
          const all = await left(table, id);
          const some = table === 'audit_event' ? all.slice(0, 1) : all;
          expect(some.map((one) => `${kind}:${one}`)).toEqual([
            items.find((item) => item.startsWith(`${kind}:`)),
          ]);
        }
        const answers = [
          (await app.get('/v1/jobs')).text,
          (await app.get('/v1/jobs/retention/set-aside')).text,
        ];
        expect([...answers, ...app.logs.lines].join('\n')).not.toContain(phone);
        await repair();
      },
    });
    for (const [table, { id }] of Object.entries(TABLES)) {
      if (table !== 'audit_event') expect(await left(table, id), table).toEqual([]);
    }
  });
});

describe('an hour that fails in the call-stats job', () => {
  /** Creates three calls in past hours that have not been counted. */
  async function callsOfThreeHours(): Promise<{ sessions: string[]; hours: string[] }> {
    const pool = await createPool(app);
    const sessions: string[] = [];
    const hours: string[] = [];
    await app.db.query('truncate call_session, call_stat_hour, call_stat_recount cascade');
    for (const [at, booking] of (await createBookings(pool, 3)).entries()) {
      const { sessionId, messages } = messagesOfCall(booking);
      for (const { path, body } of messages) await app.webhook(path, body).expect(200);
      const { rows } = await app.db.query<{ hour: Date }>(
        `update call_session
            set created_at = date_trunc('hour', now(), 'UTC') - make_interval(hours => $2)
          where session_id = $1 returning created_at as hour`,
        [sessionId, 100 - at],
      );
      sessions.push(sessionId);
      hours.push(rows[0]!.hour.toISOString());
    }
    await app.db.query('truncate call_stat_recount');
    return { sessions, hours };
  }
  const counted = async () => {
    const { rows } = await app.db.query(
      'select hour, sum(calls)::integer as calls from call_stat group by hour order by hour',
    );
    return rows.map(({ hour, calls }) => [hour.toISOString(), calls]);
  };

  it('lets all other hours be counted, also later ones', async () => {
    const { hours } = await callsOfThreeHours();
    const repair = await refuse('call_stat', `hour = '${hours[1]}'`);
    await expectSetAside(app, 'call-stats', {
      items: [`hour:${hours[1]}`],
      reason: REFUSED,
      repair: async () => {
        expect(await counted()).toEqual([
          [hours[0], 1],
          [hours[2], 1],
        ]);
        await repair();
      },
    });
    expect(await counted()).toEqual(hours.map((hour) => [hour, 1]));
    // The hours from 100 to 26 hours ago, without a gap.
    expect(await ids('select hour::text as id from call_stat_hour')).toHaveLength(75);
  });

  it('lets all other hours be recounted', async () => {
    const { sessions, hours } = await callsOfThreeHours();
    await runJob(app, 'call-stats');
    const [, ...others] = sessions;
    await app.db.query(`update call_session set created_at = $2 where session_id = any($1)`, [
      others,
      hours[2],
    ]);
    await app.db.query('insert into call_stat_recount select unnest($1::timestamptz[])', [hours]);
    const repair = await refuse('call_stat', `hour = '${hours[2]}'`);
    await expectSetAside(app, 'call-stats', {
      items: [`recount:${hours[2]}`],
      reason: REFUSED,
      repair: async () => {
        expect(await counted()).toEqual([
          [hours[0], 1],
          [hours[2], 1],
        ]);
        await repair();
      },
    });
    expect(await counted()).toEqual([
      [hours[0], 1],
      [hours[2], 2],
    ]);
  });
});

describe('a booking that fails in the rebalancing job', () => {
  it('lets all others be moved', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const bookings = await createBookings(pool, 5);
    const { numbers } = await createPool(app, { numbers: 2 });
    await app.db.query(
      `update virtual_number set ordinal = ordinal + 100,
              pool_id = (select id from pool where name = $1) where msisdn = any($2)`,
      [pool.name, numbers],
    );
    await app.patch(`/v1/virtual-numbers/${pool.numbers[0]}`, { state: 'draining' }).expect(200);
    const [broken] = bookings as [TestBooking];
    const damage = () =>
      app.db.query(
        `update party set number_ciphertext = set_byte(number_ciphertext, 20,
           get_byte(number_ciphertext, 20) # 1) where booking_id = $1 and role = 'rider'`,
        [broken.id],
      );
    await damage();
    const moved = () =>
      ids(`select b.id from booking b join virtual_number n on n.id = b.virtual_number_id
            where n.state <> 'draining'`);
    await expectSetAside(app, 'pool-rebalance', {
      items: [`booking:${broken.id}`],
      reason: /^DecryptionFailedError$/,
      repair: async () => {
        expect(await moved()).toEqual(idsOf(bookings.slice(1)));
        await damage();
      },
    });
    expect(await moved()).toEqual(idsOf(bookings));
  });
});

describe('a sub-account that fails in the pool-sync job', () => {
  it('lets the others be synced', async () => {
    const broken = await createPool(app, { numbers: 0 });
    // 8x8 does not know this sub-account, so its failure shows that the sync reached it.
    await createPool(app, { numbers: 0, subAccountId: 'another_one' });
    const [pool] = await ids(`select id from pool where name = '${broken.name}'`);
    const repair = await refuse('virtual_number', `msisdn = '${platform.numbers[0]}'`);
    await expectSetAside(app, 'pool-sync', {
      items: [`pool:${pool}`],
      reason: REFUSED,
      repair: async () => {
        const { lastRun } = await jobOf(app, 'pool-sync');
        expect(lastRun!.result).toMatchObject({ failed: 1 });
        await repair();
      },
    });
    expect(await ids('select msisdn as id from virtual_number')).toEqual(
      platform.numbers.toSorted(),
    );
  });
});

describe('a delivery that fails in the events job', () => {
  let receiver: WebhookReceiver;
  afterEach(() => receiver.close());

  const eventOf = async ({ id }: TestBooking): Promise<string> =>
    (await ids(`select id from outbox_event where booking_id = '${id}'`))[0]!;

  it.each([
    ['claimed', 'claim is not null'],
    ['recorded', `status = 'delivered'`],
  ])('because it cannot be %s lets all others be sent', async (_what, change) => {
    receiver = await WebhookReceiver.start();
    const endpoint = await subscribe(app, receiver);
    const pool = await createPool(app, { numbers: 8 });
    const bookings = await createBookings(pool, 5);
    const [broken] = bookings as [TestBooking];
    const event = await eventOf(broken);
    const repair = await refuse('event_delivery', `event_id = '${event}' and ${change}`);
    await expectSetAside(app, 'events', {
      items: [`delivery:${event}/${endpoint.id}`],
      reason: REFUSED,
      repair: async () => {
        expect(
          await ids(`select event_id as id from event_delivery where status <> 'delivered'`),
        ).toEqual([event]);
        // Later events of its booking do not wait for it.
        await app.post(`/v1/bookings/${broken.id}/cancel`).expect(200);
        await runJob(app, 'events');
        expect(receiver.types).toContain('booking.cancelled');
        await repair();
        await app.db.query('update event_delivery set claim = null, claimed_until = null');
      },
    });
    expect(
      await ids(`select event_id as id from event_delivery where status <> 'delivered'`),
    ).toEqual([]);
    expect(receiver.received.map(({ event: sent }) => sent.id)).toContain(event);
  });

  it("because its subscription's secret cannot be decrypted lets the others be sent", async () => {
    receiver = await WebhookReceiver.start();
    await subscribe(app, receiver);
    const broken = await subscribe(app, receiver);
    await app.db.query(
      `update event_subscription set secret_ciphertext = '' where id = '${broken.id}'`,
    );
    const pool = await createPool(app);
    const [booking] = (await createBookings(pool, 1)) as [TestBooking];
    const { lastRun } = await runJob(app, 'events');
    expect(lastRun).toMatchObject({ outcome: 'done', result: { delivered: 1, failed: 1 } });
    const { body } = await app.get(`/v1/events/${await eventOf(booking)}`).expect(200);
    expect(
      body.deliveries.find((one: { subscriptionId: string }) => one.subscriptionId === broken.id),
    ).toMatchObject({ status: 'pending', lastError: 'secret-unreadable' });
  });
});

describe('the list of items that a job has set aside', () => {
  const put = (item: string, age: number) =>
    app.db.query(
      `insert into job_set_aside (job, item, reason, first_at, next_try_at)
       values ('retention', $1, 'error code=23503', now() - make_interval(mins => $2), now())`,
      [item, age],
    );

  it('is read in pages, newest first', async () => {
    const items = Array.from({ length: 5 }, (_, at) => `booking:${randomUUID()}-${at}`);
    for (const [at, item] of items.entries()) await put(item, at);
    const found: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await app
        .get(`/v1/jobs/retention/set-aside?limit=2${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      found.push(...body.items.map(({ item }: { item: string }) => item));
      cursor = body.nextCursor;
    }
    expect(found).toEqual(items);
    expect(cursor).toBeNull();
    const forged = Buffer.from('2026-13-45 00:00:00+00|booking:x').toString('base64url');
    const { body } = await app.get(`/v1/jobs/retention/set-aside?cursor=${forged}`).expect(400);
    expect(body.code).toBe('invalid-cursor');
  });

  it('shows no phone number that 8x8 put into a session id', async () => {
    const phone = newPhone();
    await put(`call:${phone}`, 0);
    const [item] = await setAsideOf(app, 'retention');
    expect(item!.item).toBe('call:••••');
  });

  it('exists only for known jobs', async () => {
    for (const send of [
      app.get('/v1/jobs/none/set-aside'),
      app.post('/v1/jobs/none/set-aside/retry'),
    ]) {
      expect((await send.expect(404)).body.code).toBe('job-not-found');
    }
  });

  it('is counted in the metrics, and a retry is recorded in the audit trail', async () => {
    await put(`booking:${randomUUID()}`, 0);
    const pool = await createPool(app, { policy: { cooldownSeconds: 7200 } });
    const [booking] = (await createBookings(pool, 1)) as [TestBooking];
    await app.db.query(`update booking set expires_at = now() - interval '1 hour'`);
    await refuse('booking', `id = '${booking.id}' and status = 'expired'`);
    await runJob(app, 'booking-expiry');
    const { text } = await app.get('/metrics');
    expect(text).toContain('maskline_job_set_aside{job_name="booking-expiry"} 1');
    expect(text).toContain('maskline_job_set_aside{job_name="retention"} 1');
    expect(text).toMatch(/maskline_job_items_set_aside_total\{job_name="booking-expiry"\} [1-9]/);
    await retrySetAside(app, 'retention');
    const { body } = await app.get('/v1/audit-events?action=job.retry-set-aside').expect(200);
    expect(body.items[0]).toMatchObject({ outcome: 'done', objectId: 'retention' });
  });
});

// Keep this test last: the app cannot follow the key rotation.
describe('an item that fails in the number-keys job', () => {
  it('delays the rotation of the key, and nothing else', async () => {
    const pool = await createPool(app);
    const bookings = await createBookings(pool, 4);
    const [unreadable, empty, unwritable] = bookings as [TestBooking, TestBooking, TestBooking];
    const damage = () =>
      app.db.query(
        `update route set callee_ciphertext = set_byte(callee_ciphertext, 20,
           get_byte(callee_ciphertext, 20) # 1) where booking_id = $1 and caller_role = 'rider'`,
        [unreadable.id],
      );
    await damage();
    const { rows } = await app.db.query<{ was: Buffer }>(
      `select callee_ciphertext as was from route where booking_id = $1 and caller_role = 'rider'`,
      [empty.id],
    );
    const setRoute = (ciphertext: Buffer) =>
      app.db.query(
        `update route set callee_ciphertext = $2 where booking_id = $1 and caller_role = 'rider'`,
        [empty.id, ciphertext],
      );
    await setRoute(Buffer.alloc(0));
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    const first = await runJob(both, 'number-keys');
    expect(first.lastRun).toMatchObject({
      outcome: 'done',
      result: { written: 4, unreadable: 2, setAside: 2 },
    });
    expect(await statesOf(both)).toMatchObject({ 2: 'filling' });
    expect((await setAsideOf(both, 'number-keys')).map(({ item }) => item).toSorted()).toEqual(
      [unreadable, empty].map(({ id }) => `booking:${id}`).toSorted(),
    );

    await Promise.all([damage(), setRoute(rows[0]!.was)]);
    const second = await runJob(both, 'number-keys');
    expect(second.lastRun).toMatchObject({ outcome: 'done', result: { unreadable: 0 } });
    expect(second.setAside).toBe(0);
    expect(await statesOf(both)).toMatchObject({ 2: 'complete' });

    // The old key retires only after every item can be decrypted, written and deleted.
    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    await app.db.query(
      `update party set number_ciphertext = set_byte(number_ciphertext, 20,
         get_byte(number_ciphertext, 20) # 1) where booking_id = $1 and role = 'rider'`,
      [unreadable.id],
    );
    const list = bookings.map(({ id }) => `'${id}'`).join();
    const repair = await refuse(
      'party',
      `booking_id = '${unwritable.id}' and get_byte(number_ciphertext, 0) = 2`,
    );
    await app.db.query(`
      create table kept_routes as
        select caller_index, virtual_number_id, pool_id from route
         where booking_id = '${empty.id}' and get_byte(callee_ciphertext, 0) = 1;
      alter table kept_routes add constraint kept_route
        foreign key (caller_index, virtual_number_id, pool_id) references route`);
    const keep = () => app.db.query('drop table if exists kept_routes');
    obstacles.push(keep);
    const third = await runJob(turned, 'number-keys');
    expect(third.lastRun).toMatchObject({ outcome: 'done', result: { setAside: 3 } });
    expect((await setAsideOf(turned, 'number-keys')).map(({ item }) => item).toSorted()).toEqual(
      [
        `party.number_ciphertext:${unreadable.id}`,
        `party.number_ciphertext:${unwritable.id}`,
        `routes:${empty.id}`,
      ].toSorted(),
    );
    expect(await statesOf(turned)).toMatchObject({ 1: 'retiring' });
    const withOldKey = () =>
      ids(`select distinct booking_id as id from route
            where booking_id in (${list}) and get_byte(callee_ciphertext, 0) = 1`);
    expect(await withOldKey()).toEqual([empty.id]);

    await Promise.all([repair(), keep()]);
    await app.db.query(
      `update party set number_ciphertext = set_byte(number_ciphertext, 20,
         get_byte(number_ciphertext, 20) # 1) where booking_id = $1 and role = 'rider'`,
      [unreadable.id],
    );
    const last = await runJob(turned, 'number-keys');
    expect(last.lastRun).toMatchObject({ outcome: 'done', result: { unreadable: 0 } });
    expect(last.setAside).toBe(0);
    expect(await statesOf(turned)).toMatchObject({ 1: 'retired' });
    expect(await withOldKey()).toEqual([]);
  });
});
