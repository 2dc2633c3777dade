import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import type { TestApp } from '../support/app.js';
import { callOf, type Canary, releaseCanary } from '../support/leak/canary.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import {
  bookingRequest,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';
import { subjectIn } from '../support/leak/traces.js';
import { subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let platform: Platform;
let app: TestApp;
let pool: string;
beforeAll(async () => {
  platform = await startPlatform(15, TO_LOOPBACK);
  app = platform.app;
  pool = (await createPool(app, { numbers: 0, policy: { newNumbers: 'enable' } })).name;
  await app.post(`/v1/pools/${pool}/sync`).expect(200);
  await subscribe(app, { url: 'http://127.0.0.1:9/' });
});
afterAll(() => platform.stop());

const erase = (phoneNumber: string, more = {}) =>
  app.post('/v1/erasures', { phoneNumber, ...more });
const idsOf = (bookings: readonly { id: string }[]) => bookings.map(({ id }) => id).toSorted();
const isLive = async ({ rider, driver, virtualNumber }: TestBooking) => {
  const answers = await Promise.all([
    dial(app, rider, virtualNumber),
    dial(app, driver, virtualNumber),
  ]);
  return connectedTo(answers[0]) === driver && connectedTo(answers[1]) === rider;
};

/** Returns all that the API shows of a booking and its calls. */
async function emittedFor({ id }: TestBooking) {
  const paths = [`/v1/bookings/${id}?reveal=true`, `/v1/bookings/${id}/calls`];
  const answers = await Promise.all(paths.map((path) => app.get(path).expect(200)));
  return answers.map(({ body }) => body as unknown);
}

/** Returns every stored row with the id of the booking. */
async function rowsOf({ id }: TestBooking): Promise<unknown[]> {
  const tables = ['party', 'party_alternate', 'party_pin', 'route', 'call_session', 'outbox_event'];
  const queries = [
    `select t::text from booking t where id = $1`,
    ...tables.map((table) => `select t::text from ${table} t where booking_id = $1 order by 1`),
    `select t::text from call_leg t join call_session using (session_id)
      where booking_id = $1 order by 1`,
  ];
  return Promise.all(queries.map(async (query) => (await app.db.query(query, [id])).rows));
}

describe('an erased phone number', () => {
  let canary: Canary;
  let bystander: TestBooking;
  beforeAll(async () => {
    canary = await releaseCanary(platform, pool);
    bystander = await createBooking(app, pool, { metadata: { order: 17 } });
    await callOf(app, bystander);
  }, 60_000);

  it('was stored in every searched place before', async () => {
    expect(await subjectIn(app.db, canary.phone, canary.known)).toEqual([
      'abuse_report.text_ciphertext encrypted',
      'block.blocked_ciphertext by its bytes',
      'block.blocked_ciphertext encrypted',
      'block.blocked_from_ciphertext by its bytes',
      'block.blocked_from_ciphertext encrypted',
      'block.blocked_from_index by its bytes',
      'block.blocked_index by its bytes',
      'block.reason_ciphertext by its bytes',
      'block.reason_ciphertext encrypted',
      'booking.announcement in clear',
      'booking.content_digest by its bytes',
      'booking.metadata in clear',
      'booking.reference in clear',
      'call_leg.party_ciphertext by its bytes',
      'call_leg.party_ciphertext encrypted',
      'call_leg.party_index by its bytes',
      'call_session.caller_index by its bytes',
      'call_session.pin_digest by its bytes',
      'dump encoded',
      'dump in clear',
      'message.content_ciphertext by its bytes',
      'message.receiver_ciphertext by its bytes',
      'message.receiver_ciphertext encrypted',
      'message.receiver_index by its bytes',
      'message.reference in clear',
      'message.sender_index by its bytes',
      'message.text_ciphertext by its bytes',
      'message.text_ciphertext encrypted',
      'message_reply_guard.person_index by its bytes',
      'opt_out.person_ciphertext by its bytes',
      'opt_out.person_ciphertext encrypted',
      'opt_out.person_index by its bytes',
      'outbox_event.payload in clear',
      'party.number_ciphertext by its bytes',
      'party.number_ciphertext encrypted',
      'party.number_index by its bytes',
      'party.pin_ciphertext by its bytes',
      'party_alternate.number_ciphertext by its bytes',
      'party_alternate.number_ciphertext encrypted',
      'party_alternate.number_index by its bytes',
      'party_pin.pin_index by its bytes',
      'pin_guard.caller_index by its bytes',
      'recording.file_path in clear',
      'route.callee_ciphertext by its bytes',
      'route.callee_ciphertext encrypted',
      'route.callee_index by its bytes',
      'route.caller_index by its bytes',
    ]);
  });

  it('is kept while its calls connect, and the refusal lists the bookings', async () => {
    const traces = await subjectIn(app.db, canary.phone, canary.known);
    const { body } = await erase(canary.phone).expect(409);
    expect(body).toMatchObject({ code: 'bookings-live', bookings: canary.live.length });
    expect(body.bookingIds.toSorted()).toEqual(idsOf(canary.live));
    expect(JSON.stringify(body)).not.toContain(canary.phone.slice(3));
    expect(await subjectIn(app.db, canary.phone, canary.known)).toEqual(traces);
    const { rows } = await app.db.query(`select status from booking where id = $1`, [
      canary.live[0]!.id,
    ]);
    expect(rows[0].status).toBe('active');
  });

  it('leaves no trace in any row or dump, and nobody else is affected', async () => {
    const emitted = await emittedFor(bystander);
    const rows = await rowsOf(bystander);
    const { body } = await erase(canary.phone, { endBookings: true }).expect(200);
    expect(await subjectIn(app.db, canary.phone, canary.known)).toEqual([]);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      erasedAt: expect.any(String),
      // Plus the booking in which the phone's party was replaced.
      bookings: canary.live.length + canary.ended.length + 1,
      blocks: 2,
      mentions: canary.mentioning.length,
      calls: expect.any(Number),
      callsUnderWay: expect.any(Number),
      // Three of the phone, a reply and one of the company to it, and one of the other party.
      messages: 6,
      optOuts: 1,
    });
    expect(body.calls).toBeGreaterThan(8);
    expect(await emittedFor(bystander)).toEqual(emitted);
    expect(await rowsOf(bystander)).toEqual(rows);
    expect(await isLive(bystander)).toBe(true);
    for (const booking of canary.mentioning) expect(await isLive(booking)).toBe(true);
  });

  it('has its bookings ended, with events and audit records', async () => {
    for (const { id } of canary.live) {
      const { body } = await app.get(`/v1/bookings/${id}`).expect(200);
      expect(body.status).toBe(id === canary.live[1]!.id ? 'completed' : 'cancelled');
      const { body: events } = await app.get(`/v1/events?bookingId=${id}`).expect(200);
      const types = (events.items as { type: string }[]).map(({ type }) => type);
      expect(types).toContain(`booking.${body.status}`);
    }
    const { body: audit } = await app.get('/v1/audit-events?action=erasure.create').expect(200);
    expect(audit.items).toMatchObject([
      { outcome: 'done', objectType: 'erasure', details: { mentions: 2 } },
      { outcome: 'refused', code: 'bookings-live', objectId: null },
    ]);
    const ended = ['booking.cancel', 'booking.end-grace'].map(async (action) => {
      const { body } = await app.get(`/v1/audit-events?action=${action}`).expect(200);
      return (body.items as { objectId: string }[]).map(({ objectId }) => objectId);
    });
    const recorded = (await Promise.all(ended)).flat();
    for (const { id } of canary.live) expect(recorded).toContain(id);
  });

  it('leaves bookings and calls in place, with the other party', async () => {
    const [active] = canary.live as [TestBooking];
    const { body: booking } = await app.get(`/v1/bookings/${active.id}?reveal=true`).expect(200);
    expect(booking).toMatchObject({
      reference: `erased:${active.id}`,
      metadata: { who: { phone: '[erased]' }, 'tel [erased]': 'call [erased]' },
      parties: [
        { role: 'rider', phoneNumber: null },
        { role: 'driver', phoneNumber: active.driver },
      ],
    });
    const { body: call } = await app.get(`/v1/calls/${canary.sessionId}?reveal=true`).expect(200);
    expect(call).toMatchObject({
      outcome: 'answered',
      talkSeconds: 23,
      caller: { role: 'rider', phoneNumber: null },
      legs: [
        { leg: 'A', phoneNumber: null, durationSeconds: 23 },
        { leg: 'B', phoneNumber: active.driver },
      ],
    });
    const paths = (call.recordings as { filePath: string | null }[]).map(
      ({ filePath }) => filePath,
    );
    expect(new Set(paths)).toEqual(new Set([null, 'recordings/one.mp3']));
    const alternates = (await app.get(`/v1/bookings/${canary.live[2]!.id}`).expect(200)).body;
    expect(alternates.parties[0]).toMatchObject({
      phoneNumber: expect.stringMatching(/^\+65••••\d{4}$/),
      alternateNumbers: [expect.stringMatching(/^\+65••••\d{4}$/)],
    });
    for (const path of ['/v1/bookings?limit=200', '/v1/calls?limit=200']) {
      expect((await app.get(path).expect(200)).text).not.toContain('unreadable');
    }
  });

  it('does not return with a repeated report', async () => {
    await app.webhook('session-summary', canary.summary).expect(200);
    expect(await subjectIn(app.db, canary.phone, canary.known)).toEqual([]);
  });

  it('has nothing left to erase the second time', async () => {
    const { body } = await erase(canary.phone).expect(200);
    expect(body).toMatchObject({ bookings: 0, blocks: 0, mentions: 0, calls: 0, callsUnderWay: 0 });
  });

  it('is in no log line', () => {
    expect(app.logs.lines.join('\n')).not.toContain(canary.phone.slice(3));
  });
});

