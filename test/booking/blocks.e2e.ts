import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPLAIN_CALLS } from '../../src/callhandle/decision/call-decision.sql.js';
import { parseKeyRing } from '../../src/platform/config/key-ring.js';
import { HotPathPool } from '../../src/platform/database/index.js';
import { RetentionService } from '../../src/platform/jobs/retention/retention.service.js';
import { NumberVault } from '../../src/platform/security/index.js';
import { PhoneNumber } from '../../src/platform/values/index.js';
import { createKey } from '../support/api-keys.js';
import { NUMBER_KEYS, startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { aRun } from '../support/key-rotation.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let pool: string;
beforeAll(async () => {
  app = await startApp();
  pool = (await createPool(app, { numbers: 10 })).name;
});
afterAll(() => app.stop());

const block = (body: object, on = app) => on.post('/v1/blocks', body);
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
const masked = (phone: string): string => `+65••••${phone.slice(-4)}`;

/** The callee that each of the two reaches. */
async function reached({ rider, driver, virtualNumber }: TestBooking) {
  const answers = [await dial(app, rider, virtualNumber), await dial(app, driver, virtualNumber)];
  return { byRider: connectedTo(answers[0]!), byDriver: connectedTo(answers[1]!) };
}

describe('a block', () => {
  it('refuses calls of the blocked person, and only these', async () => {
    const booking = await createBooking(app, pool);
    const { rider, driver } = booking;
    expect(await reached(booking)).toEqual({ byRider: driver, byDriver: rider });
    const { body, headers } = await block({ blocked: rider, blockedFrom: driver, pool });
    expect(body).toEqual({
      id: expect.any(String),
      pool,
      blocked: masked(rider),
      blockedFrom: masked(driver),
      until: null,
      reason: null,
      createdAt: expect.any(String),
    });
    expect(headers['location']).toBe(`/v1/blocks/${body.id}`);
    expect(await reached(booking)).toEqual({ byRider: undefined, byDriver: rider });
    await app.delete(`/v1/blocks/${body.id}`).expect(204);
    expect(await reached(booking)).toEqual({ byRider: driver, byDriver: rider });
    await app.get(`/v1/blocks/${body.id}`).expect(404);
    await app.delete(`/v1/blocks/${body.id}`).expect(404);
  });

  it('from anybody refuses all calls of the person', async () => {
    const rider = newPhone();
    const bookings = [
      await createBooking(app, pool, { rider }),
      await createBooking(app, pool, { rider }),
    ];
    await block({ blocked: rider, pool }).expect(201);
    for (const booking of bookings) {
      expect(await reached(booking)).toEqual({ byRider: undefined, byDriver: rider });
    }
  });

  it('holds in its pool, or without a pool in every one', async () => {
    const other = (await createPool(app)).name;
    const [rider, driver] = [newPhone(), newPhone()];
    const here = await createBooking(app, pool, { rider, driver });
    const there = await createBooking(app, other, { rider, driver });
    await block({ blocked: rider, blockedFrom: driver, pool }).expect(201);
    expect((await reached(here)).byRider).toBeUndefined();
    expect((await reached(there)).byRider).toBe(driver);
    const { body } = await block({ blocked: rider, blockedFrom: driver }).expect(201);
    expect(body.pool).toBeNull();
    expect((await reached(there)).byRider).toBeUndefined();
  });

  it('ends by the clock of the database', async () => {
    const booking = await createBooking(app, pool);
    const { rider, driver } = booking;
    const until = inAnHour();
    const { body } = await block({ blocked: rider, blockedFrom: driver, until }).expect(201);
    expect(body.until).toBe(until);
    expect((await reached(booking)).byRider).toBeUndefined();
    await app.db.query('update block set ends_at = now() where id = $1', [body.id]);
    expect((await reached(booking)).byRider).toBe(driver);
    // An ended block does not prevent a booking, and can be renewed.
    await createBooking(app, pool, { rider, driver });
    const again = await block({ blocked: rider, blockedFrom: driver }).expect(200);
    expect(again.body).toMatchObject({ id: body.id, until: null });
    expect((await reached(booking)).byRider).toBeUndefined();
  });

  it('does not connect a repeated message of a call that was connected before', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool);
    const handle = callReceived(rider, virtualNumber);
    const first = await app.webhook('call-action', handle).expect(200);
    expect(connectedTo(first.body)).toBe(driver);
    await block({ blocked: rider, blockedFrom: driver }).expect(201);
    expectRefusal((await app.webhook('call-action', handle).expect(200)).body, /not available/);
  });

  it('is played to the caller as what a stranger hears, also in words of the pool', async () => {
    for (const messages of [{}, { notAParty: { text: 'Nobody is here.' } }]) {
      const own = await createPool(app, { policy: { messages } });
      const { rider, driver, virtualNumber } = await createBooking(app, own.name);
      await block({ blocked: rider, blockedFrom: driver }).expect(201);
      const answer = await dial(app, rider, virtualNumber);
      expect(answer).toEqual(await dial(app, newPhone(), virtualNumber));
    }
  });

  it('is the reason on record, unless the booking has ended', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool, {
      callersAllowed: ['driver'],
    });
    await block({ blocked: rider, blockedFrom: driver }).expect(201);
    const explain = async () =>
      (await app.post('/v1/routing/explain', { virtualNumber, caller: rider }).expect(200)).body;
    expect(await explain()).toMatchObject({ decision: 'refuse', reason: 'blocked', bookingId: id });
    const handle = callReceived(rider, virtualNumber);
    await app.webhook('call-action', handle).expect(200);
    const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
    expect(body).toMatchObject({ decision: 'refuse', reason: 'blocked', bookingId: id });
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    expect(await explain()).toMatchObject({ reason: 'booking-ended' });
  });

  it('holds for a caller who enters a PIN, from any phone', async () => {
    const pins = await createPool(app, { policy: { partyPin: true }, numbers: 1 });
    const booking = await createBooking(app, pins.name);
    const pinOf = (role: string) => booking.parties.find((party) => party.role === role)!.pin!;
    const enter = async (from: string, dtmf: string) => {
      const handle = callReceived(from, booking.virtualNumber);
      const { body: question } = await app.webhook('call-action', handle).expect(200);
      const entry = callReceived(from, booking.virtualNumber, {
        sessionId: handle.payload.sessionId,
        callStatus: 'ACTION_COMPLETED',
        clientActionId: question.clientActionId,
        eventData: { dtmf },
      });
      return { entry, answer: (await app.webhook('call-action', entry).expect(200)).body };
    };
    const earlier = await enter(newPhone(), pinOf('rider'));
    expect(connectedTo(earlier.answer)).toBe(booking.driver);
    // The party of the PIN is blocked.
    await block({ blocked: booking.rider, blockedFrom: booking.driver }).expect(201);
    expectRefusal((await enter(newPhone(), pinOf('rider'))).answer, /not available/);
    const repeated = await app.webhook('call-action', earlier.entry).expect(200);
    expectRefusal(repeated.body, /not available/);
    expect(connectedTo((await enter(newPhone(), pinOf('driver'))).answer)).toBe(booking.rider);
    // The phone that calls is blocked, and uses the PIN of somebody else.
    const stranger = newPhone();
    await block({ blocked: stranger }).expect(201);
    expectRefusal((await enter(stranger, pinOf('driver'))).answer, /not available/);
  });

  it('holds for calls from the app, with the error of any call that is not allowed', async () => {
    const { id, rider, driver } = await createBooking(app, pool);
    const { body: made } = await block({ blocked: rider, blockedFrom: driver }).expect(201);
    const { body } = await app.post(`/v1/bookings/${id}/calls`, { from: 'rider' }).expect(409);
    expect(body.code).toBe('booking-not-callable');
    await app.delete(`/v1/blocks/${made.id}`).expect(204);
    await app.patch(`/v1/bookings/${id}`, { callersAllowed: ['driver'] }).expect(200);
    const ordinary = await app.post(`/v1/bookings/${id}/calls`, { from: 'rider' }).expect(409);
    expect(ordinary.body).toEqual({ ...body, requestId: expect.any(String) });
  });
});

