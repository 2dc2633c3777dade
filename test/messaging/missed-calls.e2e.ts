import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { createBooking, newPhone, type TestBooking, type TestPool } from '../support/scenario.js';
import { acceptAll, type SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { createTextPool, forward, startTexts, writeText } from '../support/texts.js';

const TEXT = 'You missed a call from your {role}. Call back: {number}';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app, { numbers: 2, policy: { messages: { missedCallText: TEXT } } });
});
afterAll(() => stop());
beforeEach(() => {
  sms.behave = acceptAll;
  sms.requests.splice(0);
  sms.delivered.splice(0);
});

/** Returns the call handle and the summary of a call of the rider that nobody answers. */
function missedCall(
  booking: Pick<TestBooking, 'rider' | 'driver' | 'virtualNumber'>,
  word: string,
) {
  const { sessionId, messages } = messagesOfCall(booking);
  const handle = messages[0]!.body;
  const summary: any = messages.find(({ path }) => path === 'session-summary')!.body;
  summary.payload.sessionStatus = word;
  const { callB } = summary.payload.details;
  summary.payload.details.callB = { ...callB, callStatus: word, callDuration: 0 };
  delete summary.payload.details.callB.connectedTimestamp;
  return { sessionId, handle, summary };
}

async function miss(booking: TestBooking, word = 'NO_ANSWER') {
  const call = missedCall(booking, word);
  await app.webhook('call-action', call.handle).expect(200);
  await app.webhook('session-summary', call.summary).expect(200);
  return call;
}

describe('the callee of a missed call', () => {
  it.each(['NO_ANSWER', 'BUSY', 'FAILED', 'CANCELED'])(
    'is texted once after %s, without any number but the virtual one',
    async (word) => {
      const booking = await createBooking(app, pool.name);
      const { sessionId, summary } = await miss(booking, word);
      await Promise.all(
        Array.from({ length: 4 }, () => app.webhook('session-summary', summary).expect(200)),
      );
      await forward(app);
      const { virtualNumber, rider, driver, id } = booking;
      expect(sms.at(driver).map(({ source, text }) => [source, text])).toEqual([
        [virtualNumber, `You missed a call from your rider. Call back: ${virtualNumber}`],
      ]);
      expect(sms.at(rider)).toEqual([]);
      const { body } = await app.get(`/v1/bookings/${id}/messages`).expect(200);
      expect(body.items).toMatchObject([
        { kind: 'missed-call', sessionId, outcome: 'forwarded', hasText: false },
      ]);
    },
  );

  it('is not texted again by the same number for some minutes, also after calls of others', async () => {
    const booking = await createBooking(app, pool.name);
    await miss(booking);
    await miss(booking);
    await Promise.all([miss(booking), miss(booking)]);
    await forward(app);
    expect(sms.at(booking.driver)).toHaveLength(1);
    await app.db.query(`update missed_call_guard set texted_at = now() - interval '11 minutes'`);
    await Promise.all([miss(booking), miss(booking)]);
    await forward(app);
    expect(sms.at(booking.driver)).toHaveLength(2);
  });

  it('is texted in its language', async () => {
    const own = await createTextPool(app, {
      numbers: 1,
      policy: {
        messages: { missedCallText: TEXT },
        languages: [
          {
            language: 'de',
            callingCodes: [],
            voiceProfile: 'de-DE-x',
            messages: { missedCallText: 'Anruf verpasst: {number}' },
          },
        ],
      },
    });
    const [rider, driver] = [newPhone(), newPhone()];
    const booking = await createBooking(app, own.name, {
      parties: [
        { role: 'rider', phoneNumber: rider },
        { role: 'driver', phoneNumber: driver, language: 'de-AT' },
      ],
    });
    await miss({ ...booking, rider, driver });
    await forward(app);
    expect(sms.at(driver).map(({ text }) => text)).toEqual([
      `Anruf verpasst: ${booking.virtualNumber}`,
    ]);
  });

  it('is not texted about an answered call, or a call that was refused', async () => {
    const booking = await createBooking(app, pool.name);
    for (const { path, body } of messagesOfCall(booking).messages) {
      await app.webhook(path, body).expect(200);
    }
    const stranger = await createBooking(app, pool.name);
    await miss({ ...stranger, rider: newPhone() });
    await forward(app);
    expect(sms.requests).toEqual([]);
  });

  it('is not texted if it could not be texted by the caller, or the pool has no text', async () => {
    const voice = await createBooking(app, pool.name, { channels: ['voice'] });
    await miss(voice);
    const out = await createBooking(app, pool.name);
    await writeText(app, out.driver, out.virtualNumber, 'STOP');
    await miss(out);
    const ended = await createBooking(app, pool.name);
    const call = missedCall(ended, 'NO_ANSWER');
    await app.webhook('call-action', call.handle).expect(200);
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    await app.webhook('session-summary', call.summary).expect(200);
    const silent = await createTextPool(app, { numbers: 1 });
    await miss(await createBooking(app, silent.name));
    const mute = await createTextPool(app, {
      numbers: 1,
      policy: { messages: { missedCallText: TEXT } },
    });
    const muted = await createBooking(app, mute.name);
    await app
      .patch(`/v1/virtual-numbers/${encodeURIComponent(muted.virtualNumber)}`, {
        capabilities: { sms: false },
      })
      .expect(200);
    await miss(muted);
    await forward(app);
    expect(sms.requests).toEqual([]);
  });

  it('is not texted hours later, when 8x8 reports late', async () => {
    const booking = await createBooking(app, pool.name);
    const call = missedCall(booking, 'NO_ANSWER');
    await app.webhook('call-action', call.handle).expect(200);
    await app.db.query(
      `update call_session set created_at = now() - interval '2 hours' where session_id = $1`,
      [call.sessionId],
    );
    await app.webhook('session-summary', call.summary).expect(200);
    await forward(app);
    expect(sms.requests).toEqual([]);
  });
});

describe('the text about missed calls', () => {
  it.each(['Call +65 6833 2048 back', 'Call 68332048', 'short'])('cannot be %j', async (text) => {
    const policy = { messages: { missedCallText: text } };
    const { status, body } = await app.patch(`/v1/pools/${pool.name}`, { policy });
    expect([status, body.errors?.[0].path]).toEqual([400, 'policy.messages.missedCallText']);
  });
});