describe('after an erasure', () => {
  it('a former contact is not connected to somebody else by the same number', async () => {
    const single = await createPool(app, { numbers: 1 });
    const first = await createBooking(app, single.name);
    await erase(first.driver, { endBookings: true }).expect(200);
    expectRefusal(await dial(app, first.rider, first.virtualNumber), /has ended/);
    expectRefusal(await dial(app, first.driver, first.virtualNumber), /not available/);

    const request = bookingRequest(single.name, { rider: first.rider });
    const refused = await app.post('/v1/bookings', request).expect(409);
    expect(refused.body).toMatchObject({ code: 'pool-exhausted', reasons: { cooling: 1 } });
    const again = bookingRequest(single.name, { rider: first.rider, driver: first.driver });
    await app.post('/v1/bookings', again).expect(409);
    const named = { ...request, virtualNumber: first.virtualNumber };
    const { body } = await app.post('/v1/bookings', named).expect(409);
    expect(body).toMatchObject({ code: 'virtual-number-unavailable', reason: 'cooling' });
    expectRefusal(await dial(app, first.rider, first.virtualNumber), /has ended/);

    await app.db.query('update route set reuse_after = now(), callable_until = now()');
    await app.post('/v1/bookings', request).expect(201);
  });

  it('the phone number can have new bookings', async () => {
    const single = await createPool(app, { numbers: 1 });
    const first = await createBooking(app, single.name);
    await erase(first.driver, { endBookings: true }).expect(200);
    const again = await createBooking(app, single.name, { driver: first.driver });
    expect(await isLive(again)).toBe(true);
  });

  it('a repeated booking request finds its reference taken and creates nothing', async () => {
    const request = bookingRequest(pool);
    const { body: booking } = await app.post('/v1/bookings', request).expect(201);
    await erase(request.parties[0]!.phoneNumber, { endBookings: true }).expect(200);
    const { body } = await app.post('/v1/bookings', request).expect(409);
    expect(body).toMatchObject({ code: 'reference-taken', bookingId: booking.id });
  });

  it('app calls of an erased booking are refused', async () => {
    const booking = await createBooking(app, pool);
    await erase(booking.rider, { endBookings: true }).expect(200);
    for (const from of ['rider', 'driver']) {
      const { body } = await app.post(`/v1/bookings/${booking.id}/calls`, { from }).expect(409);
      expect(body.code).toBe('booking-not-callable');
    }
  });
});

