import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { callReceived, createBooking, createPool, type TestBooking } from '../support/scenario.js';

let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
});
afterAll(() => app.stop());

/** Sends the call handle and the summary of a call with this session id. */
async function report(sessionId: string, sessionStatus = 'BUSY'): Promise<void> {
  const handle = callReceived(booking.rider, booking.virtualNumber, { sessionId });
  await app.webhook('call-action', handle).expect(200);
  const payload = { sessionId, subAccountId: SUB_ACCOUNT, sessionStatus };
  await app.webhook('session-summary', { payload }).expect(200);
}

describe('a session id', () => {
  it.each([
    ['of 101 characters', 'x'.repeat(101)],
    ['of 200 characters', 'y'.repeat(200)],
    ['of 200 characters that take twelve each when URL-encoded', '😀'.repeat(100)],
    ['with characters that are special in a URL', 'a/b?c#d%2Fe&f=g;h i+j..'],
    ['with an emoji across the length limit', `${'z'.repeat(199)}😀`],
    ['of 1,500 characters', 'w'.repeat(1_500)],
  ])('finds its call: an id %s', async (_, id) => {
    await report(id);
    const path = `/v1/calls/${encodeURIComponent(id)}`;
    const { body } = await app.get(path).expect(200);
    expect(body).toMatchObject({ decision: 'connect', outcome: 'busy' });
    if (id.length <= 200) expect(body.sessionId).toBe(id);
    // The id shown in a list finds the call as well.
    await app.get(`/v1/calls/${encodeURIComponent(body.sessionId)}`).expect(200);
    await app.get(`${path}/recordings`).expect((answer) => {
      expect(answer.body.code).not.toBe('call-not-found');
    });
  });

  it('is not confused with another id with the same beginning', async () => {
    const begin = 'v'.repeat(200);
    await report(`${begin}1`, 'BUSY');
    await report(`${begin}2`, 'NO_ANSWER');
    for (const [id, outcome] of [
      [`${begin}1`, 'busy'],
      [`${begin}2`, 'missed'],
    ] as const) {
      expect((await app.get(`/v1/calls/${id}`).expect(200)).body.outcome).toBe(outcome);
    }
  });

  it('is not confused with another id that ends in a different half of a surrogate pair', async () => {
    const id = randomUUID();
    await report(`${id}\ud83d`, 'BUSY');
    await report(`${id}\ud83e`, 'NO_ANSWER');
    const { body } = await app.get('/v1/calls?limit=2').expect(200);
    expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'missed',
      'busy',
    ]);
  });
});

describe('an id of 1,000 characters in a path', () => {
  it.each(['pools', 'bookings', 'events', 'event-subscriptions', 'api-keys', 'calls', 'jobs'])(
    'gets 400 or 404 at /v1/%s',
    async (kind) => {
      const { status } = await app.get(`/v1/${kind}/${'x'.repeat(1_000)}`);
      expect([400, 404]).toContain(status);
    },
  );
});
