import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallDecisionRepository } from '../../src/callhandle/decision/call-decision.repository.js';
import { HotPathPool } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  type Answer,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  newVirtualNumber,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const ask = async (handle: object, on = app): Promise<Answer> =>
  (await on.webhook('call-action', handle).expect(200)).body;

describe('before a call is connected', () => {
  it("plays the booking's announcement, or else the pool's", async () => {
    const ofPool = { text: 'This call may be recorded.', repetition: 1 };
    const pool = await createPool(app, { policy: { messages: { announcement: ofPool } } });
    const plain = await createBooking(app, pool.name);
    expect((await dial(app, plain.rider, plain.virtualNumber)).callflow).toEqual([
      { action: 'say', params: { ...ofPool, voiceProfile: 'en-US-ZiraRUS' } },
      { action: 'makeCall', params: { source: plain.virtualNumber, destination: plain.driver } },
    ]);
    const ofBooking = { fileUrl: 'https://example.org/hello.mp3' };
    const { id, rider, virtualNumber } = await createBooking(app, pool.name, {
      announcement: ofBooking,
    });
    const [first] = (await dial(app, rider, virtualNumber)).callflow;
    expect(first).toEqual({ action: 'playFile', params: ofBooking });
    await app.patch(`/v1/bookings/${id}`, { announcement: null }).expect(200);
    const [again] = (await dial(app, rider, virtualNumber)).callflow;
    expect(again).toEqual({ action: 'say', params: { ...ofPool, voiceProfile: 'en-US-ZiraRUS' } });
  });

  it('refuses an announcement that 8x8 would refuse', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    for (const announcement of [
      { text: '' },
      { fileUrl: 'ftp://x.org' },
      { text: 'a', speed: 9 },
      { text: 'a', voiceProfile: 'Zira, please' },
      { text: 'a', voiceProfile: null },
    ]) {
      const { body } = await app.patch(`/v1/bookings/${id}`, { announcement }).expect(400);
      expect(body.code).toBe('validation-failed');
    }
  });
});

describe('a one-way booking', () => {
  it('connects only the parties that are allowed to call', async () => {
    const messages = { callsNotAllowed: { text: 'Please wait for the call.' } };
    const pool = await createPool(app, { policy: { messages } });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name, {
      callersAllowed: ['driver'],
    });
    expectRefusal(await dial(app, rider, virtualNumber), /Please wait for the call/);
    expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);
    await app.patch(`/v1/bookings/${id}`, { callersAllowed: null }).expect(200);
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    const unknown = await app.patch(`/v1/bookings/${id}`, { callersAllowed: ['pilot'] });
    expect(unknown.body.code).toBe('unknown-role');
  });
});

