import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AssignmentRepository } from '../../src/booking/assignment/assignment.repository.js';
import { LifecycleRepository } from '../../src/booking/lifecycle/lifecycle.repository.js';
import type { NewBooking } from '../../src/booking/assignment/new-booking.js';
import { routesBetween } from '../../src/booking/routes/routes.js';
import { phoneOf, type TwoParties } from '../../src/booking/routes/parties.js';
import { PARTY_NUMBER } from '../../src/booking/index.js';
import { PhoneNumber } from '../../src/platform/values/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import {
  aRun,
  anyVault,
  callableRoutes,
  NEW,
  OLD,
  PHASES,
  runJob,
  statesOf,
} from '../support/key-rotation.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
} from '../support/scenario.js';
import { createTextPool, writeText } from '../support/texts.js';

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

/** Starts a replica of a phase, after running the job of each earlier phase. */
async function phase(last: 1 | 2 | 3): Promise<TestApp> {
  let replica = app;
  for (let at = 1; at <= last; at += 1) {
    replica = await app.replica({ NUMBER_KEYS: PHASES[at] });
    if (at < 3) expect(await runJob(replica)).toMatchObject({ cooling: 0, unreadable: 0 });
  }
  return replica;
}

/** Waits until a backend waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rowCount } = await app.db.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount === 1) return;
    await delay(5);
  }
}

const expectReached = async (
  on: TestApp,
  { rider, driver, virtualNumber }: { rider: string; driver: string; virtualNumber: string },
): Promise<void> => {
  expect(connectedTo(await dial(on, rider, virtualNumber))).toBe(driver);
  expect(connectedTo(await dial(on, driver, virtualNumber))).toBe(rider);
};

describe('a key ring deployed too early or too late', () => {
  const refused = (ring: string, message: RegExp) =>
    expect(app.replica({ NUMBER_KEYS: ring })).rejects.toThrow(message);

  it('is refused at start in every phase, with a message that says what is missing', async () => {
    const pool = await createPool(app);
    await createBooking(app, pool.name);
    const [, both, turned, onlyNew] = PHASES;
    await refused(turned, /lacks|put it after/);
    await refused(onlyNew, /lacks key 1/);

    const first = await app.replica({ NUMBER_KEYS: both });
    await refused(turned, /key 2 can't be the first before the job number-keys/);
    await runJob(first, aRun(0));
    expect(await statesOf(first)).toEqual({ 1: 'complete', 2: 'filling' });
    await refused(OLD, /lacks key 2, which is coming into use/);
    await refused(turned, /key 2 can't be the first before the job number-keys/);
    await runJob(first);
    expect(await statesOf(first)).toEqual({ 1: 'complete', 2: 'complete' });
    await refused(OLD, /lacks key 2/);
    await refused(onlyNew, /lacks key 1, which is in use/);

    const second = await app.replica({ NUMBER_KEYS: turned });
    await runJob(second, aRun(0));
    expect(await statesOf(second)).toEqual({ 1: 'retiring', 2: 'complete' });
    await refused(onlyNew, /lacks key 1, which is needed until/);
    await refused(both, /key 1 can't be the first/);
    await runJob(second);
    expect(await statesOf(second)).toEqual({ 1: 'retired', 2: 'complete' });
    await refused(both, /key 1 can't be the first/);
    await app.replica({ NUMBER_KEYS: onlyNew });
  });

  it('makes an outdated replica refuse new bookings while it still connects calls', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    await app.get('/health/ready').expect(200);
    const both = await phase(1);
    const answer = await app.post('/v1/bookings', bookingRequest(pool.name)).expect(503);
    expect(answer.body.code).toBe('number-keys-outdated');
    expect((await app.get('/health/ready').expect(503)).body.code).toBe('number-keys-outdated');
    const party = { phoneNumber: newPhone() };
    await app.put(`/v1/bookings/${booking.id}/parties/driver`, party).expect(503);
    // The replica would miss rows written under the key that it lacks.
    for (const what of ['erasures', 'exports']) {
      const { body } = await app.post(`/v1/${what}`, { phoneNumber: booking.rider }).expect(503);
      expect(body.code).toBe('number-keys-outdated');
    }
    await expectReached(app, booking);
    await both.get('/health/ready').expect(200);

    const turned = await phase(2);
    expect((await both.get('/health/ready').expect(503)).body.code).toBe('number-keys-outdated');
    await both.post('/v1/bookings', bookingRequest(pool.name)).expect(503);
    await expectReached(turned, booking);
    // Without the new key the replica cannot start the job.
    await expect(runJob(both)).rejects.toThrow(/NUMBER_KEYS/);
  });

  it('prevents writes that were prepared before the keys changed', async () => {
    const { name, numbers } = await createPool(app, { numbers: 1 });
    const { rows } = await app.db.query(
      'select id, pool_id from virtual_number where msisdn = $1',
      [numbers[0]],
    );
    const [{ id: virtualNumberId, pool_id: poolId }] = rows;
    const replica = await app.replica({ NUMBER_KEYS: PHASES[1] });
    const made = (writtenKeys: number[]): NewBooking => {
      const parties = ['rider', 'driver'].map((role) => ({
        role,
        phones: [phoneOf(anyVault, PhoneNumber.fromStored(newPhone()))],
      })) as unknown as TwoParties;
      const owner = { poolId, bookingId: randomUUID(), writtenKeys: [1, 2] };
      const assigned = { mode: 'shared', ids: [virtualNumberId] } as const;
      const routes = routesBetween(anyVault, parties, owner, assigned).filter(
        ({ calleeCiphertext }) => writtenKeys.includes(calleeCiphertext![0]!),
      );
      return {
        poolId,
        writtenKeys,
        booking: {
          id: owner.bookingId,
          numberMode: 'shared',
          isOpen: false,
          virtualNumberId,
          reference: randomUUID(),
          contentDigest: Buffer.alloc(1),
          ttlSeconds: 60,
          cooldownSeconds: 60,
          metadata: {},
          routeCount: routes.length,
        },
        routes,
        parties: [],
        alternates: [],
        pins: [],
        acts: [],
      };
    };
    const insert = (keys: number[]) => replica.nest.get(AssignmentRepository).insert(made(keys));
    await runJob(replica);
    expect(await insert([1])).toBeUndefined();
    expect((await app.db.query('select from route')).rowCount).toBe(0);
    expect(await insert([1, 2])).toBeDefined();
    // The same applies to changes of a booking.
    const { id } = await createBooking(replica, name);
    const add = (keys: number[]) =>
      replica.nest.get(LifecycleRepository).lock({ poolId, id }, ({ client }) => {
        const { routes } = made(keys);
        const owner = { poolId, bookingId: id, writtenKeys: keys };
        const term = { callableUntil: new Date(), callableFrom: null, cooldownSeconds: 0 };
        const assignments = replica.nest.get(AssignmentRepository);
        return assignments.insertRoutes(client, owner, term, routes);
      });
    expect(await add([1])).toBe(0);
    expect(await add([1, 2])).toBe(4);
  });
});

describe('a key rotation', () => {
  it('recognises a repeated booking request in every phase, and refuses a different one', async () => {
    const pool = await createPool(app);
    const requests = [];
    const replicas = [app];
    for (const [at, ring] of PHASES.entries()) {
      const replica = at === 0 ? app : await app.replica({ NUMBER_KEYS: ring });
      const request = bookingRequest(pool.name, { metadata: { at } });
      const { body } = await replica.post('/v1/bookings', request).expect(201);
      requests.push({ request, id: body.id as string });
      for (const on of at > 0 ? [replicas.at(-1)!, replica] : [replica]) {
        for (const { request: again, id } of requests) {
          expect((await on.post('/v1/bookings', again).expect(200)).body.id).toBe(id);
          const other = { ...again, metadata: { at: 'other' } };
          expect((await on.post('/v1/bookings', other).expect(409)).body.bookingId).toBe(id);
        }
      }
      replicas.push(replica);
      if (at === 1 || at === 2) await runJob(replica);
    }
  });

  it('replaces a party on all its routes, under either key', async () => {
    const pool = await createPool(app, { numbers: 4 });
    const booking = await createBooking(app, pool.name);
    const both = await phase(1);
    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    let driver = booking.driver;
    for (const on of [both, turned, both]) {
      const phoneNumber = newPhone();
      const { body } = await on
        .put(`/v1/bookings/${booking.id}/parties/driver`, { phoneNumber })
        .expect(200);
      expect(body.virtualNumberChanged).toBe(false);
      for (const by of [both, turned]) {
        await expectReached(by, { ...booking, driver: phoneNumber });
        expectRefusal(await dial(by, driver, booking.virtualNumber));
      }
      driver = phoneNumber;
    }
    await both.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    for (const by of [both, turned]) {
      expectRefusal(await dial(by, booking.rider, booking.virtualNumber));
      expectRefusal(await dial(by, driver, booking.virtualNumber));
    }
  });

  it.each(['shared', 'per-party'])(
    'lets a party join in every phase, and redirects the routes under either key, in mode %s',
    async (numberMode) => {
      const pool = await createPool(app, { numbers: 3, policy: { numberMode } });
      const open = async () => {
        const rider = newPhone();
        const parties = [{ role: 'rider', phoneNumber: rider }];
        const request = { pool: pool.name, reference: randomUUID(), parties };
        return { rider, id: (await app.post('/v1/bookings', request).expect(201)).body.id };
      };
      const join = async (on: TestApp, { id, rider }: { id: string; rider: string }) => {
        const driver = newPhone();
        const body = { phoneNumber: driver };
        const joined = await on.put(`/v1/bookings/${id}/parties/driver`, body).expect(200);
        const [ofRider, ofDriver] = joined.body.parties.map(
          ({ virtualNumber }: { virtualNumber: string }) => virtualNumber,
        );
        return { rider, driver, ofRider, ofDriver };
      };
      const [early, late] = [await open(), await open()];
      const both = await phase(1);
      const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
      const joined = await join(both, early);
      const expectBoth = async (
        on: TestApp,
        { rider, driver, ofRider, ofDriver }: typeof joined,
      ) => {
        for (const [from, to, callee, shown] of [
          [rider, ofRider, driver, ofDriver],
          [driver, ofDriver, rider, ofRider],
        ]) {
          const params = { source: shown, destination: callee };
          expect((await dial(on, from, to)).callflow).toEqual([{ action: 'makeCall', params }]);
        }
      };
      for (const on of [both, turned]) {
        await expectBoth(on, joined);
        expectRefusal(await dial(on, late.rider, joined.ofRider));
      }
      await runJob(turned);
      const fresh = await app.replica({ NUMBER_KEYS: PHASES[3] });
      await expectBoth(fresh, joined);
      await expectBoth(fresh, await join(fresh, late));
    },
  );

  it('counts nobody twice', async () => {
    const pool = await createPool(app);
    await createBooking(app, pool.name);
    const capacity = async (on: TestApp) =>
      (await on.get(`/v1/pools/${pool.name}/capacity`).expect(200)).body;
    const before = await capacity(app);
    for (const at of [1, 2] as const) {
      const replica = await app.replica({ NUMBER_KEYS: PHASES[at] });
      await runJob(replica);
      expect(await capacity(replica)).toEqual(before);
    }
  });

  it('keeps cool-downs: the new key does not assign a cooling number', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { cooldownSeconds: 3600 } });
    const booking = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    const turned = await phase(2);
    const { rider, driver } = booking;
    const answer = await turned.post('/v1/bookings', bookingRequest(pool.name, { rider }));
    expect(answer.body).toMatchObject({ code: 'pool-exhausted', reasons: { cooling: 1 } });
    // The same pair may have the number again.
    const again = await createBooking(turned, pool.name, { rider, driver });
    await expectReached(turned, again);
  });

  it('waits for the cooling routes of replaced parties, whose phone numbers are no longer stored', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { cooldownSeconds: 3600 } });
    const booking = await createBooking(app, pool.name);
    const phoneNumber = newPhone();
    await app.put(`/v1/bookings/${booking.id}/parties/driver`, { phoneNumber }).expect(200);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    expect(await runJob(both)).toMatchObject({ cooling: 1 });
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'filling' });
    await expect(app.replica({ NUMBER_KEYS: PHASES[2] })).rejects.toThrow(/before the job/);
    await app.db.query(
      'update route set reuse_after = callable_until where booking_id = $1 and callable_until <= now()',
      [booking.id],
    );
    expect(await runJob(both)).toMatchObject({ cooling: 0 });
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'complete' });
  });

  it('keeps a cooling number from the callers of an erased phone, erased before or during the rotation', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { cooldownSeconds: 3600 } });
    const [before, after] = [
      await createBooking(app, pool.name),
      await createBooking(app, pool.name),
    ];
    const erase = (from: TestApp, phoneNumber: string) =>
      from.post('/v1/erasures', { phoneNumber, endBookings: true }).expect(200);
    await erase(app, before.driver);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    await erase(both, (await createBooking(both, pool.name)).driver);
    expect(await runJob(both)).toMatchObject({ cooling: 0, unreadable: 0 });
    await erase(both, after.driver);
    expect(await runJob(both)).toMatchObject({ cooling: 0, unreadable: 0 });
    // The routes under the old key are gone, so the routes under the new key must prevent the
    // assignment.
    const last = await phase(3);
    expect(await statesOf(last)).toEqual({ 1: 'retired', 2: 'complete' });
    for (const { rider } of [before, after]) {
      const request = bookingRequest(pool.name, { rider });
      const { body } = await last.post('/v1/bookings', request).expect(409);
      expect(body.reasons).toMatchObject({ cooling: 1 });
    }
  });

  it('connects by PIN in every phase, even if another replica asked for it', async () => {
    const policy = { partyPin: true, maxCallsPerMinute: null };
    const pool = await createPool(app, { numbers: 1, policy });
    const replicas = [app];
    const bookings = [await createBooking(app, pool.name)];
    for (const ring of PHASES.slice(1)) {
      const replica = await app.replica({ NUMBER_KEYS: ring });
      replicas.push(replica);
      if (ring !== NEW) bookings.push(await createBooking(replica, pool.name));
      for (const asks of replicas.slice(-2)) {
        for (const answers of replicas.slice(-2)) {
          for (const { virtualNumber, parties, driver } of bookings) {
            const handle = { sessionId: randomUUID() };
            const from = newPhone();
            const question = await asks.webhook(
              'call-action',
              callReceived(from, virtualNumber, handle),
            );
            const entered = callReceived(from, virtualNumber, {
              ...handle,
              callStatus: 'ACTION_COMPLETED',
              eventData: { dtmf: parties[0]!.pin },
              clientActionId: question.body.clientActionId,
            });
            // A repeated message counts as the same attempt.
            for (const on of [answers, asks]) {
              expect(connectedTo((await on.webhook('call-action', entered)).body)).toBe(driver);
            }
          }
        }
      }
      if (ring !== NEW) await runJob(replica);
    }
    const { rows } = await app.db.query('select pin_index from party_pin');
    expect(rows).toHaveLength(2 * bookings.length);
  });

  it('moves bookings while calls to their old numbers still connect', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { rebalance: 'drain-only' } });
    const booking = await createBooking(app, pool.name);
    const both = await phase(1);
    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    const path = `/v1/virtual-numbers/${booking.virtualNumber}`;
    await both.patch(path, { state: 'draining' }).expect(200);
    await turned.post(`/v1/pools/${pool.name}/rebalance`).expect(200);
    const { body } = await both.get(`/v1/bookings/${booking.id}`).expect(200);
    expect(body.virtualNumber).not.toBe(booking.virtualNumber);
    for (const by of [both, turned]) {
      await expectReached(by, booking);
      await expectReached(by, { ...booking, virtualNumber: body.virtualNumber });
    }
  });

  it('recognises virtual numbers in every phase', async () => {
    const pool = await createPool(app, { numbers: 2 });
    for (const at of [1, 2, 3] as const) {
      const replica = await app.replica({ NUMBER_KEYS: PHASES[at] });
      const request = bookingRequest(pool.name, { rider: pool.numbers[0]! });
      const { body } = await replica.post('/v1/bookings', request).expect(422);
      expect(body.code).toBe('phone-number-is-virtual');
      if (at < 3) await runJob(replica);
    }
    const last = await app.replica({ NUMBER_KEYS: NEW });
    expectRefusal(await dial(last, pool.numbers[0], pool.numbers[1]));
    const { rows } = await app.db.query('select reason from call_session');
    expect(rows).toEqual([{ reason: 'caller-is-virtual' }]);
  });

  it('attributes a call without a call handle, whichever replica gets its reports', async () => {
    const pool = await createPool(app);
    // The legs of some calls have indexes under different keys.
    const bookings = await Promise.all(
      Array.from({ length: 8 }, () => createBooking(app, pool.name)),
    );
    await app.db.query(`update route set assigned_at = '2026-01-01', callable_until = '2100-01-01',
      reuse_after = '2100-01-01'`);
    const both = await phase(1);
    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    for (const booking of bookings) {
      const { sessionId, messages } = messagesOfCall(booking);
      for (const [at, { path, body }] of messages.entries()) {
        if (path === 'call-action') continue;
        await (at % 2 === 0 ? both : turned).webhook(path, body).expect(200);
      }
      const record = (await turned.get(`/v1/calls/${sessionId}`).expect(200)).body;
      expect(record).toMatchObject({ bookingId: booking.id, outcome: 'answered' });
    }
  });
});

describe('the job number-keys', () => {
  /** Creates rows in every table that depends on a key. */
  async function populate() {
    const policy = { partyPin: true, cooldownSeconds: 60 };
    const pool = await createPool(app, { policy });
    const booking = await createBooking(app, pool.name);
    // Replacing a party deletes the digest of the request, so keep one booking unchanged.
    await createBooking(app, pool.name);
    await app
      .put(`/v1/bookings/${booking.id}/parties/rider`, {
        phoneNumber: booking.rider,
        alternateNumbers: [newPhone()],
      })
      .expect(200);
    await app.db.query('delete from route where callable_until <= now()');
    await app
      .post('/v1/event-subscriptions', { url: 'https://example.com/hook' })
      .expect(201)
      .then(({ body }) => app.post(`/v1/event-subscriptions/${body.id}/rotate-secret`).expect(200));
    const hook = `/v1/pools/${(await createPool(app)).name}/decision-hook`;
    await app.post(hook, { url: 'https://example.com/', onFailure: 'refuse' }).expect(201);
    await app.post(`${hook}/rotate-secret`).expect(200);
    const account = { name: 'a program', subAccountId: 'acme_rides' };
    await app.post('/v1/twilio-accounts', account).expect(201);
    const { sessionId, messages } = messagesOfCall(booking);
    const stranger = newPhone();
    const strange = messagesOfCall({ ...booking, rider: stranger }).messages;
    for (const { path, body } of [...messages, ...strange]) {
      await app.webhook(path, body).expect(200);
    }
    await app.webhook('call-status', { odd: booking.rider }).expect(200);
    const text = `a friend of ${stranger}`;
    await app.post(`/v1/bookings/${booking.id}/reports`, { reportedBy: 'rider', text }).expect(201);
    await app
      .post('/v1/blocks', { blocked: stranger, blockedFrom: booking.rider, reason: text })
      .expect(201);
    return { booking, sessionId, stranger };
  }

  /** Writes a text that waits, a reply that waits, and an opt-out. */
  async function populateTexts() {
    const pool = await createTextPool(app, {
      policy: { messageReplies: { refused: 'This number takes no texts from you.' } },
    });
    const waiting = await createBooking(app, pool.name);
    await writeText(app, waiting.rider, waiting.virtualNumber, 'Hello');
    await writeText(app, newPhone(), waiting.virtualNumber, 'Hello');
    await app
      .post(`/v1/bookings/${waiting.id}/messages`, { to: 'rider', text: 'Hi', reference: 'hi-1' })
      .expect(202);
    const silent = await createBooking(app, pool.name);
    await writeText(app, silent.driver, silent.virtualNumber, 'STOP');
    return { waiting, silent };
  }

  /**
   * Returns for each encrypted column the number of rows encrypted with this key. The first byte is the
   * key's id.
   */
  async function encryptedWith(key: number): Promise<Record<string, number>> {
    const { rows } = await app.db.query(`
      select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'public' and data_type = 'bytea'
         and (column_name like '%ciphertext' or column_name = 'content_digest')`);
    const counts = await Promise.all(
      rows.map(async ({ table, column }) => {
        const { rowCount } = await app.db.query(
          `select from ${table} where get_byte(${column}, 0) = $1`,
          [key],
        );
        return [`${table}.${column}`, rowCount] as [string, number];
      }),
    );
    return Object.fromEntries(counts);
  }

  it('leaves nothing encrypted with the old key, and all data reads as before', async () => {
    const { booking, sessionId, stranger } = await populate();
    const { waiting, silent } = await populateTexts();
    const phones = [booking.rider, booking.driver, stranger];
    const dump = await encryptedWith(1);
    // Every column must have rows, or the test would prove nothing.
    expect(Object.entries(dump).filter(([, rows]) => rows === 0)).toEqual([]);
    const indexes = await indexesInUse(phones);
    expect(indexes.old).toBeGreaterThan(0);

    const last = await phase(3);
    expect(Object.values(await encryptedWith(1)).every((rows) => rows === 0)).toBe(true);
    expect(Object.keys(await encryptedWith(2))).toEqual(Object.keys(dump));
    expect(await indexesInUse(phones)).toEqual({ old: 0, new: indexes.old });

    const { rows: texts } = await app.db.query('select * from message where booking_id = $1', [
      waiting.id,
    ]);
    const indexOf = (phone: string) => anyVault.indexOf(PhoneNumber.fromStored(phone), 2);
    expect(texts[0]).toMatchObject({
      state: 'forwarding',
      sender_index: indexOf(waiting.rider),
      receiver_index: indexOf(waiting.driver),
    });
    await writeText(last, silent.rider, silent.virtualNumber, 'Hello?');
    const { rows: refused } = await app.db.query(
      'select reason from message where booking_id = $1',
      [silent.id],
    );
    expect(refused.map(({ reason }) => reason)).toContain('opted-out');

    const reveal = `/v1/bookings/${booking.id}?reveal=true`;
    const { parties } = (await last.get(reveal).expect(200)).body;
    expect(parties[0].phoneNumber).toBe(booking.rider);
    expect(parties[1].pin).toBe(booking.parties[1]!.pin);
    const call = (await last.get(`/v1/calls/${sessionId}?reveal=true`).expect(200)).body;
    expect(call.caller.phoneNumber).toBe(booking.rider);
    const { items } = (await last.get('/v1/dead-letters').expect(200)).body;
    expect(items).toHaveLength(1);
    expect(items[0].content).toContain('odd');
    const reports = `/v1/bookings/${booking.id}/reports?reveal=true`;
    const text = `a friend of ${stranger}`;
    expect((await last.get(reports).expect(200)).body.items).toMatchObject([{ text }]);
    const { body: blocks } = await last.get('/v1/blocks').expect(200);
    const { body: block } = await last.get(`/v1/blocks/${blocks.items[0].id}?reveal=true`);
    expect(block).toMatchObject({ blocked: stranger, blockedFrom: booking.rider, reason: text });
    await expectReached(last, booking);
  });

  /** Counts the rows with an index of one of the phones, under the old and the new key. */
  async function indexesInUse(phones: string[]) {
    const indexesOf = (key: number) =>
      phones.map((phone) => anyVault.indexOf(PhoneNumber.fromStored(phone), key));
    const count = async (key: number) => {
      const { rows } = await app.db.query(
        `select (select count(*) from party where number_index = any($1))
              + (select count(*) from call_leg where party_index = any($1))
              + (select count(*) from call_session where caller_index = any($1))
              + (select count(*) from block where blocked_index = any($1))
              + (select count(*) from route where caller_index = any($1)) as found`,
        [indexesOf(key)],
      );
      return Number(rows[0].found);
    };
    return { old: await count(1), new: await count(2) };
  }

  it('re-encrypts what a forgotten replica wrote with a retired key', async () => {
    const booking = await createBooking(app, (await createPool(app)).name);
    const both = await phase(1);
    const turned = await phase(2);
    const { messages } = messagesOfCall(booking);
    for (const { path, body } of messages.slice(1)) await both.webhook(path, body).expect(200);
    expect((await encryptedWith(1))['call_leg.party_ciphertext']).toBe(2);
    expect(await runJob(turned)).toMatchObject({ reencrypted: 2, unreadable: 0 });
    expect((await encryptedWith(1))['call_leg.party_ciphertext']).toBe(0);
    expect(await statesOf(turned)).toEqual({ 1: 'retired', 2: 'complete' });
  });

  it('finishes even if it is stopped repeatedly and run by two replicas at once', async () => {
    const { booking } = await populate();
    for (let n = 0; n < 5; n += 1) await createBooking(app, booking.pool);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    const other = await app.replica({ NUMBER_KEYS: PHASES[1] });
    const untilState = async (on: TestApp[], key: number, state: string) => {
      for (let batches = 1; (await statesOf(on[0]!))[key] !== state; batches += 1) {
        expect(batches).toBeLessThan(100);
        await Promise.all(on.map((replica) => runJob(replica, aRun(batches))));
      }
    };
    await untilState([both, other], 2, 'complete');
    const routes = await callableRoutes(app);
    expect(routes.filter(({ key }) => key === 1)).toHaveLength(routes.length / 2);
    const turned = await app.replica({ NUMBER_KEYS: PHASES[2] });
    const twin = await app.replica({ NUMBER_KEYS: PHASES[2] });
    await untilState([turned, twin], 1, 'retired');
    expect(Object.values(await encryptedWith(1)).every((rows) => rows === 0)).toBe(true);
    await expectReached(await app.replica({ NUMBER_KEYS: NEW }), booking);
  });

  it('does not complete a key while one route cannot be decrypted, and backfills all other routes', async () => {
    const pool = await createPool(app);
    const [broken, whole] = [
      await createBooking(app, pool.name),
      await createBooking(app, pool.name),
    ];
    const changed = `set callee_ciphertext = set_byte(callee_ciphertext, 20,
      get_byte(callee_ciphertext, 20) # 1) where booking_id = $1 and caller_role = 'rider'`;
    await app.db.query(`update route ${changed}`, [broken.id]);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    expect(await runJob(both)).toMatchObject({ written: 2, unreadable: 1 });
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'filling' });
    expect(both.logs.lines.join()).toContain(`job number-keys set booking:${broken.id} aside`);
    await expectReached(both, whole);
    await app.db.query(`update route ${changed}`, [broken.id]);
    expect(await runJob(both)).toMatchObject({ written: 2, unreadable: 0 });
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'complete' });
  });

  it('does not retire a key while something cannot be decrypted, and leaves that unchanged', async () => {
    const { booking } = await populate();
    const turned = await phase(2).catch(async () => app.replica({ NUMBER_KEYS: PHASES[2] }));
    expect(await statesOf(turned)).toMatchObject({ 1: 'retired' });
    const broken = Buffer.concat([Buffer.of(1), Buffer.alloc(44, 5)]);
    await app.db.query(`update number_key set state = 'retiring' where id = 1`);
    await app.db.query('update party set number_ciphertext = $1 where booking_id = $2', [
      broken,
      booking.id,
    ]);
    expect(await runJob(turned)).toMatchObject({ unreadable: 2, reencrypted: 0 });
    expect(await statesOf(turned)).toMatchObject({ 1: 'retiring' });
    expect((await encryptedWith(1))['party.number_ciphertext']).toBe(2);
    await expect(app.replica({ NUMBER_KEYS: NEW })).rejects.toThrow(/nothing left/);
  });
});