describe('the request', () => {
  it('sent again, also concurrently, returns the same block with the later end', async () => {
    const [blocked, blockedFrom] = [newPhone(), newPhone()];
    const until = inAnHour();
    const later = new Date(Date.parse(until) + 60_000).toISOString();
    const requests = Array.from({ length: 6 }, () => block({ blocked, blockedFrom, pool, until }));
    const answers = await Promise.all(requests);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
    const { id } = answers[0]!.body;
    expect(new Set(answers.map(({ body }) => body.id))).toEqual(new Set([id]));
    const send = async (more: object) =>
      (await block({ blocked, blockedFrom, pool, ...more }).expect(200)).body;
    expect(await send({ until: later, reason: 'shouting' })).toMatchObject({ id, until: later });
    expect(await send({ until })).toMatchObject({ until: later, reason: 'shouting' });
    expect(await send({})).toMatchObject({ id, until: null });
    expect(await send({ until })).toMatchObject({ id, until: null });
    const { rows } = await app.db.query('select from block where id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it.each([
    [{ blocked: '+65' }, 422, 'phone-number-invalid'],
    [{ blocked: '+266696687' }, 422, 'phone-number-withheld'],
    [{ blocked: '+6591110001', blockedFrom: '91110002' }, 422, 'phone-number-invalid'],
    [{ blocked: '+6591110001', blockedFrom: '+6591110001' }, 400, 'validation-failed'],
    [{ blocked: '+6591110001', pool: 'no-pool' }, 404, 'pool-not-found'],
    [{ blocked: '+6591110001', until: '2020-01-01T00:00:00Z' }, 422, 'block-end-in-the-past'],
    [{ blocked: '+6591110001', until: '2027-02-30T00:00:00Z' }, 400, 'validation-failed'],
    [{ blocked: '+6591110001', reason: '' }, 400, 'validation-failed'],
    [{ blockedFrom: '+6591110001' }, 400, 'validation-failed'],
  ])('%j is refused', async (request, status, code) => {
    const { body } = await block(request).expect(status);
    expect(body.code).toBe(code);
  });

  it('concerns only the pools of its key', async () => {
    const other = (await createPool(app)).name;
    const phones = { blocked: newPhone(), blockedFrom: newPhone() };
    const { key } = await createKey(app, ['blocks:read', 'blocks:write', 'numbers:reveal'], {
      pools: [other],
    });
    const restricted = app.as(key);
    const post = (body: object) => restricted.post('/v1/blocks', body);
    expect((await post(phones).expect(403)).body.code).toBe('key-restricted');
    expect((await post({ ...phones, pool }).expect(404)).body.code).toBe('pool-not-found');
    const own = (await post({ ...phones, pool: other }).expect(201)).body;
    const hidden = [
      (await block({ ...phones, pool }).expect(201)).body,
      (await block(phones).expect(201)).body,
    ];
    const { body: list } = await restricted.get('/v1/blocks').expect(200);
    expect(list.items).toEqual([own]);
    for (const { id } of hidden) {
      await restricted.get(`/v1/blocks/${id}?reveal=true`).expect(404);
      await restricted.delete(`/v1/blocks/${id}`).expect(404);
      await app.get(`/v1/blocks/${id}`).expect(200);
    }
    const foreign = await createBooking(app, pool);
    const path = `/v1/bookings/${foreign.id}/blocks`;
    await restricted.post(path, { role: 'rider' }).expect(404);
    const visible = await createBooking(app, other);
    const everywhere = { role: 'rider', everyPool: true };
    await restricted.post(`/v1/bookings/${visible.id}/blocks`, everywhere).expect(403);
    await restricted.post(`/v1/bookings/${visible.id}/blocks`, { role: 'rider' }).expect(201);
  });
});

describe('blocks are shown', () => {
  it('page by page, newest first, with masked numbers', async () => {
    const own = (await createPool(app)).name;
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      made.push((await block({ blocked: newPhone(), pool: own, reason: `no ${n}` })).body.id);
    }
    const shown: { id: string; reason: string; blocked: string }[] = [];
    for (let cursor = ''; cursor !== 'end';) {
      const path = `/v1/blocks?pool=${own}&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await app.get(path).expect(200);
      shown.push(...body.items);
      cursor = body.nextCursor ?? 'end';
    }
    expect(shown.map(({ id }) => id)).toEqual(made.toReversed());
    expect(shown.map(({ reason }) => reason)).toEqual(['no 4', 'no 3', 'no 2', 'no 1', 'no 0']);
    for (const { blocked } of shown) expect(blocked).toMatch(/^\+65••••\d{4}$/);
  });

  it('in full only to keys that may reveal numbers, with an audit record', async () => {
    const [blocked, blockedFrom] = [newPhone(), newPhone()];
    const { body: made } = await block({ blocked, blockedFrom }).expect(201);
    const { key } = await createKey(app, ['blocks:read']);
    await app.as(key).get(`/v1/blocks/${made.id}?reveal=true`).expect(403);
    const { body } = await app.get(`/v1/blocks/${made.id}?reveal=true`).expect(200);
    expect(body).toEqual({ ...made, blocked, blockedFrom });
    const { body: audit } = await app.get('/v1/audit-events?action=block.reveal').expect(200);
    expect(audit.items[0]).toMatchObject({ outcome: 'done', objectId: made.id });
  });

  it('in the audit trail, without numbers', async () => {
    const blocked = newPhone();
    const { body } = await block({ blocked, reason: 'threats' }).expect(201);
    await app.delete(`/v1/blocks/${body.id}`).expect(204);
    for (const action of ['block.create', 'block.delete']) {
      const { body: audit, text } = await app.get(`/v1/audit-events?action=${action}`).expect(200);
      expect(audit.items[0]).toMatchObject({ outcome: 'done', objectId: body.id });
      expect(text).not.toContain(blocked.slice(3));
      expect(text).not.toContain('threats');
    }
  });
});

describe('two people of whom one is blocked', () => {
  const expectBlocked = ({ status, body }: { status: number; body: { code: string } }) =>
    expect([status, body.code]).toEqual([422, 'parties-blocked']);

  it.each([
    ['from the other', (phones: [string, string]) => ({ blockedFrom: phones[1] })],
    ['from anybody', () => ({})],
  ])('%s cannot be booked, in whatever roles', async (_, more) => {
    const phones: [string, string] = [newPhone(), newPhone()];
    const { body: made } = await block({ blocked: phones[0], ...more(phones) }).expect(201);
    const [first, second] = phones;
    for (const [rider, driver] of [phones, phones.toReversed()]) {
      expectBlocked(await app.post('/v1/bookings', bookingRequest(pool, { rider, driver })));
      // The slower search, for a number that the client names.
      const { virtualNumber } = await createBooking(app, pool);
      const named = bookingRequest(pool, { rider, driver, virtualNumber });
      expectBlocked(await app.post('/v1/bookings', named));
    }
    await app.delete(`/v1/blocks/${made.id}`).expect(204);
    await createBooking(app, pool, { rider: first, driver: second });
  });

  it('cannot be booked concurrently with others in one statement', async () => {
    const [rider, driver] = [newPhone(), newPhone()];
    await block({ blocked: driver, blockedFrom: rider }).expect(201);
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => app.post('/v1/bookings', bookingRequest(pool))),
      app.post('/v1/bookings', bookingRequest(pool, { rider, driver })),
      app.post('/v1/bookings', bookingRequest(pool, { rider })),
      app.post('/v1/bookings', bookingRequest(pool, { driver })),
    ]);
    expectBlocked(answers[8]!);
    answers.splice(8, 1);
    for (const { status } of answers) expect(status).toBe(201);
  });

  it('cannot be booked with an alternate number', async () => {
    const [blocked, blockedFrom] = [newPhone(), newPhone()];
    await block({ blocked, blockedFrom }).expect(201);
    const parties = [
      { role: 'rider', phoneNumber: newPhone(), alternateNumbers: [blocked] },
      { role: 'driver', phoneNumber: newPhone(), alternateNumbers: [blockedFrom] },
    ];
    expectBlocked(await app.post('/v1/bookings', { ...bookingRequest(pool), parties }));
  });

  it('cannot become parties of one booking by a replacement', async () => {
    const booking = await createBooking(app, pool);
    const newcomer = newPhone();
    for (const phones of [
      { blocked: newcomer, blockedFrom: booking.rider },
      { blocked: booking.rider, blockedFrom: newcomer },
    ]) {
      const { body: made } = await block(phones).expect(201);
      const path = `/v1/bookings/${booking.id}/parties/driver`;
      expectBlocked(await app.put(path, { phoneNumber: newcomer }));
      await app.delete(`/v1/blocks/${made.id}`).expect(204);
    }
    expect(await reached(booking)).toEqual({ byRider: booking.driver, byDriver: booking.rider });
  });

  it('keep the booking that they had, and its request can be repeated', async () => {
    const request = bookingRequest(pool);
    const { body: booking } = await app.post('/v1/bookings', request).expect(201);
    const [rider, driver] = request.parties.map(({ phoneNumber }) => phoneNumber);
    await block({ blocked: rider, blockedFrom: driver }).expect(201);
    const again = await app.post('/v1/bookings', request).expect(200);
    expect(again.body.id).toBe(booking.id);
  });
});

describe('a party of a booking', () => {
  it('is blocked from the other by its role, with all phones, and once', async () => {
    const [at, other, driver, home] = [newPhone(), newPhone(), newPhone(), newPhone()];
    const parties = [
      { role: 'rider', phoneNumber: at, alternateNumbers: [other] },
      { role: 'driver', phoneNumber: driver, alternateNumbers: [home] },
    ];
    const booking = await createBooking(app, pool, { parties });
    const { virtualNumber } = booking;
    const request = { role: 'rider', reason: 'threats' };
    const path = `/v1/bookings/${booking.id}/blocks`;
    const { body } = await app.post(path, request).expect(201);
    expect(body.items).toHaveLength(4);
    expect(body.items[0]).toMatchObject({ pool, blocked: masked(at), reason: 'threats' });
    for (const phone of [at, other]) expectRefusal(await dial(app, phone, virtualNumber));
    expect(connectedTo(await dial(app, home, virtualNumber))).toBe(at);
    const again = (await app.post(path, request).expect(201)).body;
    expect(again.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      body.items.map(({ id }: { id: string }) => id).toSorted(),
    );
    // Also if they are booked again with other numbers first.
    const renewed = bookingRequest(pool, { rider: other, driver: home });
    expect((await app.post('/v1/bookings', renewed).expect(422)).body.code).toBe('parties-blocked');
  });

  it('can be blocked in every pool, and after the booking has ended', async () => {
    const there = (await createPool(app)).name;
    const { id, rider, driver } = await createBooking(app, pool);
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    const request = { role: 'driver', everyPool: true, until: inAnHour() };
    const { body } = await app.post(`/v1/bookings/${id}/blocks`, request).expect(201);
    expect(body.items).toMatchObject([{ pool: null, until: request.until }]);
    await app.post('/v1/bookings', bookingRequest(there, { rider, driver })).expect(422);
  });

  it('must exist', async () => {
    const { id } = await createBooking(app, pool);
    const of = (booking: string, role: string) =>
      app.post(`/v1/bookings/${booking}/blocks`, { role }).expect(404);
    expect((await of(id, 'cook')).body.code).toBe('party-not-found');
    expect((await of(randomUUID(), 'rider')).body.code).toBe('booking-not-found');
    expect((await of('none', 'rider')).body.code).toBe('booking-not-found');
  });
});

describe('retention', () => {
  it('deletes blocks that ended long ago, and no others', async () => {
    const own = (await createPool(app)).name;
    const make = async (more: object) =>
      (await block({ blocked: newPhone(), pool: own, ...more }).expect(201)).body.id as string;
    const [old, recent, endless] = [
      await make({ until: inAnHour() }),
      await make({ until: inAnHour() }),
      await make({}),
    ];
    const end = (id: string, days: number) =>
      app.db.query(`update block set ends_at = now() - make_interval(days => $2) where id = $1`, [
        id,
        days,
      ]);
    await end(old, 31);
    await end(recent, 29);
    await app.db.query(`update block set created_at = now() - interval '9 years'`);
    expect(await app.nest.get(RetentionService).run(aRun())).toMatchObject({ blocks: 1 });
    const { body } = await app.get(`/v1/blocks?pool=${own}`).expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([endless, recent]);
  });
});

describe('with 100,000 blocks', () => {
  let hotPath: HotPathPool;
  beforeAll(async () => {
    hotPath = new HotPathPool(app.databaseUrl);
    await app.db.query(`
      insert into block (blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext)
      select sha256(('a' || n)::bytea), sha256(('b' || n)::bytea), gen_random_uuid(),
             gen_random_uuid(), '\\x01' from generate_series(1, 100000) n`);
  });
  afterAll(() => hotPath.end());

  interface PlanNode {
    'Relation Name'?: string;
    'Index Cond'?: string;
    'Actual Loops': number;
    'Actual Rows': number;
    'Rows Removed by Filter'?: number;
    Plans?: PlanNode[];
  }
  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

  /** Returns what the decision on a call reads from the table of blocks. */
  async function readsOf(caller: string, msisdn: string): Promise<PlanNode[]> {
    const vault = new NumberVault(parseKeyRing(NUMBER_KEYS));
    const callerIndex = vault.indexOf(PhoneNumber.fromStored(caller));
    const call = { sessionId: 's', msisdn, callerIndex, subAccountId: SUB_ACCOUNT };
    const { text, values } = EXPLAIN_CALLS({ calls: [call] });
    const explain = `explain (analyze, format json) ${text}`;
    const { rows } = await hotPath.query({ text: explain, values });
    const plan = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
    return plan.filter((node) => node['Relation Name'] === 'block');
  }

  it('a call reads at most one of them, by the primary key', async () => {
    const booking = await createBooking(app, pool);
    const { rider, driver, virtualNumber } = booking;
    const [free, ...others] = await readsOf(rider, virtualNumber);
    expect(others).toEqual([]);
    expect(free?.['Index Cond']).toMatch(/blocked_index.*blocked_from_index/);
    expect(free).toMatchObject({ 'Actual Loops': 1, 'Actual Rows': 0 });
    expect(free?.['Rows Removed by Filter'] ?? 0).toBe(0);
    await block({ blocked: rider, blockedFrom: driver }).expect(201);
    expect(await readsOf(rider, virtualNumber)).toMatchObject([{ 'Actual Rows': 1 }]);
    // A call that is refused for another reason reads none.
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    expect(await readsOf(rider, virtualNumber)).toMatchObject([{ 'Actual Loops': 0 }]);
  });
});