describe('a caller is refused', () => {
  it('when calling from a virtual number', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const { virtualNumber } = await createBooking(app, pool.name);
    const other = pool.numbers.find((number) => number !== virtualNumber);
    const handle = callReceived(other, virtualNumber);
    expectRefusal(await ask(handle));
    const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`);
    expect(body.reason).toBe('caller-is-virtual');
  });

  it('when calling one number too often, counted over all replicas', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { maxCallsPerMinute: 3 } });
    const replica = await app.replica();
    const rider = newPhone();
    const first = await createBooking(app, pool.name, { rider });
    const second = await createBooking(app, pool.name, { rider });
    const retried = callReceived(rider, first.virtualNumber);
    await ask(retried);
    await dial(app, rider, first.virtualNumber);
    await dial(replica, rider, first.virtualNumber);
    expectRefusal(await dial(replica, rider, first.virtualNumber), /too often/);
    expect(connectedTo(await dial(app, rider, second.virtualNumber))).toBe(second.driver);
    // A repeated request for a connected call does not count as another call.
    expect(connectedTo(await ask(retried))).toBe(first.driver);
    await app.db.query(
      `update call_session set created_at = created_at - interval '1 minute'
        where virtual_number = $1`,
      [first.virtualNumber],
    );
    expect(connectedTo(await dial(app, rider, first.virtualNumber))).toBe(first.driver);
  });
});

describe('a repeated call handle of the same session', () => {
  const sameSession = async (handles: number) => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const answers = await Promise.all(Array.from({ length: handles }, () => ask(handle)));
    return { booking, handle, answers };
  };

  it('gets the same callflow and one record, even if sent concurrently', async () => {
    const { booking, handle, answers } = await sameSession(8);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(connectedTo(answers[0]!)).toBe(booking.driver);
    const { rows } = await app.db.query(
      'select count(*)::int as records from call_session where session_id = $1',
      [handle.payload.sessionId],
    );
    expect(rows[0].records).toBe(1);
  });

  it('is not connected once the booking has ended', async () => {
    const { booking, handle } = await sameSession(1);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    expectRefusal(await ask(handle), /has ended/);
    const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`);
    expect(body).toMatchObject({ decision: 'connect', reason: 'callable' });
  });

  it('stays refused if it was refused', async () => {
    const pool = await createPool(app);
    const { virtualNumber } = await createBooking(app, pool.name);
    const stranger = newPhone();
    const handle = callReceived(stranger, virtualNumber);
    expectRefusal(await ask(handle));
    await createBooking(app, pool.name, { rider: stranger, virtualNumber });
    expectRefusal(await ask(handle), /not available/);
    expect(connectedTo(await dial(app, stranger, virtualNumber))).toBeDefined();
  });

  it('is not connected to a party of another booking', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { cooldownSeconds: 0 } });
    const first = await createBooking(app, pool.name);
    const { rider, virtualNumber } = first;
    const handle = callReceived(rider, virtualNumber);
    expect(connectedTo(await ask(handle))).toBe(first.driver);
    await app.post(`/v1/bookings/${first.id}/cancel`).expect(200);
    const second = await createBooking(app, pool.name, { rider });
    const logged = app.logs.lines.length;
    expectRefusal(await ask(handle), /has ended/);
    // The database is consistent, so nothing is logged.
    expect(app.logs.lines.slice(logged)).toEqual([]);
    const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
    expect(body).toMatchObject({ decision: 'connect', bookingId: first.id });
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(second.driver);
  });
});

describe('a call handle message that is not an incoming call', () => {
  const HANGUP = { callflow: [{ action: 'hangup' }] };
  const others = [
    { callStatus: 'ACTION_COMPLETED' },
    { callStatus: 'ACTION_COMPLETED', eventData: { dtmf: '12345678' }, clientActionId: 'x' },
    { callStatus: 'ACTION_COMPLETED', clientActionId: `pin-1-${'A'.repeat(43)}` },
    { callStatus: 'CALL_DISCONNECTED' },
    { callStatus: 'DTMF_RECEIVED' },
    { callStatus: 'CALL_CONNECTED' },
    { callStatus: undefined },
    { callDirection: 'OUTBOUND' },
    { callDirection: 'outbound', callStatus: 'ACTION_COMPLETED' },
  ];

  it.each(['connected', 'refused'])(
    'hangs up without a message on a call that was %s',
    async (what) => {
      const pool = await createPool(app);
      const { rider, virtualNumber } = await createBooking(app, pool.name);
      const handle = callReceived(what === 'connected' ? rider : newPhone(), virtualNumber);
      await ask(handle);
      const record = () =>
        app.get(`/v1/calls/${handle.payload.sessionId}`).then(({ body }) => body);
      const before = await record();
      for (const other of others) {
        for (let time = 0; time < 2; time += 1) {
          expect(await ask({ payload: { ...handle.payload, ...other } })).toEqual(HANGUP);
        }
      }
      expect(await record()).toEqual(before);
    },
  );

  it('leaves no record of an unknown call, so that the call can still be connected', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const handle = callReceived(rider, virtualNumber);
    for (const other of others) {
      expect(await ask({ payload: { ...handle.payload, ...other } })).toEqual(HANGUP);
    }
    await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(404);
    expect(connectedTo(await ask(handle))).toBe(driver);
  });
});

