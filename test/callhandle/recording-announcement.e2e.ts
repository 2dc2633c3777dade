import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { bookingRequest, createBooking, createPool, dial } from '../support/scenario.js';

const ANNOUNCEMENT = { text: 'This call is recorded.', voiceProfile: 'en-US-ZiraRUS' };

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const createCareful = (policy: object = {}) =>
  createPool(app, { policy: { recordingRequiresAnnouncement: true, ...policy } });

const change = (pool: string, policy: object) => app.patch(`/v1/pools/${pool}`, { policy });

/** Returns the announcement, if any, and whether the call is recorded. */
async function heard(from: string, to: string): Promise<unknown[]> {
  const { callflow } = await dial(app, from, to);
  const isRecorded = callflow.at(-1)?.params?.['callRecording'] ?? false;
  return [callflow.at(-2)?.params?.['text'], isRecorded];
}

const refusal = (reason: string) => ({
  status: 422,
  code: 'recording-without-announcement',
  reason,
});

describe('a pool that requires an announcement for recorded calls', () => {
  it('refuses a booking that would be recorded without one', async () => {
    const { name } = await createCareful();
    const book = (more: object) => app.post('/v1/bookings', bookingRequest(name, { ...more }));
    expect((await book({ callRecording: true })).body).toMatchObject(refusal('booking'));
    expect((await book({ callRecording: true, announcement: null })).body.status).toBe(422);
    await book({}).expect(201);
    await book({ callRecording: true, announcement: ANNOUNCEMENT }).expect(201);
    await change(name, { messages: { announcement: ANNOUNCEMENT } }).expect(200);
    await book({ callRecording: true }).expect(201);
  });

  it('refuses a change of a booking that would do so, and changes nothing', async () => {
    const { name } = await createCareful();
    const { id, rider, virtualNumber } = await createBooking(app, name);
    const update = (body: object) => app.patch(`/v1/bookings/${id}`, body);
    const { body } = await update({ callRecording: true, ttlSeconds: 60 }).expect(422);
    expect(body).toMatchObject(refusal('booking'));
    expect(await heard(rider, virtualNumber)).toEqual([undefined, false]);
    await update({ callRecording: true, announcement: ANNOUNCEMENT }).expect(200);
    expect(await heard(rider, virtualNumber)).toEqual([ANNOUNCEMENT.text, true]);
    await update({ announcement: null }).expect(422);
    expect(await heard(rider, virtualNumber)).toEqual([ANNOUNCEMENT.text, true]);
    await update({ announcement: null, callRecording: false }).expect(200);
  });

  it('cannot itself record without one, by any of the three settings', async () => {
    const policy = { recordingRequiresAnnouncement: true, callRecording: true };
    const request = { name: 'without-words', subAccountId: 'acme_rides', policy };
    expect((await app.post('/v1/pools', request)).body).toMatchObject(refusal('pool'));
    const { name } = await createCareful();
    expect((await change(name, { callRecording: true })).body).toMatchObject(refusal('pool'));
    const messages = { announcement: ANNOUNCEMENT };
    await change(name, { callRecording: true, messages }).expect(200);
    expect((await change(name, { messages: {} })).body).toMatchObject(refusal('pool'));
    await change(name, { messages: {}, callRecording: false }).expect(200);
    const { name: other } = await createPool(app, { policy: { callRecording: true } });
    const careful = { recordingRequiresAnnouncement: true };
    expect((await change(other, careful)).body).toMatchObject(refusal('pool'));
    await change(other, { ...careful, messages }).expect(200);
  });

  it('keeps its announcement while recorded bookings rely on it', async () => {
    const { name } = await createCareful({ messages: { announcement: ANNOUNCEMENT } });
    const { id } = await createBooking(app, name, { callRecording: true });
    const remove = () => change(name, { messages: {} });
    expect((await remove()).body).toMatchObject(refusal('live-bookings'));
    await app.post(`/v1/bookings/${id}/complete`).expect(200);
    await remove().expect(200);
    const { body } = await app.post(`/v1/bookings/${id}/reopen`, {}).expect(422);
    expect(body).toMatchObject(refusal('booking'));
    expect((await app.get(`/v1/bookings/${id}`)).body.status).toBe('completed');
  });

  it('does not count an announcement in some language only', async () => {
    const { name } = await createCareful({
      languages: [
        {
          language: 'de',
          voiceProfile: 'de-DE-KatjaNeural',
          messages: { announcement: ANNOUNCEMENT },
        },
      ],
    });
    const request = bookingRequest(name, { callRecording: true });
    await app.post('/v1/bookings', request).expect(422);
    await change(name, { callRecording: true }).expect(422);
  });

  it('records no call without one, even if a change overtook the check', async () => {
    const { name } = await createCareful({ messages: { announcement: ANNOUNCEMENT } });
    const { id, rider, virtualNumber } = await createBooking(app, name, { callRecording: true });
    expect(await heard(rider, virtualNumber)).toEqual([ANNOUNCEMENT.text, true]);
    await app.db.query(`update pool set messages = '{}' where name = $1`, [name]);
    expect(await heard(rider, virtualNumber)).toEqual([undefined, false]);
    const { body } = await app.get(`/v1/bookings/${id}`).expect(200);
    expect(body.callRecording).toBe(false);
  });
});

describe('any other pool', () => {
  it('records without an announcement', async () => {
    const { name } = await createPool(app);
    const { rider, virtualNumber } = await createBooking(app, name, { callRecording: true });
    expect(await heard(rider, virtualNumber)).toEqual([undefined, true]);
  });
});
