import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClockWatch } from '../../src/platform/database/index.js';
import { EIGHTXEIGHT_KEY, type Platform, startPlatform } from '../support/carrier/platform.js';
import {
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
} from '../support/scenario.js';

let platform: Platform;
let pool: string;
beforeAll(async () => {
  platform = await startPlatform();
  pool = (await createPool(platform.app, { numbers: 0, policy: { newNumbers: 'enable' } })).name;
  await platform.app.post(`/v1/pools/${pool}/sync`).expect(200);
});
afterAll(() => platform.stop());

const start = (id: string, from: unknown) =>
  platform.app.post(`/v1/bookings/${id}/calls`, { from } as object);

describe('a call from the app', () => {
  it('rings the party first and then the other party, and both see the virtual number', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(platform.app, pool);
    const { body } = await start(id, 'driver').expect(202);
    expect(body).toEqual({
      sessionId: expect.any(String),
      bookingId: id,
      from: 'driver',
      to: 'rider',
      virtualNumber,
    });
    await platform.simulator.idle();
    const call = platform.simulator.pastCalls()[0]!;
    expect(call).toMatchObject({
      sessionId: body.sessionId,
      connectedTo: rider,
      shownCallerId: virtualNumber,
      sessionStatus: 'COMPLETED',
      faults: [],
    });
    const record = await platform.app.get(`/v1/calls/${body.sessionId}`).expect(200);
    expect(record.body).toMatchObject({
      bookingId: id,
      virtualNumber,
      decision: 'connect',
      reason: 'called-from-app',
      outcome: 'answered',
      caller: { role: 'driver', phoneNumber: `+65••••${driver.slice(-4)}` },
      callee: { role: 'rider' },
    });
    expect(record.body.legs).toMatchObject([
      { leg: 'A', phoneNumber: `+65••••${driver.slice(-4)}` },
      { leg: 'B', phoneNumber: `+65••••${rider.slice(-4)}` },
    ]);
    const list = await platform.app.get(`/v1/bookings/${id}/calls`).expect(200);
    expect(list.body.items).toHaveLength(1);
  });

  it('is valid for a minute by the clock of the database, not of the replica', async () => {
    const { id } = await createBooking(platform.app, pool);
    const clock = platform.app.nest.get(ClockWatch);
    const { offsetSeconds } = clock;
    // As if the replica's clock were ten minutes ahead: by 8x8's clock the call has expired already.
    clock.offsetSeconds = -600;
    const refused = await start(id, 'rider');
    clock.offsetSeconds = offsetSeconds;
    expect(refused.status).toBe(422);
    await start(id, 'rider').expect(202);
    await platform.simulator.idle();
  });

  it('is recorded with its outcome', async () => {
    const { id } = await createBooking(platform.app, pool);
    platform.simulator.nextAppCall({ callee: 'no-answer' });
    const { body } = await start(id, 'rider').expect(202);
    await platform.simulator.idle();
    const record = await platform.app.get(`/v1/calls/${body.sessionId}`).expect(200);
    expect(record.body).toMatchObject({ outcome: 'missed', caller: { role: 'rider' } });
  });

  it.each([
    ['the text of the booking', { text: 'Be kind.', voiceProfile: 'en-GB-Emma' }, 'Be kind.'],
    ['a text without a voice', { text: 'Be brief.' }, 'Be brief.'],
    ['a file', { fileUrl: 'https://example.org/a.mp3' }, 'https://example.org/a.mp3'],
  ])(
    'plays the announcement to the party that is rung first: %s',
    async (_, announcement, heard) => {
      const { id, driver } = await createBooking(platform.app, pool, { announcement });
      await start(id, 'rider').expect(202);
      await platform.simulator.idle();
      expect(platform.simulator.pastCalls()[0]).toMatchObject({
        heardByCaller: [heard],
        connectedTo: driver,
        calleeAnswered: true,
        faults: [],
      });
    },
  );

  it("plays the pool's announcement if the booking has none", async () => {
    const set = (messages: object) =>
      platform.app.patch(`/v1/pools/${pool}`, { policy: { messages } }).expect(200);
    await set({ announcement: { text: 'Of the pool.' } });
    const { id } = await createBooking(platform.app, pool);
    await start(id, 'rider').expect(202);
    await platform.simulator.idle();
    expect(platform.simulator.pastCalls()[0]).toMatchObject({ heardByCaller: ['Of the pool.'] });
    await set({});
  });

  it('counts towards the limit of calls per minute, together with dialled calls', async () => {
    const limit = async (maxCallsPerMinute: number | null) =>
      platform.app.patch(`/v1/pools/${pool}`, { policy: { maxCallsPerMinute } }).expect(200);
    await limit(2);
    const { id, rider, virtualNumber } = await createBooking(platform.app, pool);
    await start(id, 'rider').expect(202);
    await platform.simulator.idle();
    await dial(platform.app, rider, virtualNumber);
    const calls = platform.simulator.pastCalls().length;
    const { body } = await start(id, 'rider').expect(429);
    expect(body.code).toBe('too-many-calls');
    expectRefusal(await dial(platform.app, rider, virtualNumber), /too often/);
    await start(id, 'driver').expect(202);
    await platform.simulator.idle();
    expect(platform.simulator.pastCalls()).toHaveLength(calls + 1);
    await platform.app.db.query(
      `update call_session set created_at = created_at - interval '1 minute'`,
    );
    await start(id, 'rider').expect(202);
    await platform.simulator.idle();
    await limit(null);
  });

  it('is refused wherever dialling would be refused', async () => {
    const oneWay = await createBooking(platform.app, pool, { callersAllowed: ['driver'] });
    const refused = await start(oneWay.id, 'rider').expect(409);
    expect(refused.body.code).toBe('booking-not-callable');
    await start(oneWay.id, 'driver').expect(202);
    const ended = await createBooking(platform.app, pool);
    await platform.app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    expect((await start(ended.id, 'rider').expect(409)).body.code).toBe('booking-not-callable');
    expect((await start(ended.id, 'pilot').expect(404)).body.code).toBe('party-not-found');
    expect((await start(randomUUID(), 'rider').expect(404)).body.code).toBe('booking-not-found');
    await start(ended.id, undefined).expect(400);
    await platform.simulator.idle();
  });

  it('shows each party its own number in mode per-party, on which it can call back', async () => {
    const { id, rider, driver, parties } = await createBooking(platform.app, pool, {
      numberMode: 'per-party',
    });
    const [ofRider, ofDriver] = parties.map(({ virtualNumber }) => virtualNumber);
    const { body } = await start(id, 'driver').expect(202);
    await platform.simulator.idle();
    expect(body.virtualNumber).toBe(ofDriver);
    expect(platform.simulator.pastCalls()[0]).toMatchObject({
      connectedTo: rider,
      shownCallerId: ofRider,
    });
    expect(connectedTo(await dial(platform.app, rider, ofRider))).toBe(driver);
    expect((await start(id, 'pilot').expect(404)).body.code).toBe('party-not-found');
  });

  it('reaches the new party and not the replaced one', async () => {
    const { id, driver } = await createBooking(platform.app, pool);
    const phoneNumber = newPhone();
    await platform.app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber }).expect(200);
    await start(id, 'rider').expect(202);
    await platform.simulator.idle();
    expect(platform.simulator.pastCalls()[0]).toMatchObject({ connectedTo: phoneNumber });
    await start(id, 'driver').expect(202);
    await platform.simulator.idle();
    expect(JSON.stringify(platform.simulator.pastCalls()[0])).not.toContain(driver.slice(1));
  });

  it('reports an error of 8x8 and does not retry', async () => {
    const { id } = await createBooking(platform.app, pool);
    const calls = platform.simulator.pastCalls().length;
    platform.simulator.failNext({ status: 503, path: '/callflows' });
    const { body } = await start(id, 'rider').expect(503);
    expect(body).toMatchObject({ code: 'eightxeight-unavailable', reason: 'server-error' });
    await platform.simulator.idle();
    expect(platform.simulator.pastCalls()).toHaveLength(calls);
    expect(platform.app.logs.lines.join('\n')).not.toContain(EIGHTXEIGHT_KEY);
  });
});

