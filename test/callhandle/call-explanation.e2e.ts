import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { callReceived, createBooking, createPool } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Dials, and returns the id of the session. */
async function called(from: string, to: string): Promise<string> {
  const message = callReceived(from, to);
  await app.webhook('call-action', message).expect(200);
  return message.payload.sessionId;
}

describe('explaining a call that has happened', () => {
  it('shows what the same call would get now, without the numbers of the people', async () => {
    const pool = await createPool(app);
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const sessionId = await called(rider, virtualNumber);
    const explain = () => app.post(`/v1/calls/${sessionId}/explain`).expect(200);
    const before = await explain();
    expect(before.body).toMatchObject({
      virtualNumber,
      decision: 'connect',
      reason: 'callable',
      bookingId: id,
      callerRole: 'rider',
      calleeRole: 'driver',
    });
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    const after = await explain();
    expect(after.body).toMatchObject({ decision: 'refuse', reason: 'booking-ended' });
    for (const { text } of [before, after]) {
      for (const phone of [rider, driver]) expect(text).not.toContain(phone.slice(1));
    }
    const { body } = await app.get(`/v1/calls?bookingId=${id}`).expect(200);
    expect(body.items).toHaveLength(1);
  });

  it('needs access to the pool, and a caller that is known', async () => {
    const [pool, other] = [await createPool(app), await createPool(app)];
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    const sessionId = await called(rider, virtualNumber);
    const { key } = await createKey(app, ['calls:read'], { pools: [other.name] });
    const refused = await app.as(key).post(`/v1/calls/${sessionId}/explain`).expect(404);
    // The same as for a call that does not exist, before anything of it is read.
    expect(refused.body.code).toBe('call-not-found');
    await app.post(`/v1/calls/${randomUUID()}/explain`).expect(404);
    const withheld = await called('anonymous', virtualNumber);
    const { body } = await app.post(`/v1/calls/${withheld}/explain`).expect(422);
    expect(body.code).toBe('caller-unknown');
  });
});
