import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { signIn } from '../support/console.js';
import { createBooking, createPool, newPhone, type TestBooking } from '../support/scenario.js';
import { SMS_SUB_ACCOUNT, writeText } from '../support/texts.js';

let app: TestApp;
let booking: TestBooking;
/** A pool of several numbers. */
let loaded: string;
beforeAll(async () => {
  app = await startApp();
  booking = await createBooking(app, (await createPool(app)).name);
  loaded = (await createPool(app, { numbers: 3 })).name;
});
afterAll(() => app.stop());

/** Without a cursor, the first page. */
type Page = (cursor?: string) => ReturnType<TestApp['get']>;

const get =
  (path: string, query: Readonly<Record<string, string>> = {}): Page =>
  (cursor) => {
    const page = new URLSearchParams({ ...query, limit: '1' });
    if (cursor !== undefined) page.set('cursor', cursor);
    return app.get(`${path}?${page.toString()}`);
  };

const LISTS: Readonly<Record<string, Page>> = {
  '/v1/bookings': get('/v1/bookings'),
  '/v1/pools': get('/v1/pools'),
  '/v1/events': get('/v1/events'),
  '/v1/api-keys': get('/v1/api-keys'),
  '/v1/console-sessions': get('/v1/console-sessions'),
  '/v1/erasures': get('/v1/erasures'),
  '/v1/event-subscriptions': get('/v1/event-subscriptions'),
  '/v1/virtual-numbers': get('/v1/virtual-numbers'),
  '/v1/audit-events': get('/v1/audit-events'),
  '/v1/dead-letters': get('/v1/dead-letters'),
  '/v1/calls': get('/v1/calls'),
  '/v1/messages': get('/v1/messages'),
  '/v1/bookings/{id}/messages': (cursor) => get(`/v1/bookings/${booking.id}/messages`)(cursor),
  '/v1/bookings/{id}/calls': (cursor) => get(`/v1/bookings/${booking.id}/calls`)(cursor),
  '/v1/pools/{pool}/load': (cursor) => get(`/v1/pools/${loaded}/load`)(cursor),
  '/v1/exports': (cursor) =>
    app.post('/v1/exports', { phoneNumber: booking.rider, cursor, limit: 1 }),
};

const FORGEABLE: Readonly<Record<string, Page>> = {
  ...LISTS,
  '/v1/stats/calls': get('/v1/stats/calls', {
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-02T00:00:00Z',
    groupBy: 'virtualNumber',
  }),
};

const TIMES = [
  '2026-02-30 00:00:00+00',
  '2026-13-01 00:00:00+00',
  '2026-01-01 25:00:00+00',
  '2026-01-01 00:00:00+23',
  '2026-01-01 00:00:00+16:00',
  '0000-01-01 00:00:00+00',
  '0000-00-00 00:00:00+00',
  '9999-12-31 23:59:59-15:59',
  '294277-01-01 00:00:00+00',
  '2026-01-01 00:00:00',
  'infinity',
  'now',
  '',
];

/** Positions that no list returns. */
const POSITIONS = [
  '',
  'nonsense',
  '\0',
  '+65123\0',
  '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f1',
  '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f1g',
  "019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10' or '1'='1",
  'booking|nonsense',
  'call|',
  'message|',
  'opt-out|1',
  ...TIMES.flatMap((time) => [
    `${time}|${'0'.repeat(64)}`,
    `${time}|1`,
    `call|${time}|x`,
    `booking|${time}`,
    `message|${time}|${'-'.repeat(36)}`,
  ]),
  '2026-01-01 00:00:00+00|99999999999999999999',
  '2026-01-01 00:00:00+00|-1',
  '2026-01-01 00:00:00+00|',
];

describe('a forged cursor', () => {
  it.each(Object.keys(FORGEABLE))('is refused with invalid-cursor: %s', async (list) => {
    const refused = new Set<string>();
    for (const position of POSITIONS) {
      const { status, body } = await FORGEABLE[list]!(Buffer.from(position).toString('base64url'));
      // A position of one list may be valid in another.
      if (status === 200) continue;
      expect(status, position).toBe(400);
      const isEmpty = position === '';
      expect(body.code, position).toBe(isEmpty ? 'validation-failed' : 'invalid-cursor');
      refused.add(position);
    }
    for (const position of POSITIONS) {
      const isOfCalls = /\|(?:-1|9{20}|1|0{64})$/.test(position) && list.endsWith('calls');
      const isReal = position.startsWith('2026-01-01 00:00:00+00|');
      if (!isOfCalls || !isReal) expect(refused, position).toContain(position);
    }
  });

  it.each(Object.keys(FORGEABLE))(
    'is refused even if a lenient decoder would accept it: %s',
    async (list) => {
      const id = Buffer.from(booking.id).toString('base64url');
      for (const text of [
        `${id}!`,
        `*${id}`,
        `${id}=`,
        `${id.slice(0, 4)} ${id.slice(4)}`,
        '/w==',
      ]) {
        const { status, body } = await FORGEABLE[list]!(text);
        expect(status, text).toBe(400);
        expect(body.code, text).toBe('invalid-cursor');
      }
      await FORGEABLE[list]!('A'.repeat(1_001)).expect(400);
    },
  );
});

describe('a cursor returned by a list', () => {
  it('leads to the next page, also after calls with long ids', async () => {
    await app.patch(`/v1/pools/${booking.pool}`, { smsSubAccountId: SMS_SUB_ACCOUNT }).expect(200);
    const { messages } = messagesOfCall(booking);
    const handle = messages[0]!.body as { payload: object };
    for (const name of ['x', 'y', 'z']) {
      const sessionId = `${name}\u0e01`.repeat(100);
      const payload = { ...handle.payload, sessionId };
      await app.webhook('call-action', { ...handle, payload }).expect(200);
      await app.webhook('call-status', { at: name, payload: null }).expect(200);
      await writeText(app, booking.rider, booking.virtualNumber, 'Hello');
      await createPool(app, { numbers: 1 });
      await signIn(app, (await createKey(app, ['pools:read'])).key);
      await createBooking(app, (await createPool(app)).name, { rider: booking.rider });
      const url = 'https://rides.acme.example/maskline';
      await app.post('/v1/event-subscriptions', { url }).expect(201);
      await app.post('/v1/exports', { phoneNumber: newPhone() }).expect(200);
      await app.post('/v1/erasures', { phoneNumber: newPhone() }).expect(200);
    }
    for (const [list, page] of Object.entries(LISTS)) {
      const seen = new Set<string>();
      let cursor: string | null = null;
      for (let pages = 0; pages < 3; pages += 1) {
        const answer = await page(cursor ?? undefined);
        expect(answer.status, `${list} ${JSON.stringify(answer.body)}`).toBe(200);
        seen.add(JSON.stringify(answer.body.items));
        cursor = answer.body.nextCursor as string | null;
        if (pages < 2) expect(cursor, list).not.toBeNull();
      }
      expect(seen.size, list).toBe(3);
    }
  });
});