describe('recordings of a call', () => {
  it('are those that 8x8 has reported, or the list of 8x8 if none were', async () => {
    const { id, rider, virtualNumber } = await createBooking(platform.app, pool, {
      callRecording: true,
    });
    for (const recordingReport of ['before-summary', 'none'] as const) {
      const { sessionId } = await platform.simulator.placeCall({
        from: rider,
        to: virtualNumber,
        behaviour: { recordingReport },
      });
      const { body } = await platform.app.get(`/v1/calls/${sessionId}/recordings`).expect(200);
      expect(body.items).toHaveLength(1);
      expect(body.items[0]).toMatchObject({ recordingId: expect.any(String) });
      const { status, filePath, fileUrl } = body.items[0];
      expect(status).toBe('UPLOAD_COMPLETED');
      expect([filePath === null, fileUrl === null]).toEqual(
        recordingReport === 'none' ? [true, false] : [false, true],
      );
      const record = await platform.app.get(`/v1/calls/${sessionId}`).expect(200);
      expect(record.body).toMatchObject({ bookingId: id });
      expect(record.body.recordings).toHaveLength(recordingReport === 'none' ? 0 : 1);
    }
    // If a report is not final, Maskline asks 8x8 as well.
    const early = await platform.simulator.placeCall({
      from: rider,
      to: virtualNumber,
      behaviour: { recordingReport: 'none' },
    });
    const path = `/v1/calls/${early.sessionId}/recordings`;
    const [asked] = (await platform.app.get(path).expect(200)).body.items;
    const { recordingId } = asked;
    const payload = { sessionId: early.sessionId, recordingId, status: 'PROCESSING' };
    await platform.app.webhook('recording', { payload }).expect(200);
    expect((await platform.app.get(path).expect(200)).body.items).toEqual([asked]);
    const plain = await createBooking(platform.app, pool);
    const call = await platform.simulator.placeCall({
      from: plain.rider,
      to: plain.virtualNumber,
    });
    const none = await platform.app.get(`/v1/calls/${call.sessionId}/recordings`).expect(200);
    expect(none.body.items).toEqual([]);
    await platform.app.get(`/v1/calls/${randomUUID()}/recordings`).expect(404);
  });
});
