import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresPool, type Query } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { at, type Report, ReportedCall } from '../support/carrier/reported-call.js';
import { createBooking, createPool, newPhone, type TestBooking } from '../support/scenario.js';

let app: TestApp;
let other: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp({
    EVENT_SUBSCRIPTION_ALLOW_HTTP: 'true',
    EVENT_SUBSCRIPTION_ALLOWED_NETWORKS: '127.0.0.0/8',
  });
  other = await app.replica();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
  // Nothing listens there: the subscription only makes Maskline emit the events, which GET /v1/events
  // returns.
  await app.post('/v1/event-subscriptions', { url: 'http://127.0.0.1:9/' }).expect(201);
});
afterAll(() => app.stop());

const newCall = () => new ReportedCall(app, booking);
const MISSED = new Set(['missed', 'busy', 'unreachable', 'caller-hung-up']);

/** Returns the last events about a call, which determine what clients believe of it. */
async function lastEmitted(call: ReportedCall) {
  const events = await call.events();
  const ended = events.findLast(({ type }) => type === 'call.ended')?.data;
  const outcome = events.findLast(({ type }) => /answered|missed/.test(type));
  return { ended, outcome };
}

async function expectEventsAgree(call: ReportedCall): Promise<void> {
  const { outcome, talkSeconds } = await call.record();
  const last = await lastEmitted(call);
  expect(last.ended).toMatchObject({ outcome, talkSeconds });
  if (outcome === 'answered') expect(last.outcome?.type).toBe('call.answered');
  if (MISSED.has(outcome)) expect(last.outcome?.type).toBe('call.missed');
}

describe('an answered call', () => {
  const legs = (call: ReportedCall, names: [string, string]) => ({
    [names[0]]: { ...call.a, callStatus: 'COMPLETED' },
    [names[1]]: {
      ...call.b,
      callStatus: 'COMPLETED',
      connectedTimestamp: at(7),
      disconnectedTimestamp: at(20),
      callDuration: 13,
    },
  });

  it('is recognised in any spelling of the members of its summary', async () => {
    for (const names of [
      ['callA', 'callB'],
      ['CallA', 'CallB'],
      ['CALLA', 'callb'],
    ] as [string, string][]) {
      const call = newCall();
      const summary = call.summary({ SessionStatus: 'Completed', Details: legs(call, names) });
      await call.send(call.handle, summary);
      expect(await call.record()).toMatchObject({ outcome: 'answered', talkSeconds: 13 });
      await expectEventsAgree(call);
    }
  });

  it.each([
    ['without details', {}],
    ['with a list for details', { details: [] }],
    ['with only the leg of the caller', { details: { callA: { callStatus: 'COMPLETED' } } }],
    ['with an empty leg B', { details: { callB: {} } }],
  ])('is recognised by its statuses if the summary comes %s, in either order', async (_, more) => {
    for (const order of ['statuses first', 'summary first']) {
      const call = newCall();
      const summary = call.summary({ sessionStatus: 'COMPLETED', ...more });
      const reports =
        order === 'statuses first' ? [...call.heldLive(), summary] : [summary, ...call.heldLive()];
      await call.send(call.handle, ...reports);
      expect(await call.record()).toMatchObject({ outcome: 'answered', talkSeconds: 13 });
      await expectEventsAgree(call);
      const types = (await call.events()).map(({ type }) => type);
      if (order === 'statuses first') expect(types).not.toContain('call.missed');
    }
  });

  it('is corrected by further events if it was first reported as missed', async () => {
    const call = newCall();
    await call.send(call.handle, call.summary({ sessionStatus: 'COMPLETED' }), ...call.heldLive());
    const events = (await call.events()).map(({ type, data }) => [
      type,
      data['talkSeconds'],
      data['previousOutcome'],
    ]);
    expect(events).toEqual([
      ['call.started', undefined, undefined],
      ['call.missed', null, undefined],
      ['call.ended', null, undefined],
      ['call.answered', null, 'caller-hung-up'],
      ['call.ended', null, 'caller-hung-up'],
      ['call.answered', 13, 'answered'],
      ['call.ended', 13, 'answered'],
    ]);
  });

  it('gets its talk time from its timestamps if no duration is given', async () => {
    const call = newCall();
    const statuses = [
      call.status('b', 'CALL_CONNECTED', 7),
      call.status('b', 'CALL_DISCONNECTED', 20, { callDuration: 0 }),
    ];
    await call.send(call.handle, ...statuses, call.summary({ sessionStatus: 'COMPLETED' }));
    expect(await call.record()).toMatchObject({ outcome: 'answered', talkSeconds: 13 });
  });
});

