import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { expectProperty } from '../support/property.js';
import {
  callReceived,
  createBooking,
  createPool,
  newPhone,
  newVirtualNumber,
  type TestBooking,
} from '../support/scenario.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';

let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
});
afterAll(() => app.stop());

const send = async (message: { path: string; body: object }) => {
  await app.webhook(message.path, message.body).expect(200);
};

/** Returns the record of a call without the fields that differ from call to call. */
async function recordOf(sessionId: string) {
  const { body } = await app.get(`/v1/calls/${sessionId}`).expect(200);
  const { sessionId: _id, decidedAt: _at, createdAt: _created, ...record } = body;
  for (const leg of record.legs) delete leg.callId;
  for (const recording of record.recordings) delete recording.recordingId;
  return record;
}

describe('call records', () => {
  it('show who called whom, what was decided and the outcome', async () => {
    const call = messagesOfCall(booking);
    for (const message of call.messages) await send(message);
    expect(await recordOf(call.sessionId)).toEqual({
      pool: booking.pool,
      bookingId: booking.id,
      virtualNumber: booking.virtualNumber,
      caller: { role: 'rider', phoneNumber: `+65••••${booking.rider.slice(-4)}` },
      callee: { role: 'driver' },
      decision: 'connect',
      reason: 'callable',
      outcome: 'answered',
      sessionStatus: 'COMPLETED',
      error: null,
      startedAt: '2026-01-06T08:00:00.000Z',
      endedAt: '2026-01-06T08:00:30.000Z',
      talkSeconds: 23,
      recordings: [
        { status: 'UPLOAD_COMPLETED', durationSeconds: 23, filePath: 'recordings/one.mp3' },
      ],
      legs: [
        {
          leg: 'A',
          status: 'COMPLETED',
          phoneNumber: `+65••••${booking.rider.slice(-4)}`,
          initiatedAt: '2026-01-06T08:00:00.000Z',
          connectedAt: '2026-01-06T08:00:07.000Z',
          disconnectedAt: '2026-01-06T08:00:30.000Z',
          durationSeconds: 23,
          ringSeconds: 7,
          quality: { mos: 4.5, packetLossRate: 0, jitterMs: 19 },
        },
        {
          leg: 'B',
          status: 'COMPLETED',
          phoneNumber: `+65••••${booking.driver.slice(-4)}`,
          initiatedAt: '2026-01-06T08:00:02.000Z',
          connectedAt: '2026-01-06T08:00:07.000Z',
          disconnectedAt: '2026-01-06T08:00:30.000Z',
          durationSeconds: 23,
          ringSeconds: 5,
          quality: { mos: 4.5, packetLossRate: 0, jitterMs: 19 },
        },
      ],
    });
  });

  it('are the same if the messages arrive in any order, concurrently or repeatedly', async () => {
    const ideal = messagesOfCall(booking);
    for (const message of ideal.messages) await send(message);
    const expected = await recordOf(ideal.sessionId);
    const places = ideal.messages.map((_, at) => at);
    // Sends each message one to five times in any order: consecutively, or by eight clients at once.
    const deliveries = fc.record({
      order: fc
        .tuple(
          ...places.map((at) => fc.integer({ min: 1, max: 5 }).map((times) => ({ at, times }))),
        )
        .chain((all) => {
          const sent = all.flatMap(({ at, times }) => Array.from({ length: times }, () => at));
          return fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length });
        }),
      clients: fc.constantFrom(1, 8),
    });
    await expectProperty(
      fc.asyncProperty(deliveries, async ({ order, clients }) => {
        const call = messagesOfCall(booking);
        const waiting = order.map((at) => call.messages[at]!);
        const client = async () => {
          for (let next = waiting.shift(); next; next = waiting.shift()) await send(next);
        };
        await Promise.all(Array.from({ length: clients }, client));
        expect(await recordOf(call.sessionId)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 600_000);

  it('count each message once', async () => {
    const call = messagesOfCall(booking);
    for (const message of [...call.messages, ...call.messages]) await send(message);
    const { rows } = await app.db.query(
      `select (select count(*)::int from call_session where session_id = $1) as sessions,
              (select count(*)::int from call_leg where session_id = $1) as legs`,
      [call.sessionId],
    );
    expect(rows[0]).toEqual({ sessions: 1, legs: 2 });
  });

  it('are committed before the call handle is answered', async () => {
    const handle = callReceived(newPhone(), booking.virtualNumber);
    await app.webhook('call-action', handle).expect(200);
    const { rows } = await app.db.query(
      'select decision, reason, booking_id from call_session where session_id = $1',
      [handle.payload.sessionId],
    );
    expect(rows).toEqual([{ decision: 'refuse', reason: 'not-a-party', booking_id: null }]);
  });

  it('show a refused call as refused, although 8x8 reports the played message as completed', async () => {
    const handle = callReceived(newPhone(), booking.virtualNumber);
    const { sessionId } = handle.payload;
    await app.webhook('call-action', handle).expect(200);
    await app.webhook('session-summary', {
      payload: {
        sessionId,
        subAccountId: SUB_ACCOUNT,
        sessionStatus: 'COMPLETED',
        details: {
          callA: { callId: 'a', source: '+6590000000', destination: booking.virtualNumber },
        },
      },
    });
    expect(await recordOf(sessionId)).toMatchObject({
      outcome: 'refused',
      reason: 'not-a-party',
      bookingId: null,
      sessionStatus: 'COMPLETED',
    });
  });

  it.each([
    ['NO_ANSWER', 'missed'],
    ['no answer', 'missed'],
    ['BUSY', 'busy'],
    ['FAILED', 'unreachable'],
    ['CANCELED', 'caller-hung-up'],
    ['ERROR', 'failed'],
    ['SOMETHING NEW', 'unknown'],
  ])('translate the session status %j to the outcome %s', async (sessionStatus, outcome) => {
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const { sessionId } = handle.payload;
    await app.webhook('call-action', handle).expect(200);
    expect((await recordOf(sessionId)).outcome).toBe('in-progress');
    const summary = {
      payload: {
        sessionId,
        subAccountId: SUB_ACCOUNT,
        sessionStatus,
        details: { callA: { destination: booking.virtualNumber } },
        ...(sessionStatus === 'ERROR' && { errorDetails: { errorCode: -2004 } }),
      },
    };
    await app.webhook('session-summary', summary).expect(200);
    const record = await recordOf(sessionId);
    expect(record.outcome).toBe(outcome);
    expect(record.error).toEqual(
      sessionStatus === 'ERROR'
        ? { code: -2004, message: 'no coverage for the destination' }
        : null,
    );
  });

  it.each([
    ['call-action', 'session-summary'],
    ['session-summary', 'call-action'],
  ])('show that the caller hung up during the announcement (%s first)', async (...order) => {
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const { sessionId } = handle.payload;
    const payload = {
      sessionId,
      subAccountId: SUB_ACCOUNT,
      sessionStatus: 'COMPLETED',
      details: { callA: { destination: booking.virtualNumber, callStatus: 'COMPLETED' } },
    };
    for (const path of order) {
      await app.webhook(path, path === 'call-action' ? handle : { payload }).expect(200);
    }
    expect(await recordOf(sessionId)).toMatchObject({
      decision: 'connect',
      outcome: 'caller-hung-up',
    });
  });

  it('are kept for calls to unknown numbers', async () => {
    const dialled = newVirtualNumber();
    const handle = callReceived(newPhone(), dialled);
    const { payload } = callReceived(newPhone(), dialled);
    await app.webhook('call-action', handle).expect(200);
    await app.webhook('call-status', { payload }).expect(200);
    // The number could belong to anybody, so it is masked.
    const virtualNumber = `+65••••${dialled.slice(-4)}`;
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({
      pool: null,
      virtualNumber,
      decision: 'refuse',
      reason: 'unknown-number',
    });
    expect(await recordOf(payload.sessionId)).toMatchObject({ pool: null, virtualNumber });
  });

  it('are kept for reports with hardly any fields', async () => {
    const sessionId = randomUUID();
    const odd = { sessionId, callStatus: 7, source: {}, timestamp: 'soon', callDuration: 'x' };
    await app.webhook('call-status', { payload: odd }).expect(200);
    await app
      .webhook('session-summary', { payload: { sessionId, details: { callA: 1, callB: [] } } })
      .expect(200);
    expect(await recordOf(sessionId)).toMatchObject({ sessionStatus: 'UNKNOWN', pool: null });
  });

  it('include a summary that names no number', async () => {
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const { sessionId } = handle.payload;
    await app.webhook('call-action', handle).expect(200);
    const payload = {
      sessionId,
      subAccountId: SUB_ACCOUNT,
      sessionStatus: 'ERROR',
      errorDetails: { errorCode: -2002 },
      details: {},
    };
    await app.webhook('session-summary', { payload }).expect(200);
    expect(await recordOf(sessionId)).toMatchObject({
      outcome: 'failed',
      error: { code: -2002 },
      bookingId: booking.id,
    });
  });

  it('are kept for a summary whose two legs have the same id', async () => {
    const sessionId = randomUUID();
    const details = { callA: { callId: 'same' }, callB: { callId: 'same' } };
    await app.webhook('session-summary', { payload: { sessionId, details } }).expect(200);
    expect((await recordOf(sessionId)).legs).toHaveLength(2);
  });

  it('are listed by booking, newest first, page by page', async () => {
    const pool = await createPool(app);
    const other = await createBooking(app, pool.name);
    const sessions: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const handle = callReceived(other.rider, other.virtualNumber);
      sessions.unshift(handle.payload.sessionId);
      await app.webhook('call-action', handle).expect(200);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor && `&cursor=${cursor}`;
      const { body } = await app.get(`/v1/bookings/${other.id}/calls?limit=2${more}`).expect(200);
      seen.push(...body.items.map((item: { sessionId: string }) => item.sessionId));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(sessions);
    await app.get(`/v1/bookings/${randomUUID()}/calls`).expect(404);
    await app.get(`/v1/calls/${randomUUID()}`).expect(404);
  });
});