describe('a concurrent change of a row', () => {
  it('is not overwritten by the job', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const turned = await app.replica({ NUMBER_KEYS: PHASES[1] }).then(async (both) => {
      await runJob(both);
      return app.replica({ NUMBER_KEYS: PHASES[2] });
    });
    const phoneNumber = newPhone();
    const writer = await app.db.connect();
    await writer.query('begin');
    const { rows } = await writer.query(
      `select pool_id from party where booking_id = $1 and role = 'driver'`,
      [id],
    );
    const number = PhoneNumber.fromStored(phoneNumber);
    await writer.query(
      `update party set number_ciphertext = $2, number_index = $3
        where booking_id = $1 and role = 'driver'`,
      [
        id,
        PARTY_NUMBER.encrypt(anyVault, number, {
          poolId: rows[0].pool_id,
          bookingId: id,
          role: 'driver',
        }),
        anyVault.indexOf(number),
      ],
    );
    const job = runJob(turned);
    await untilSomebodyWaits();
    await writer.query('commit');
    writer.release();
    await job;
    const { body } = await turned.get(`/v1/bookings/${id}?reveal=true`).expect(200);
    expect(body.parties[1].phoneNumber).toBe(phoneNumber);
    expect(await statesOf(turned)).toEqual({ 1: 'retired', 2: 'complete' });
  });
});

describe('the change of the written keys', () => {
  it('waits for running transactions that write routes', async () => {
    const pool = await createPool(app);
    await createBooking(app, pool.name);
    const both = await app.replica({ NUMBER_KEYS: PHASES[1] });
    const writer = await app.db.connect();
    await writer.query('begin');
    await writer.query('update route set reuse_after = reuse_after');
    const job = runJob(both);
    await untilSomebodyWaits();
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'known' });
    await writer.query('commit');
    writer.release();
    await job;
    expect(await statesOf(both)).toEqual({ 1: 'complete', 2: 'complete' });
  });
});