describe('a summary without a status or with an unknown one', () => {
  it.each([[undefined], [null], [''], ['UNKNOWN'], ['SOMETHING NEW'], ['ZEBRA']])(
    '(%j) gives way to one that says COMPLETED, in either order',
    async (word) => {
      for (const isFirst of [true, false]) {
        const call = newCall();
        const completed = call.summary({
          sessionStatus: 'COMPLETED',
          details: { callB: { ...call.b, callStatus: 'COMPLETED', callDuration: 13 } },
        });
        const silent = call.summary({ sessionStatus: word });
        await call.send(call.handle, ...(isFirst ? [silent, completed] : [completed, silent]));
        expect(await call.record()).toMatchObject({
          outcome: 'answered',
          sessionStatus: 'COMPLETED',
        });
        await expectEventsAgree(call);
      }
    },
  );
});

describe('an unanswered call', () => {
  it.each([
    ['NO_ANSWER', 'NO ANSWER', 'missed'],
    ['No-Answer', 'No-Answer', 'missed'],
    ['Cancelled', 'CANCELLED', 'caller-hung-up'],
    ['COMPLETED', 'NO ANSWER', 'missed'],
    ['COMPLETED', 'Busy', 'busy'],
    ['COMPLETED', 'FAILED', 'unreachable'],
    ['COMPLETED', 'ERROR', 'failed'],
    ['COMPLETED', 'Canceled', 'caller-hung-up'],
    [undefined, 'BUSY', 'busy'],
  ])('(%j, leg B %j) is %s and has no talk time', async (sessionStatus, callStatus, outcome) => {
    const call = newCall();
    const callB = { ...call.b, callStatus, callDuration: 30 };
    await call.send(call.handle, call.summary({ sessionStatus, details: { callB } }));
    expect(await call.record()).toMatchObject({ outcome, talkSeconds: null });
    await expectEventsAgree(call);
  });

  it.each([
    [{}],
    [{ callId: null, source: null, destination: null, callStatus: null, callDuration: null }],
    [{ novelty: 1 }],
  ])('has no leg B for %j', async (callB) => {
    const call = newCall();
    const details = { callA: { ...call.a, callStatus: 'COMPLETED' }, callB };
    await call.send(call.handle, call.summary({ sessionStatus: 'COMPLETED', details }));
    const { outcome, legs } = await call.record();
    expect(outcome).toBe('caller-hung-up');
    expect(legs).toHaveLength(1);
  });
});

describe('impossible measurements', () => {
  it('are null in the call record', async () => {
    const call = newCall();
    const callB = {
      ...call.b,
      callStatus: 'COMPLETED',
      callDuration: -3,
      connectedTimestamp: at(20),
      disconnectedTimestamp: at(7),
      initiatedTimestamp: '2026-02-30T10:00:00Z',
      callQuality: { mos: 45, packetLossRate: -1, jitter: '19' },
    };
    await call.send(call.handle, call.summary({ sessionStatus: 'COMPLETED', details: { callB } }));
    const record = await call.record();
    expect(record).toMatchObject({ outcome: 'answered', talkSeconds: null });
    expect(record.legs[0]).toMatchObject({
      durationSeconds: null,
      initiatedAt: null,
      ringSeconds: null,
      quality: { mos: null, packetLossRate: null, jitterMs: 19 },
    });
  });
});

