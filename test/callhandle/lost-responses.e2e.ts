import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { OverloadedError } from '../../src/callhandle/decision/call-decision.repository.js';
import { CallHandleService } from '../../src/callhandle/call-handle.service.js';
import { LostResponses } from '../../src/callhandle/decision/lost-responses.service.js';
import { HotPathPool, PostgresPool } from '../../src/platform/database/index.js';
import type { EventResponse } from '../../src/events/outbox/event.mapper.js';
import { type AppOptions, startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { WEBHOOK_SECRET } from '../support/app.js';
import {
  type Answer,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  expectRefusal,
  newPhone,
} from '../support/scenario.js';
import { subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

/** Removes the test's overrides of the pool's methods. */
function restoreHotPath(): void {
  const hotPath = app.nest.get(HotPathPool);
  for (const name of ['run', 'transaction']) Reflect.deleteProperty(hotPath, name);
}

type Run = (...args: never[]) => Promise<unknown>;

let app: TestApp;
afterEach(() => app.stop());

async function start(options: AppOptions = {}, policy = {}) {
  app = await startApp(TO_LOOPBACK, options);
  const pool = await createPool(app, { policy });
  await subscribe(app, { url: 'http://127.0.0.1:9/' }, { pools: [pool.name] });
  return createBooking(app, pool.name);
}

const ask = async (handle: object, on = app): Promise<Answer> =>
  (await on.webhook('call-action', handle).expect(200)).body;
const recordOf = async (sessionId: string) =>
  (await app.get(`/v1/calls/${sessionId}`).expect(200)).body as Record<string, unknown>;
const eventsOf = async (bookingId: string): Promise<string[]> => {
  const { body } = await app.get(`/v1/events?bookingId=${bookingId}`).expect(200);
  const types = (body.items as EventResponse[]).map(({ type }) => type).toReversed();
  return types.filter((type) => type.startsWith('call.'));
};

const broken = () => new Error('Connection terminated unexpectedly');

/**
 * Makes the database commit while its response is lost.
 * @returns a function that lets responses arrive again
 */
function loseResponses(): () => void {
  const hotPath = app.nest.get(HotPathPool);
  for (const name of ['run', 'transaction'] as const) {
    const whole = hotPath[name].bind(hotPath) as Run;
    hotPath[name] = (async (...args: never[]) => {
      const result = await whole(...args);
      // Nothing was committed.
      if (Array.isArray(result) && result.length === 0) return result;
      throw broken();
    }) as never;
  }
  return restoreHotPath;
}

/**
 * Prevents this replica from revoking connections, as if it had died.
 * @returns a function that ends this
 */
function holdCorrections(): () => Promise<void> {
  const lost = app.nest.get(LostResponses);
  const database = app.nest.get(PostgresPool);
  const run = database.run.bind(database);
  database.run = (async (...args: Parameters<typeof run>) => {
    if (args[0].name === 'revoke-connection') throw broken();
    return run(...args);
  }) as never;
  return async () => {
    database.run = run as never;
    await lost['checkAll']();
  };
}

/** Creates a call that is recorded as connected while its caller heard "try again later". */
async function lostCall() {
  const booking = await start();
  const mend = holdCorrections();
  const handle = callReceived(booking.rider, booking.virtualNumber);
  const { sessionId } = handle.payload;
  const restore = loseResponses();
  expectRefusal(await ask(handle), /try again later/);
  restore();
  expect(await recordOf(sessionId)).toMatchObject({ decision: 'connect' });
  return { booking, handle, sessionId, mend };
}

const summary = (sessionId: string, booking: { rider: string; virtualNumber: string }) => {
  const { rider, virtualNumber } = booking;
  const callA = { callDirection: 'INBOUND', source: rider, destination: virtualNumber };
  return {
    sessionId,
    subAccountId: SUB_ACCOUNT,
    sessionStatus: 'COMPLETED',
    startTime: new Date().toISOString(),
    lastAction: 'HANGUP',
    details: { callA: { ...callA, callStatus: 'COMPLETED' } },
  };
};

describe('a caller who heard "try again later" although the decision was committed', () => {
  it('is recorded as refused and emits call.refused as soon as the database answers', async () => {
    const booking = await start();
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const restore = loseResponses();
    expectRefusal(await ask(handle), /try again later/);
    restore();
    await expect
      .poll(() => recordOf(handle.payload.sessionId), { timeout: 20_000 })
      .toMatchObject({ decision: 'refuse', reason: 'response-lost', outcome: 'refused' });
    expect(await eventsOf(booking.id)).toEqual(['call.started', 'call.refused']);
    expect(connectedTo(await ask(callReceived(booking.rider, booking.virtualNumber)))).toBe(
      booking.driver,
    );
  });

  it('is also recorded as refused after entering a PIN', async () => {
    const booking = await start({}, { partyPin: true });
    const pin = booking.parties.find(({ role }) => role === 'rider')!.pin;
    const handle = callReceived(newPhone(), booking.virtualNumber);
    const { clientActionId } = (await ask(handle)) as Answer & { clientActionId: string };
    const entered = { callStatus: 'ACTION_COMPLETED', eventData: { dtmf: pin }, clientActionId };
    const restore = loseResponses();
    expectRefusal(await ask({ payload: { ...handle.payload, ...entered } }), /try again later/);
    restore();
    await expect
      .poll(() => recordOf(handle.payload.sessionId), { timeout: 20_000 })
      .toMatchObject({ decision: 'refuse', reason: 'response-lost' });
  });

  it('stays connected if another replica connects the same session meanwhile', async () => {
    const { booking, handle, sessionId, mend } = await lostCall();
    const replica = await app.replica();
    expect(connectedTo(await ask(handle, replica))).toBe(booking.driver);
    await mend();
    expect(await recordOf(sessionId)).toMatchObject({ decision: 'connect', reason: 'callable' });
    expect(await eventsOf(booking.id)).toEqual(['call.started']);
  });

  it('stays connected by another replica even if its own decision was never made', async () => {
    const booking = await start();
    const mend = holdCorrections();
    const hotPath = app.nest.get(HotPathPool);
    hotPath.run = (() => Promise.reject(broken())) as never;
    const handle = callReceived(booking.rider, booking.virtualNumber);
    expectRefusal(await ask(handle), /try again later/);
    restoreHotPath();
    const replica = await app.replica();
    expect(connectedTo(await ask(handle, replica))).toBe(booking.driver);
    await mend();
    expect(await recordOf(handle.payload.sessionId)).toMatchObject({ decision: 'connect' });
  });

  it('is not connected by the same session once the call is recorded as refused', async () => {
    const { handle, sessionId, mend } = await lostCall();
    await mend();
    expect(await recordOf(sessionId)).toMatchObject({ reason: 'response-lost' });
    expectRefusal(await ask(handle), /try again later/);
  });

  it('is corrected by the session summary if the replica has died', async () => {
    const { booking, sessionId } = await lostCall();
    const payload = summary(sessionId, booking);
    await app.webhook('session-summary', { payload }).expect(200);
    expect(await recordOf(sessionId)).toMatchObject({
      decision: 'refuse',
      reason: 'response-lost',
      outcome: 'refused',
    });
    // The callee was never called, so no call.missed is emitted.
    const events = ['call.started', 'call.refused', 'call.ended'];
    expect(await eventsOf(booking.id)).toEqual(events);
    await app.webhook('session-summary', { payload }).expect(200);
    expect(await eventsOf(booking.id)).toEqual(events);
  });

  it('is not assumed if the callee was called or the caller hung up first', async () => {
    const booking = await start();
    const { rider, driver, virtualNumber } = booking;
    const callB = {
      callDirection: 'OUTBOUND',
      source: virtualNumber,
      destination: driver,
      callStatus: 'COMPLETED',
    };
    const connected = async () => {
      const handle = callReceived(rider, virtualNumber);
      expect(connectedTo(await ask(handle))).toBe(driver);
      return handle.payload.sessionId;
    };
    const end = async (sessionId: string, said: (base: ReturnType<typeof summary>) => object) => {
      const payload = said(summary(sessionId, booking));
      await app.webhook('session-summary', { payload }).expect(200);
      expect(await recordOf(sessionId)).toMatchObject({ decision: 'connect' });
    };
    await end(await connected(), (base) => ({ ...base, details: { ...base.details, callB } }));
    await end(await connected(), (base) => ({ ...base, sessionStatus: 'CANCELED' }));
    await end(await connected(), (base) => ({ ...base, lastAction: 'SAY' }));
    await end(await connected(), (base) => ({ ...base, subAccountId: 'another' }));
    const reported = await connected();
    const report = { ...callB, sessionId: reported, subAccountId: SUB_ACCOUNT };
    await app
      .webhook('call-status', { payload: { ...report, callStatus: 'CALL_INITIATED' } })
      .expect(200);
    await end(reported, (base) => base);
  });
});

describe('the deadline of a call handle', () => {
  const HURRIED = { callTimeouts: { answer: 50, connect: 30_000, statement: 45_000 } };

  it('revokes a connection that is decided too late', async () => {
    const booking = await start(HURRIED);
    const hotPath = app.nest.get(HotPathPool);
    const run = hotPath.run.bind(hotPath);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    let release!: () => void;
    const answered = new Promise<void>((resolve) => (release = resolve));
    hotPath.run = (async (...args: Parameters<typeof run>) => {
      const rows = await run(...args);
      await answered;
      return rows;
    }) as never;
    expectRefusal(await ask(handle), /try again later/);
    release();
    await expect
      .poll(() => recordOf(handle.payload.sessionId), { timeout: 20_000 })
      .toMatchObject({ decision: 'refuse', reason: 'too-late' });
    expect(await eventsOf(booking.id)).toEqual(['call.started', 'call.refused']);
  });

  it('counts from the arrival of the request, not of its body', async () => {
    const booking = await start(HURRIED);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const body = JSON.stringify(handle);
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /webhooks/8x8/call-action HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Authorization: ${WEBHOOK_SECRET}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 10)}`,
    );
    await delay(300);
    socket.write(body.slice(10));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).toMatch(/try again later/);
    await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(404);
  });

  it('has passed at once for a request that waited longer than that', async () => {
    const booking = await start();
    const handle = callReceived(booking.rider, booking.virtualNumber);
    const service = app.nest.get(CallHandleService);
    expectRefusal((await service.handle(handle, performance.now() - 60_001)) as Answer, /later/);
    await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(404);
  });
});

describe('a failed call handle', () => {
  it('has the same reason in the log and in the metric', async () => {
    const booking = await start();
    const hotPath = app.nest.get(HotPathPool);
    const countOf = async (reason: string): Promise<number> => {
      const metrics = (await app.get('/metrics').expect(200)).text;
      const sample = `maskline_call_decisions_total{decision="fail",reason="${reason}"}`;
      return Number(
        metrics
          .split('\n')
          .find((line) => line.startsWith(sample))
          ?.split(' ')[1] ?? 0,
      );
    };
    const failures: [string, Error][] = [
      ['database-unreachable', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
      ['database-unreachable', new Error('Query read timeout')],
      ['overload', new OverloadedError('too many')],
      ['error', new TypeError('of a number')],
    ];
    for (const [reason, error] of failures) {
      const before = await countOf(reason);
      hotPath.run = (() => Promise.reject(error)) as never;
      expectRefusal(await ask(callReceived(booking.rider, booking.virtualNumber)), /later/);
      restoreHotPath();
      expect(await countOf(reason)).toBe(before + 1);
      expect(app.logs.lines.at(-1)).toContain(`heard "try again later": ${reason}`);
    }
    const before = await countOf('malformed-message');
    expectRefusal(await ask({ payload: { sessionId: '' } }), /later/);
    expect(await countOf('malformed-message')).toBe(before + 1);
    expect(app.logs.lines.at(-1)).toContain('malformed-message: The message has no');
    const late = await countOf('deadline');
    const handle = callReceived(booking.rider, booking.virtualNumber, { sessionId: randomUUID() });
    await app.nest.get(CallHandleService).handle(handle, performance.now() - 60_001);
    expect(await countOf('deadline')).toBe(late + 1);
    expect(app.logs.lines.at(-1)).toContain('heard "try again later": deadline');
  });
});