describe('a booking with a replaced party', () => {
  it('continues when the replaced party is erased', async () => {
    const booking = await createBooking(app, pool);
    const left = booking.driver;
    const driver = newPhone();
    const party = { phoneNumber: driver };
    const { body } = await app.put(`/v1/bookings/${booking.id}/parties/driver`, party).expect(200);
    await erase(left).expect(200);
    expect(await subjectIn(app.db, left)).toEqual([]);
    const current = { ...booking, driver, virtualNumber: body.virtualNumber };
    expect(await isLive(current)).toBe(true);
  });

  it('keeps no digest of the replaced party, because an erasure could not find it', async () => {
    const booking = await createBooking(app, pool);
    const party = { phoneNumber: newPhone() };
    await app.put(`/v1/bookings/${booking.id}/parties/driver`, party).expect(200);
    const query = 'select content_digest from booking where id = $1';
    const { rows } = await app.db.query(query, [booking.id]);
    expect(rows).toEqual([{ content_digest: null }]);
  });
});

describe('data that cannot be found by a phone number contains none', () => {
  it('receipts of messages without an id', async () => {
    const booking = await createBooking(app, pool);
    const keys = async () =>
      (await app.db.query(`select count(*)::int as n from webhook_receipt`)).rows[0].n as number;
    const { messages } = messagesOfCall(booking);
    const summary = messages.find(({ path }) => path === 'session-summary')!.body;
    await app.webhook('session-summary', summary).expect(200);
    const before = await keys();
    const other = JSON.parse(
      JSON.stringify(summary).replaceAll(booking.driver, newPhone()),
    ) as object;
    await app.webhook('session-summary', other).expect(200);
    expect(await keys()).toBe(before);
  });

  it('dead letters', async () => {
    await app.db.query('delete from dead_letter');
    for (const source of [newPhone(), newPhone()]) {
      await app.webhook('call-status', { payload: { source } }).expect(200);
    }
    const { body } = await app.get('/v1/dead-letters').expect(200);
    expect(body.items).toMatchObject([{ times: 2 }]);
  });
});