describe('call statuses with the same event id', () => {
  it('are all kept if they belong to different calls or states', async () => {
    const calls = [newCall(), newCall()];
    for (const call of calls) {
      const one = call.status('b', 'CALL_CONNECTED', 7, { eventId: '1' });
      const two = call.status('b', 'CALL_DISCONNECTED', 20, { eventId: '1', callDuration: 13 });
      await call.send(call.handle, one, two, call.summary({ sessionStatus: 'COMPLETED' }));
      expect(await call.record()).toMatchObject({ outcome: 'answered', talkSeconds: 13 });
    }
  });
});

describe('a call without a call handle', () => {
  it('is corrected even if further reports are stored before the first one has emitted its event', async () => {
    const call = new ReportedCall(app, { ...booking, rider: newPhone() });
    await call.send(call.summary({ sessionStatus: 'COMPLETED', details: { callA: call.a } }));
    const last = await lastEmitted(call);

    // Each report is stored by one statement; the next one, which waits here, emits the event.
    const database = app.nest.get(PostgresPool);
    const run = database.run.bind(database) as (query: Query) => Promise<object[]>;
    let waiting = 0;
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const held = vi.spyOn(database, 'run').mockImplementation(async (query) => {
      if (query.name === 'attribute-sessions') {
        waiting += 1;
        await gate;
      }
      return (await run(query)) as never;
    });
    try {
      const sending: Promise<void>[] = [];
      for (const report of call.heldLive().slice(1)) {
        sending.push(call.send(report));
        await expect.poll(() => waiting).toBe(sending.length);
      }
      const { path, body } = call.status('a', 'CALL_DISCONNECTED', 20);
      await other.webhook(path, body).expect(200);
      goOn();
      await Promise.all(sending);
    } finally {
      held.mockRestore();
    }
    expect(await call.record()).toMatchObject({ outcome: 'answered', talkSeconds: 13 });
    expect(last.ended).not.toMatchObject({ outcome: 'answered' });
    await expectEventsAgree(call);
  });
});

describe('contradictory and repeated messages of a call', () => {
  it('give the same record in any order and on two replicas, and events that agree with it', async () => {
    const reportsOf = (call: ReportedCall): Report[] => [
      call.handle,
      ...call.heldLive().map(({ path, body }, n) => ({
        path,
        body: { payload: { ...(body as any).payload, eventId: `${n}` } },
      })),
      call.summary({ sessionStatus: 'COMPLETED', details: { callA: call.a } }),
      call.summary({ startTime: at(0), details: { callA: call.a } }),
      call.summary({
        sessionStatus: 'NO ANSWER',
        details: { callA: call.a, callB: { ...call.b, callStatus: 'NO ANSWER', callDuration: 30 } },
      }),
    ];
    const stable = ({ sessionId: _s, createdAt: _c, decidedAt: _d, legs, ...record }: any) => ({
      ...record,
      legs: legs.map(({ callId: _id, ...leg }: any) => leg),
    });
    const ideal = newCall();
    await ideal.send(...reportsOf(ideal));
    const expected = stable(await ideal.record());
    const count = reportsOf(ideal).length;
    const deliveries = fc.array(fc.nat(count - 1), { maxLength: 6 }).chain((again) => {
      const sent = [...Array.from({ length: count }, (_, n) => n), ...again];
      return fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length });
    });
    await fc.assert(
      fc.asyncProperty(deliveries, fc.constantFrom(1, 6), async (order, clients) => {
        const call = newCall();
        const reports = reportsOf(call);
        const waiting = order.map((n) => reports[n]!);
        const client = async (_: unknown, n: number) => {
          for (let next = waiting.shift(); next; next = waiting.shift()) {
            await (n % 2 === 0 ? app : other).webhook(next.path, next.body).expect(200);
          }
        };
        await Promise.all(Array.from({ length: clients }, client));
        expect(stable(await call.record())).toEqual(expected);
        await expectEventsAgree(call);
      }),
      { numRuns: 25 },
    );
  }, 180_000);
});