describe('explaining the routing', () => {
  const explain = (virtualNumber: string, caller: string) =>
    app.post('/v1/routing/explain', { virtualNumber, caller });

  it('says what a call would get, and why, without recording a call', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const { body } = await explain(virtualNumber, rider).expect(200);
    expect(body).toEqual({
      virtualNumber,
      pool: pool.name,
      decision: 'connect',
      reason: 'callable',
      awaitsDecisionHook: false,
      bookingId: id,
      callerRole: 'rider',
      calleeRole: 'driver',
      callflow: [
        {
          action: 'makeCall',
          params: { source: virtualNumber, destination: `+65••••${driver.slice(-4)}` },
        },
      ],
    });
    const stranger = await explain(virtualNumber, newPhone()).expect(200);
    expect(stranger.body).toMatchObject({ decision: 'refuse', reason: 'not-a-party' });
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    const ended = await explain(virtualNumber, rider).expect(200);
    expect(ended.body).toMatchObject({ reason: 'booking-ended', bookingId: id });
    const { rows } = await app.db.query(
      'select count(*)::int as calls from call_session where virtual_number = $1',
      [virtualNumber],
    );
    expect(rows[0].calls).toBe(0);
    await explain(newVirtualNumber(), rider).expect(404);
    await explain(virtualNumber, 'anonymous').expect(422);
  });
});

describe('query results mixed up by the database driver', () => {
  it('connect nobody to a stranger, because each row is compared with its request', async () => {
    const pool = await createPool(app, { numbers: 4 });
    const bookings = await Promise.all(
      Array.from({ length: 12 }, () => createBooking(app, pool.name)),
    );
    const hotPath = app.nest.get(HotPathPool);
    const run = hotPath.run.bind(hotPath);
    const decisions = app.nest.get(CallDecisionRepository);
    type Row = Record<string, unknown>;
    /** Gives each request the columns of the next one. */
    const fromNext = (rows: Row[], change: (row: Row, next: Row) => Row) =>
      rows.map((row, at) => ({ ...row, ...change(row, rows[(at + 1) % rows.length]!) }));
    const mixUps: ((rows: Row[]) => Row[])[] = [
      // The row of another request.
      (rows) => fromNext(rows, ({ position }, next) => ({ ...next, position })),
      (rows) => rows.map(({ position }) => ({ ...rows[0], position })),
      // The key of the right request on the row of another one.
      (rows) =>
        fromNext(rows, ({ position, session_id, msisdn, caller_index }, next) => ({
          ...next,
          position,
          session_id,
          msisdn,
          caller_index,
        })),
      (rows) =>
        fromNext(rows, (_, { callee_ciphertext, callee_index }) => ({
          callee_ciphertext,
          callee_index,
        })),
      // Not all of them.
      (rows) => rows.slice(1),
      (rows) => rows.map((row) => ({ ...row, position: 0 })),
    ];
    for (const mixUp of mixUps) {
      let isHeld = true;
      hotPath.run = (async (...args: Parameters<typeof run>) => {
        // The first statements wait until all calls have arrived, so that the other calls share one
        // batch.
        while (isHeld) {
          isHeld = decisions['waiting'] < bookings.length;
          await new Promise((resolve) => setImmediate(resolve));
        }
        return mixUp(await run(...args));
      }) as never;
      try {
        const answers = await Promise.all(
          bookings.map(async ({ rider, driver, virtualNumber }) => ({
            driver,
            reached: connectedTo(await dial(app, rider, virtualNumber)),
          })),
        );
        for (const { driver, reached } of answers) expect([driver, undefined]).toContain(reached);
        expect(answers.some(({ reached }) => reached === undefined)).toBe(true);
      } finally {
        hotPath.run = run as never;
      }
    }
    const { rows } = await app.db.query(
      `select count(*)::int as revoked from call_session where reason = 'route-refused'`,
    );
    expect(rows[0].revoked).toBeGreaterThan(0);
  });
});

describe('a call whose route was tampered with', () => {
  it('is recorded as refused', async () => {
    const pool = await createPool(app);
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    await app.db.query(`update route set callee_index = sha256('x') where booking_id = $1`, [id]);
    const handle = callReceived(rider, virtualNumber, { sessionId: randomUUID() });
    expectRefusal(await ask(handle), /try again later/);
    const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`);
    expect(body).toMatchObject({ decision: 'refuse', reason: 'route-refused', outcome: 'refused' });
  });
});
