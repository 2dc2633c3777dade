import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import type { TestApp } from '../support/app.js';
import { createBooking, newPhone, type TestPool } from '../support/scenario.js';
import { acceptAll, respond, type SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { createTextPool, forward, passPause, startTexts, writeText } from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app, { numbers: 2 });
});
afterAll(() => stop());
beforeEach(() => {
  sms.behave = acceptAll;
  sms.requests.splice(0);
  sms.delivered.splice(0);
});

const send = (bookingId: string, body: object) =>
  app.post(`/v1/bookings/${bookingId}/messages`, body);

describe('a text of the company', () => {
  it('reaches the party from the number that it calls', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const { body, headers } = await send(id, { to: 'rider', text: 'Your car is here.' }).expect(
      202,
    );
    expect(body).toMatchObject({
      bookingId: id,
      kind: 'system',
      source: virtualNumber,
      senderRole: null,
      receiverRole: 'rider',
      text: null,
      outcome: 'forwarding',
    });
    expect(headers['location']).toBe(`/v1/messages/${body.id}`);
    await forward(app);
    expect(sms.at(rider).map(({ source, text }) => [source, text])).toEqual([
      [virtualNumber, 'Your car is here.'],
    ]);
    expect(sms.at(driver)).toEqual([]);
    const { body: now } = await app.get(`/v1/messages/${body.id}`).expect(200);
    expect(now).toMatchObject({ outcome: 'forwarded', hasText: false, parts: 1 });
  });

  it('comes from the own number of the party, if each has one', async () => {
    const own = await createTextPool(app, { numbers: 2, policy: { numberMode: 'per-party' } });
    const { id, rider, driver, parties } = await createBooking(app, own.name);
    for (const { role } of parties) await send(id, { to: role, text: `to ${role}` }).expect(202);
    await forward(app);
    const numberOf = (role: string) => parties.find((party) => party.role === role)?.virtualNumber;
    expect(sms.at(rider).map(({ source }) => source)).toEqual([numberOf('rider')]);
    expect(sms.at(driver).map(({ source }) => source)).toEqual([numberOf('driver')]);
  });

  it('is sent once, however often the request with a reference is repeated', async () => {
    const { id, rider, driver } = await createBooking(app, pool.name);
    const request = { to: 'rider', text: 'Gate 3', reference: 'gate-3' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(id, request).expect(202)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await forward(app);
    const { body } = await send(id, request).expect(202);
    expect(body).toMatchObject({ id: answers[0]!.body.id, outcome: 'forwarded' });
    await forward(app);
    expect(sms.at(rider)).toHaveLength(1);

    for (const other of [{ text: 'Gate 4' }, { to: 'driver' }]) {
      const { body: refused } = await send(id, { ...request, ...other }).expect(409);
      expect(refused).toMatchObject({ code: 'message-reference-taken', messageId: body.id });
    }
    // References are those of a booking.
    const next = await createBooking(app, pool.name, { rider, driver });
    await send(next.id, request).expect(202);
    await forward(app);
    expect(sms.at(rider)).toHaveLength(2);
  });

  it('is refused with a reason if the party cannot be texted', async () => {
    const refusalOf = async (bookingId: string) =>
      (await send(bookingId, { to: 'rider', text: 'Hello' }).expect(409)).body;
    const voice = await createBooking(app, pool.name, { channels: ['voice'] });
    expect(await refusalOf(voice.id)).toMatchObject({
      code: 'message-not-sendable',
      reason: 'channel-off',
    });
    const ended = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    expect((await refusalOf(ended.id)).reason).toBe('booking-ended');
    const out = await createBooking(app, pool.name);
    await writeText(app, out.rider, out.virtualNumber, 'STOP');
    expect((await refusalOf(out.id)).reason).toBe('opted-out');
    const blocked = await createBooking(app, pool.name);
    await app
      .post('/v1/blocks', { blocked: blocked.driver, blockedFrom: blocked.rider })
      .expect(201);
    expect((await refusalOf(blocked.id)).reason).toBe('blocked');
    await send(blocked.id, { to: 'driver', text: 'Hello' }).expect(202);
    const mute = await createTextPool(app, { numbers: 1 });
    const muted = await createBooking(app, mute.name);
    await app
      .patch(`/v1/virtual-numbers/${encodeURIComponent(muted.virtualNumber)}`, {
        capabilities: { sms: false },
      })
      .expect(200);
    expect((await refusalOf(muted.id)).reason).toBe('channel-off');
    await forward(app);
    expect(sms.requests.map(({ destination }) => destination)).toEqual([blocked.driver]);
  });

  it('fails if the booking ends, the party leaves or opts out before it is sent', async () => {
    sms.behave = (_, response) => respond(response, 429, {}, { 'retry-after': '1' });
    const ended = await createBooking(app, pool.name);
    const left = await createBooking(app, pool.name);
    const out = await createBooking(app, pool.name);
    const again = await createBooking(app, pool.name);
    const sent = await Promise.all(
      [ended, left, out, again].map(({ id }) =>
        send(id, { to: 'rider', text: 'Hello' }).expect(202),
      ),
    );
    await forward(app);
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    await app.put(`/v1/bookings/${left.id}/parties/rider`, { phoneNumber: newPhone() }).expect(200);
    await writeText(app, out.rider, out.virtualNumber, 'STOP');
    // The same number leads the same people to each other, in another booking.
    await app.post(`/v1/bookings/${again.id}/cancel`).expect(200);
    const { rider, driver, virtualNumber } = again;
    await createBooking(app, pool.name, { rider, driver, virtualNumber });
    sms.behave = acceptAll;
    await passPause(app);
    await forward(app);
    expect(sms.delivered).toEqual([]);
    const reasons = await Promise.all(
      sent.map(async ({ body }) => (await app.get(`/v1/messages/${body.id}`)).body.reason),
    );
    expect(reasons).toEqual(['booking-ended', 'booking-ended', 'opted-out', 'booking-ended']);
  });

  it('that is long arrives in marked pieces', async () => {
    const { id, rider } = await createBooking(app, pool.name);
    const text = 'All about your trip. '.repeat(120).trim();
    await send(id, { to: 'rider', text }).expect(202);
    await forward(app);
    await forward(app);
    const pieces = sms.at(rider).map((sent) => sent.text);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map((piece) => piece.replace(/^\(\d\/\d\) /, '')).join('')).toBe(text);
  });

  it('needs its own scope, a known party and something to say', async () => {
    const { id } = await createBooking(app, pool.name);
    const key = await createKey(app, ['bookings:write', 'messages:read']);
    await app
      .as(key.key)
      .post(`/v1/bookings/${id}/messages`, { to: 'rider', text: 'Hello' })
      .expect(403);
    const unknown = await send(id, { to: 'pilot', text: 'Hello' }).expect(404);
    expect(unknown.body.code).toBe('party-not-found');
    for (const text of ['', ' \n', 'x'.repeat(10_001)]) {
      await send(id, { to: 'rider', text }).expect(400);
    }
    await send(id.replace(/.{12}$/, '000000000000'), { to: 'rider', text: 'Hello' }).expect(404);
  });
});
