import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PostgresPool, statementDocuments } from '../../src/platform/database/index.js';
import { RECORD_APP_CALL } from '../../src/callhandle/app-call/app-call.sql.js';
import { REVOKE_CONNECTION } from '../../src/callhandle/decision/call-decision.sql.js';
import { ATTRIBUTE_SESSIONS } from '../../src/status/ingest/attribute-sessions.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { at, ReportedCall } from '../support/carrier/reported-call.js';
import { addHook, HookServer, patientHooks, says } from '../support/servers/hook-server.js';
import { createBooking, createPool, newPhone } from '../support/scenario.js';
import { subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp(TO_LOOPBACK);
  patientHooks(app);
  await subscribe(app, { url: 'http://127.0.0.1:9/' });
});
afterAll(() => app.stop());

/** Creates a call of a party, or of a stranger, on a booking. */
async function newCall({
  isStranger = false,
  policy = {},
  ...more
}: { isStranger?: boolean; policy?: object; callersAllowed?: string[] } = {}) {
  const pool = await createPool(app, { policy });
  const booking = await createBooking(app, pool.name, more);
  const caller = isStranger ? newPhone() : booking.rider;
  return { pool, booking, call: new ReportedCall(app, { ...booking, rider: caller }) };
}

/** A summary without a leg to the callee; the call began while there was a booking. */
const ended = (call: ReportedCall, sessionStatus: string) =>
  call.summary({
    sessionStatus,
    startTime: new Date().toISOString(),
    details: { callA: call.a },
  });

/** The summary that 8x8 sends if the response to the call handle did not arrive in time. */
const failed = (call: ReportedCall) => ended(call, 'ERROR');

/** A summary of a call that began before there was a booking, so that it is not attributed to one. */
const early = (call: ReportedCall, sessionStatus: string) =>
  call.summary({
    sessionStatus,
    startTime: '2020-01-01T00:00:00Z',
    details: { callA: call.a },
  });

const shown = async (call: ReportedCall) =>
  (await call.events()).map(({ type, data }) => [type, data['outcome'], data['previousOutcome']]);

/** Expects that the last end in the events is that of the record. */
async function expectAgreement(call: ReportedCall, outcome: string): Promise<void> {
  expect((await call.record()).outcome).toBe(outcome);
  const ends = (await call.events()).filter(({ type }) => type === 'call.ended');
  expect(ends.at(-1)?.data['outcome']).toBe(outcome);
}