describe('an interrupted erasure', () => {
  it.each(['outbox_event', 'call_leg', 'recording', 'pin_guard', 'audit_event'])(
    'in %s is completed by repeating the request',
    async (table) => {
      const canary = await releaseCanary(platform, pool);
      await app.db.query(`alter table ${table} rename to broken`);
      await erase(canary.phone, { endBookings: true }).expect(500);
      await app.db.query(`alter table broken rename to ${table}`);
      await erase(canary.phone, { endBookings: true }).expect(200);
      expect(await subjectIn(app.db, canary.phone, canary.known)).toEqual([]);
    },
    60_000,
  );
});

describe('bookings created during an erasure', () => {
  it('are complete, and earlier bookings are erased', async () => {
    const phone = newPhone();
    const others = await createPool(app, { numbers: 30 });
    const before: TestBooking[] = [];
    for (let at = 0; at < 10; at += 1) {
      before.push(await createBooking(app, others.name, { rider: phone }));
    }
    const making = Array.from({ length: 15 }, () => {
      const request = bookingRequest(others.name, { rider: phone });
      return { request, answer: app.post('/v1/bookings', request) };
    });
    const [erased, ...answers] = await Promise.all([
      erase(phone, { endBookings: true }),
      ...making.map(({ answer }) => answer),
    ]);
    expect(erased.status, erased.text).toBe(200);
    for (const { id, driver, virtualNumber } of before) {
      const { body } = await app.get(`/v1/bookings/${id}`).expect(200);
      expect(body.parties[0].phoneNumber).toBeNull();
      expect(connectedTo(await dial(app, driver, virtualNumber))).toBeUndefined();
    }
    for (const [at, { status, body }] of answers.entries()) {
      expect(status).toBe(201);
      const stored = (await app.get(`/v1/bookings/${body.id}`).expect(200)).body;
      const driver = making[at]!.request.parties[1]!.phoneNumber;
      const isCancelled = stored.status === 'cancelled';
      const isErased = stored.parties[0].phoneNumber === null;
      // Bookings that were created before the erasure may be erased with the earlier ones.
      if (isErased) expect(isCancelled).toBe(true);
      if (!isCancelled) expect(await isLive({ ...body, rider: phone, driver })).toBe(true);
    }
    await erase(phone, { endBookings: true }).expect(200);
    expect(await subjectIn(app.db, phone)).toEqual([]);
  });
});

