import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/app.js';
import {
  callReceived,
  connectedTo,
  createBooking,
  newPhone,
  type Answer,
  type TestPool,
} from '../support/scenario.js';
import { acceptAll, type SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  inboundText,
  messagesOf,
  startTexts,
  writeText,
} from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app, { numbers: 1, policy: { graceSeconds: 0, cooldownSeconds: 0 } });
  await app.post('/v1/event-subscriptions', { url: 'https://example.com/events' }).expect(201);
});
afterAll(() => stop());
beforeEach(() => {
  sms.behave = acceptAll;
  sms.requests.splice(0);
  sms.delivered.splice(0);
});

const lastReason = async (virtualNumber: string) =>
  (await messagesOf(app, virtualNumber)).at(-1).reason;

const optOutEvents = async (bookingId: string) => {
  const { rows } = await app.db.query(
    `select type, payload from outbox_event
      where type like 'party.%' and booking_id = $1 order by id`,
    [bookingId],
  );
  return rows.map(({ type, payload }) => [type, payload.role, payload.virtualNumber]);
};

describe('a person who texts STOP', () => {
  it('is not texted by this number any longer, in any booking, but calls still connect', async () => {
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, driver, virtualNumber, ' Stop. ');
    expect(await lastReason(virtualNumber)).toBe('keyword-stop');
    await writeText(app, rider, virtualNumber, 'Hello?');
    expect(await lastReason(virtualNumber)).toBe('opted-out');
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    const next = await createBooking(app, pool.name, { driver });
    expect(next.virtualNumber).toBe(virtualNumber);
    await writeText(app, next.rider, virtualNumber, 'Hello again');
    expect(await lastReason(virtualNumber)).toBe('opted-out');
    const { body } = await app.webhook('call-action', callReceived(next.rider, virtualNumber));
    expect(connectedTo(body as Answer)).toBe(driver);
    await forward(app);
    expect(sms.requests).toEqual([]);
    expect(await optOutEvents(id)).toEqual([['party.opted_out', 'driver', virtualNumber]]);

    await writeText(app, driver, virtualNumber, 'start');
    expect(await lastReason(virtualNumber)).toBe('keyword-start');
    await writeText(app, next.rider, virtualNumber, 'There you are');
    await forward(app);
    expect(sms.at(driver).map(({ text }) => text)).toEqual(['There you are']);
    expect(await optOutEvents(next.id)).toEqual([['party.opted_in', 'driver', virtualNumber]]);
  });

  it('does not get a text either that was accepted a moment before', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'Hello');
    await writeText(app, driver, virtualNumber, 'STOP');
    await forward(app);
    expect(sms.requests).toEqual([]);
  });

  it('stays out if 8x8 delivers an earlier START late, or both again', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 8, 0, second)).toISOString();
    const start = inboundText(driver, virtualNumber, 'START', { timestamp: at(1) });
    const end = inboundText(driver, virtualNumber, 'STOP', { timestamp: at(2) });
    for (const message of [end, start, end, start]) await app.webhook('sms', message).expect(200);
    await writeText(app, rider, virtualNumber, 'Hello');
    expect(await lastReason(virtualNumber)).toBe('opted-out');
    await Promise.all(
      [3, 4, 5, 6].map((second) =>
        app
          .webhook(
            'sms',
            inboundText(driver, virtualNumber, second % 2 ? 'STOP' : 'START', {
              timestamp: at(second),
            }),
          )
          .expect(200),
      ),
    );
    await writeText(app, rider, virtualNumber, 'Hello');
    expect(await lastReason(virtualNumber)).toBeNull();
  });

  it('may be a stranger, and another text is not mistaken for it', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const stranger = newPhone();
    await writeText(app, stranger, virtualNumber, 'unsubscribe');
    expect(await lastReason(virtualNumber)).toBe('keyword-stop');
    await writeText(app, rider, virtualNumber, 'Stop at the corner, please');
    await forward(app);
    expect(sms.at(driver)).toHaveLength(1);
  });

  it('uses the words of the pool', async () => {
    const own = await createTextPool(app, {
      policy: { messageKeywords: { stop: ['HALT'], help: [] } },
    });
    const { rider, virtualNumber } = await createBooking(app, own.name);
    await writeText(app, rider, virtualNumber, 'stop');
    expect(await lastReason(virtualNumber)).toBeNull();
    await writeText(app, rider, virtualNumber, 'halt!');
    expect(await lastReason(virtualNumber)).toBe('keyword-stop');
  });
});

describe('a reply to the sender of a refused text', () => {
  const REPLIES = { refused: 'This number takes no texts from you.', help: 'Call 8x8-8888.' };

  it('is sent if the pool says so, once a day for each sender and number', async () => {
    const own = await createTextPool(app, { numbers: 2, policy: { messageReplies: REPLIES } });
    const stranger = newPhone();
    const [first = '', second = ''] = own.numbers;
    for (let at = 0; at < 3; at += 1) await writeText(app, stranger, first, 'Hi');
    await writeText(app, stranger, second, 'Hi');
    await forward(app);
    expect(
      sms
        .at(stranger)
        .map(({ source, text }) => [source, text])
        .toSorted(),
    ).toEqual(
      [
        [first, REPLIES.refused],
        [second, REPLIES.refused],
      ].toSorted(),
    );
    await app.db.query(`update message_reply_guard set replied_at = now() - interval '25 hours'`);
    const message = inboundText(stranger, first, 'Hi');
    await Promise.all(Array.from({ length: 4 }, () => app.webhook('sms', message).expect(200)));
    await forward(app);
    expect(sms.at(stranger)).toHaveLength(3);
    const { rows } = await app.db.query(
      `select receiver_ciphertext, text_ciphertext from message where kind = 'reply'`,
    );
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(Object.values(row)).toEqual([null, null]);
  });

  it('is not sent without a policy, to numbers of ours, words, or who opted out', async () => {
    const silent = await createTextPool(app, { numbers: 1 });
    await writeText(app, newPhone(), silent.numbers[0]!, 'Hi');
    const own = await createTextPool(app, { numbers: 2, policy: { messageReplies: REPLIES } });
    const [first = '', second = ''] = own.numbers;
    await writeText(app, second, first, 'Hi');
    await writeText(app, pool.numbers[0]!, first, 'Hi');
    await writeText(app, 'InfoSMS', first, 'Hi');
    await writeText(app, '88888', first, 'Hi');
    const out = newPhone();
    await writeText(app, out, first, 'STOP');
    await writeText(app, out, first, 'Hi');
    await forward(app);
    expect(sms.requests).toEqual([]);
  });

  it('to HELP is the text of the pool', async () => {
    const own = await createTextPool(app, { numbers: 1, policy: { messageReplies: REPLIES } });
    const { driver, rider, virtualNumber } = await createBooking(app, own.name);
    await writeText(app, rider, virtualNumber, 'help', { umid: randomUUID() });
    await forward(app);
    expect(sms.at(rider).map(({ text }) => text)).toEqual([REPLIES.help]);
    expect(sms.at(driver)).toEqual([]);
  });
});