describe('a decision that is recorded after the summary of its call', () => {
  it('corrects the end if it refuses', async () => {
    const { call, booking } = await newCall({ callersAllowed: ['driver'] });
    await call.send(ended(call, 'COMPLETED'), call.handle, call.handle);
    expect(await shown(call)).toEqual([
      ['call.missed', 'caller-hung-up', undefined],
      ['call.ended', 'caller-hung-up', undefined],
      ['call.refused', undefined, undefined],
      ['call.ended', 'refused', 'caller-hung-up'],
    ]);
    await expectAgreement(call, 'refused');
    const events = await app.get(`/v1/events?bookingId=${booking.id}&limit=10`).expect(200);
    const times = events.body.items.map((event: { occurredAt: string }) => event.occurredAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('corrects the end of a call that was not attributed to a booking', async () => {
    const { call } = await newCall({ isStranger: true });
    await call.send(early(call, 'ERROR'), call.handle);
    expect(await shown(call)).toEqual([
      ['call.ended', 'failed', undefined],
      ['call.refused', undefined, undefined],
      ['call.ended', 'refused', 'failed'],
    ]);
    await expectAgreement(call, 'refused');
  });

  it('corrects the end if it connects, and nothing if the outcome is the same', async () => {
    const { call } = await newCall();
    await call.send(early(call, 'COMPLETED'), call.handle);
    expect(await shown(call)).toEqual([
      ['call.ended', 'refused', undefined],
      ['call.started', undefined, undefined],
      ['call.missed', 'caller-hung-up', 'refused'],
      ['call.ended', 'caller-hung-up', 'refused'],
    ]);
    const { call: same } = await newCall();
    await same.send(failed(same), same.handle);
    expect(await shown(same)).toEqual([
      ['call.ended', 'failed', undefined],
      ['call.started', undefined, undefined],
    ]);
  });

  it('corrects the end if a hook decides', async () => {
    const hook = await HookServer.start();
    onTestFinished(() => hook.close());
    hook.behave = says({ decision: 'refuse' });
    const { call, pool } = await newCall();
    await addHook(app, pool.name, hook);
    await call.send(ended(call, 'COMPLETED'));
    await expectAgreement(call, 'caller-hung-up');
    await call.send(call.handle);
    expect(await call.record()).toMatchObject({ reason: 'hook-refused' });
    await expectAgreement(call, 'refused');
  });

  it('corrects the end if a PIN is accepted', async () => {
    const { call, booking } = await newCall({ isStranger: true, policy: { partyPin: true } });
    const { path, body } = call.handle as { path: string; body: { payload: object } };
    const question = await app.webhook(path, body).expect(200);
    await call.send(early(call, 'COMPLETED'));
    await expectAgreement(call, 'refused');
    const entered = {
      callStatus: 'ACTION_COMPLETED',
      eventData: { dtmf: booking.parties[0]!.pin },
      clientActionId: question.body.clientActionId,
    };
    await call.send({ path, body: { ...body, payload: { ...body.payload, ...entered } } });
    expect(await call.record()).toMatchObject({ reason: 'pin-accepted' });
    await expectAgreement(call, 'caller-hung-up');
  });

  it('corrects the end if the call was started from the app', async () => {
    const { call, booking } = await newCall();
    await call.send(ended(call, 'COMPLETED'), call.status('b', 'CALL_CONNECTED', 7));
    await expectAgreement(call, 'answered');
    const { rows } = await app.db.query(
      `select r.pool_id as "poolId", r.booking_id as "bookingId", r.caller_role as "callerRole",
              r.callee_role as "calleeRole", r.caller_index as "callerIndex"
         from route r where r.booking_id = $1 and r.caller_role = 'rider'`,
      [booking.id],
    );
    const { sessionId } = call;
    const record = { ...rows[0], sessionId, virtualNumber: booking.virtualNumber };
    await app.nest.get(PostgresPool).run(RECORD_APP_CALL(record));
    expect(await call.record()).toMatchObject({ reason: 'called-from-app' });
    // Both legs of such a call are outbound, so one connected leg is that of the caller.
    await expectAgreement(call, 'caller-hung-up');
  });

  it('corrects the end if it is revoked after the summary, by its replica or by a second summary', async () => {
    const { call } = await newCall();
    await call.send(call.handle, failed(call));
    await expectAgreement(call, 'failed');
    const { sessionId } = call;
    const { rows } = await app.db.query(
      'select attempt_id from call_session where session_id = $1',
      [sessionId],
    );
    const attemptId = rows[0].attempt_id as string;
    const revoked = REVOKE_CONNECTION({ sessionId, attemptId, reason: 'too-late' });
    await app.nest.get(PostgresPool).run(revoked);
    expect(await call.record()).toMatchObject({ reason: 'too-late' });
    await expectAgreement(call, 'refused');

    const { call: second } = await newCall();
    await second.send(second.handle, second.summary({ sessionStatus: 'NO ANSWER' }));
    await expectAgreement(second, 'missed');
    const details = { callA: second.a };
    const hungUp = { sessionStatus: 'COMPLETED', lastAction: 'HANGUP', details };
    await second.send(second.summary(hungUp));
    await expectAgreement(second, 'refused');
  });
});

/** An assignment of the decision, in the part of a statement between `set` and `where`. */
const SETS_DECISION = /\bset\s(?:(?!\bwhere\b)[^])*?(?<![.\w])decision = /;

describe('each statement that can change the decision on a call', () => {
  it('notes what the events of its end say, so that it can correct them', () => {
    const changing = statementDocuments().filter(
      ({ text }) => text.includes('call_session') && SETS_DECISION.test(text),
    );
    expect(changing.length).toBeGreaterThan(5);
    for (const { name, text } of changing) {
      expect(text, name).toContain('previous_outcome = ');
      expect(text, name).toContain("'previousOutcome'");
    }
  });
});

describe('the summary of a call without a call handle', () => {
  it('emits its events once, even if several replicas take it at the same moment', async () => {
    for (const isKnown of [true, false]) {
      const { call, pool } = await newCall({ isStranger: !isKnown });
      // Stores the call; its end follows as another replica's statement, which has not emitted yet.
      await call.send(call.status('a', 'CALL_RECEIVED', 0));
      const { sessionId } = call;
      const end = `update call_session set session_status = 'ERROR', started_at = now()
                      where session_id = $1 returning pool_id`;
      const { rows } = await app.db.query(end, [sessionId]);
      const sessions = [{ poolId: rows[0].pool_id as string, sessionId }];
      const locking = await app.db.connect();
      await locking.query('begin');
      await locking.query('select from call_session where session_id = $1 for update', [sessionId]);
      const database = app.nest.get(PostgresPool);
      const both = [0, 1].map(() => database.run(ATTRIBUTE_SESSIONS({ sessions })));
      await expect.poll(waiting).toBe(2);
      await locking.query('commit');
      locking.release();
      await Promise.all(both);
      expect(await shown(call)).toEqual([['call.ended', 'failed', undefined]]);
      const { body } = await app.get(`/v1/events?pool=${pool.name}&type=call.ended`).expect(200);
      expect(body.items[0].data.callerRole).toBe(isKnown ? 'rider' : null);
    }
  });

  it('emits one end if the call handle is decided before its events are written', async () => {
    const { call, booking } = await newCall({ callersAllowed: ['driver'] });
    await call.send(call.status('a', 'CALL_RECEIVED', 0));
    const { sessionId } = call;
    const end = `update call_session set session_status = 'ERROR', started_at = $2
                    where session_id = $1 returning pool_id`;
    const { rows } = await app.db.query(end, [sessionId, at(0)]);
    await call.send(call.handle);
    const sessions = [{ poolId: rows[0].pool_id as string, sessionId }];
    await app.nest.get(PostgresPool).run(ATTRIBUTE_SESSIONS({ sessions }));
    expect(await shown(call)).toEqual([
      ['call.refused', undefined, undefined],
      ['call.ended', 'refused', undefined],
    ]);
    expect(await call.record()).toMatchObject({ bookingId: booking.id, decision: 'refuse' });
  });
});

async function waiting(): Promise<number> {
  const { rows } = await app.db.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}
