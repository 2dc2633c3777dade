import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { callReceived, createBooking, createPool, newPhone } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const call = async (sessionId: string) => (await app.get(`/v1/calls/${sessionId}`)).body;

/** Sends the reports of a call without a call handle. */
async function reportCall(
  booking: { rider: string; driver: string; virtualNumber: string },
  startedAt = new Date(),
  before?: ReturnType<typeof messagesOfCall>,
) {
  const { sessionId, messages } = before ?? messagesOfCall(booking);
  for (const { path, body } of messages) {
    if (path === 'call-action' || path === 'call-status') continue;
    const { payload } = body as { payload: Record<string, unknown> };
    const times = { startTime: startedAt.toISOString(), endTime: undefined };
    await app.webhook(path, { ...body, payload: { ...payload, ...times } }).expect(200);
  }
  return call(sessionId);
}

describe('a call without a call handle', () => {
  it('is attributed to the booking of its parties', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    expect(await reportCall(booking)).toMatchObject({
      bookingId: booking.id,
      pool: pool.name,
      decision: null,
      outcome: 'answered',
      caller: { role: 'rider', phoneNumber: `+65••••${booking.rider.slice(-4)}` },
      callee: { role: 'driver' },
    });
    const list = await app.get(`/v1/bookings/${booking.id}/calls`).expect(200);
    expect(list.body.items).toHaveLength(1);
  });

  it('is not attributed if no route was callable at its time', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const before = new Date(Date.now() - 60_000);
    const after = new Date(Date.now() + 30 * 24 * 60 * 60_000);
    const kept = [
      await reportCall({ ...booking, rider: newPhone() }),
      await reportCall({ ...booking, driver: newPhone() }),
      await reportCall(booking, before),
      await reportCall(booking, after),
    ];
    for (const record of kept) {
      expect(record).toMatchObject({ bookingId: null, pool: pool.name, outcome: 'answered' });
    }
  });

  it('is attributed when its summary is repeated, if attribution failed the first time', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const messages = messagesOfCall(booking);
    const startedAt = new Date();
    const { sessionId } = await reportCall(booking, startedAt, messages);
    // As if the process had died between the two statements.
    await app.db.query('update call_session set booking_id = null where session_id = $1', [
      sessionId,
    ]);
    const again = await reportCall(booking, startedAt, messages);
    expect(again).toMatchObject({ bookingId: booking.id, caller: { role: 'rider' } });
  });

  it('is overridden by the call handle if that arrives later', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const { sessionId } = await reportCall(booking);
    const stranger = callReceived(newPhone(), booking.virtualNumber, { sessionId });
    await app.webhook('call-action', stranger).expect(200);
    expect(await call(sessionId)).toMatchObject({
      decision: 'refuse',
      reason: 'not-a-party',
      bookingId: null,
      caller: { role: null },
    });
  });
});

describe('a call without reported legs', () => {
  it("shows the caller, with any of the party's phones", async () => {
    const pool = await createPool(app);
    const alternate = newPhone();
    const [rider, driver] = [newPhone(), newPhone()];
    const booking = await createBooking(app, pool.name, {
      parties: [
        { role: 'rider', phoneNumber: rider, alternateNumbers: [alternate] },
        { role: 'driver', phoneNumber: driver },
      ],
    });
    for (const from of [rider, alternate]) {
      const handle = callReceived(from, booking.virtualNumber);
      await app.webhook('call-action', handle).expect(200);
      expect(await call(handle.payload.sessionId)).toMatchObject({
        caller: { role: 'rider', phoneNumber: `+65••••${from.slice(-4)}` },
        legs: [],
      });
    }
  });
});

describe('a recording (VRU)', () => {
  const vru = (sessionId: string, status: string, recordingId = 'one', more: object = {}) =>
    app.webhook('recording', { payload: { sessionId, recordingId, status, ...more } }).expect(200);

  it('has the most advanced reported state, in any order of the reports', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const { sessionId, messages } = messagesOfCall(booking);
    // Two reports arrive before the call is known.
    await vru(sessionId, 'PROCESSING');
    await vru(sessionId, 'UPLOAD COMPLETED', 'one', { durationSeconds: 9, filePath: 'a/b.mp3' });
    await app.webhook('call-action', messages[0]!.body).expect(200);
    await vru(sessionId, 'upload_failed');
    await vru(sessionId, 'UPLOAD_FAILED', 'two');
    await vru(sessionId, 'UPLOAD_FAILED', 'two');
    expect((await call(sessionId)).recordings).toEqual([
      { recordingId: 'one', status: 'UPLOAD_COMPLETED', durationSeconds: 9, filePath: 'a/b.mp3' },
      { recordingId: 'two', status: 'UPLOAD_FAILED', durationSeconds: null, filePath: null },
    ]);
  });
});