describe('a booking to which the phone returns during an erasure', () => {
  it('stays intact, and the erasure is refused', async () => {
    const phone = newPhone();
    const ended = await createBooking(app, pool, { driver: phone });
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    const booking = await createBooking(app, pool, { driver: phone });
    const replaceBy = (phoneNumber: string) =>
      app.put(`/v1/bookings/${booking.id}/parties/driver`, { phoneNumber }).expect(200);
    await replaceBy(newPhone());

    const client = await app.db.connect();
    try {
      await client.query('begin');
      await client.query('select from booking where id = $1 for update', [ended.id]);
      const erasing = erase(phone).then((answer) => answer);
      const waits = `select 1 from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like '%for no key update%'`;
      while ((await app.db.query(waits)).rowCount === 0);
      const { body } = await replaceBy(phone);
      await client.query('rollback');
      const answer = await erasing;
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'bookings-live', bookingIds: [booking.id] });
      expect(await isLive({ ...booking, virtualNumber: body.virtualNumber })).toBe(true);
    } finally {
      client.release();
    }
  });
});

describe('an erasure request', () => {
  it('needs the scope and a key that is not restricted to pools', async () => {
    const request = { phoneNumber: newPhone() };
    const { key } = await createKey(app, ['erasures:write']);
    await app.as(key).post('/v1/erasures', request).expect(200);
    const other = await createKey(app, ['bookings:write', 'numbers:reveal']);
    await app.as(other.key).post('/v1/erasures', request).expect(403);
    const restricted = await createKey(app, ['erasures:write'], { pools: [pool] });
    const { body } = await app.as(restricted.key).post('/v1/erasures', request).expect(403);
    expect(body.code).toBe('key-restricted');
  });

  it('is refused for a malformed number', async () => {
    expect((await erase('91178965').expect(422)).body.code).toBe('phone-number-invalid');
    await erase(newPhone(), { endBookings: 'yes' }).expect(400);
    await app.post('/v1/erasures', {}).expect(400);
  });

  it('is refused while another erasure runs', async () => {
    const client = await app.db.connect();
    try {
      await client.query('begin');
      await client.query('lock table call_leg in access exclusive mode');
      const first = erase(newPhone()).then((answer) => answer);
      const waits = `select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%call_leg%'`;
      while ((await app.db.query(waits)).rowCount === 0);
      expect((await erase(newPhone()).expect(409)).body.code).toBe('erasure-under-way');
      await client.query('rollback');
      expect((await first).status).toBe(200);
      await erase(newPhone()).expect(200);
    } finally {
      client.release();
    }
  });
});