describe('the progress of a recording (VRU)', () => {
  const STATES = [
    ['PROCESSING', 'CALLBACK_COMPLETED', 'CALLBACK_COMPLETED'],
    ['PROCESSING', 'UPLOAD_COMPLETED', 'UPLOAD_COMPLETED'],
    ['PROCESSING', 'PROCESSING_FAILED', 'PROCESSING_FAILED'],
    ['UPLOAD_COMPLETED', 'CALLBACK_FAILED', 'UPLOAD_COMPLETED'],
    ['UPLOAD_COMPLETED', 'CALLBACK_COMPLETED', 'CALLBACK_COMPLETED'],
    ['UPLOAD_FAILED', 'UPLOAD_COMPLETED', 'UPLOAD_COMPLETED'],
    ['UPLOAD_COMPLETED', 'UNKNOWN', 'UPLOAD_COMPLETED'],
    ['UPLOAD_COMPLETED', 'Zebra', 'UPLOAD_COMPLETED'],
    ['PROCESSING', 'Zebra', 'PROCESSING'],
    ['CALLBACK_FAILED', 'callback completed', 'CALLBACK_COMPLETED'],
  ] as const;

  it.each(STATES)('%s and %s, in either order, is %s', async (one, two, expected) => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const { sessionId, messages } = messagesOfCall(booking);
    await app.webhook('call-action', messages[0]!.body).expect(200);
    const send = (recordingId: string, status: string) => {
      const filePath = status === 'UPLOAD_COMPLETED' ? 'a/b.mp3' : undefined;
      const Payload = { SessionId: sessionId, RecordingId: recordingId, Status: status, filePath };
      return app.webhook('recording', { Payload }).expect(200);
    };
    await send('one', one);
    await send('one', two);
    await send('two', two);
    await send('two', one);
    const filePath = ([one, two] as string[]).includes('UPLOAD_COMPLETED') ? 'a/b.mp3' : null;
    expect((await call(sessionId)).recordings).toMatchObject([
      { recordingId: 'one', status: expected, filePath },
      { recordingId: 'two', status: expected, filePath },
    ]);
  });

  it('is shown as reported if 8x8 cannot be asked', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    const { sessionId, messages } = messagesOfCall(booking);
    await app.webhook('call-action', messages[0]!.body).expect(200);
    const payload = { sessionId, recordingId: 'one', status: 'PROCESSING' };
    await app.webhook('recording', { payload }).expect(200);
    const { body } = await app.get(`/v1/calls/${sessionId}/recordings`).expect(200);
    expect(body.items).toMatchObject([{ recordingId: 'one', status: 'PROCESSING' }]);
  });
});

describe('a report without the required fields', () => {
  it.each([
    ['call-status', 'VCS', []],
    ['session-summary', 'VSS', { payload: 'text' }],
    ['session-summary', 'VSS', { payload: { sessionId: 7 } }],
    ['recording', 'VRU', { payload: { sessionId: 'known' } }],
    ['virtual-numbers', 'VNU', { payload: { subAccountId: SUB_ACCOUNT } }],
    ['virtual-numbers', 'VNU', { payload: { virtualNumbers: [] } }],
  ])('to %s (%s) is accepted and stored as a dead letter: %j', async (path, type, message) => {
    const phone = newPhone();
    // People also write numbers like this.
    const spelled = `+65 (${phone.slice(3, 7)}) ${phone.slice(7)}`;
    const odd = Array.isArray(message) ? [spelled] : { ...message, note: spelled };
    const before = await count(type);
    for (let times = 0; times < 2; times += 1) await app.webhook(path, odd).expect(200);
    expect(await count(type)).toBe(before + 2);
    const { body } = await app.get('/v1/dead-letters').expect(200);
    const [latest] = body.items;
    expect(latest).toMatchObject({ type, times: 2, reason: expect.stringMatching(/has no/) });
    expect(latest.content).toContain('"••••"');
    const { rows } = await app.db.query('select m::text as row from dead_letter m');
    const kept = `${JSON.stringify(rows)} ${app.logs.lines.join(' ')} ${JSON.stringify(body)}`;
    // Cipher texts and times contain any four digits by chance.
    const readable = kept.replaceAll(/\\+x[\da-f]+|\d{4}-\d\d-\d\d[T ][\d:.]+/g, '');
    for (const part of [phone.slice(3), phone.slice(3, 7)]) expect(readable).not.toContain(part);
  });

  it('is listed page by page', async () => {
    for (let at = 0; at < 3; at += 1) {
      await app.webhook('call-status', { at, payload: null }).expect(200);
    }
    const first = await app.get('/v1/dead-letters?limit=2').expect(200);
    const cursor: string = first.body.nextCursor;
    const second = await app.get(`/v1/dead-letters?limit=2&cursor=${cursor}`).expect(200);
    const contents = [...first.body.items, ...second.body.items].map(({ content }) => content);
    expect(contents.slice(0, 3)).toEqual([2, 1, 0].map((at) => `{"at":${at},"payload":null}`));
    await app.get('/v1/dead-letters?cursor=bm9uc2Vuc2U').expect(400);
  });

  const count = async (type: string): Promise<number> => {
    const { text } = await app.get('/metrics').expect(200);
    const line = new RegExp(`maskline_dead_letters_total{type="${type}"} (\\d+)`);
    return Number(line.exec(text)?.[1] ?? 0);
  };
});

describe('/metrics', () => {
  it('counts decisions and reports and shows no number', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    for (const { path, body } of messagesOfCall(booking).messages) await app.webhook(path, body);
    const { text } = await app.get('/metrics').expect(200);
    expect(text).toMatch(/maskline_call_decisions_total{decision="connect",reason="callable"} \d+/);
    expect(text).toMatch(/maskline_carrier_messages_total{type="VCS"} \d+/);
    expect(text).toMatch(/maskline_call_handle_duration_seconds_bucket{le="0.8"} \d+/);
    expect(text).toMatch(/process_cpu_seconds_total/);
    for (const number of [booking.rider, booking.driver, booking.virtualNumber]) {
      expect(text).not.toContain(number.slice(3));
    }
  });
});
