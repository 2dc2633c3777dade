import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/app.js';
import { createBooking, newPhone, type TestBooking, type TestPool } from '../support/scenario.js';
import {
  acceptAll,
  queued,
  respond,
  type SentSms,
  type SmsEndpoint,
} from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  messagesOf,
  receipt,
  startTexts,
  writeText,
} from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app, { numbers: 5, policy: { maxMessagesPerMinute: null } });
  await app.post('/v1/event-subscriptions', { url: 'https://example.com/events' }).expect(201);
});
afterAll(() => stop());
beforeEach(() => {
  sms.behave = acceptAll;
  sms.requests.splice(0);
  sms.delivered.splice(0);
});

/** Forwards a text, and returns it as 8x8 got it. */
async function sent(): Promise<{ booking: TestBooking; text: SentSms }> {
  const booking = await createBooking(app, pool.name);
  await writeText(app, booking.rider, booking.virtualNumber, 'Hello');
  await forward(app);
  return { booking, text: sms.requests.at(-1)! };
}

const take = (message: object) => app.webhook('sms', message).expect(200);

const recordOf = async ({ clientMessageId }: SentSms) => {
  const { rows } = await app.db.query('select * from message where id = $1', [clientMessageId]);
  return rows[0];
};

const eventsOf = async ({ clientMessageId }: SentSms): Promise<string[]> => {
  const { rows } = await app.db.query(
    `select type from outbox_event where payload ->> 'messageId' = $1 order by id`,
    [clientMessageId],
  );
  return rows.map(({ type }) => type);
};

describe('the receipts of a text', () => {
  it('say what became of it, once each', async () => {
    const { text } = await sent();
    for (const message of [
      receipt(text, 'queued'),
      receipt(text, 'sent'),
      receipt(text, 'delivered', 'delivered_to_operator'),
      receipt(text, 'delivered', 'delivered_to_recipient'),
      receipt(text, 'delivered', 'delivered_to_recipient'),
      receipt(text, 'read'),
    ]) {
      await take(message);
    }
    expect(await recordOf(text)).toMatchObject({
      state: 'forwarded',
      receipt_state: 'read',
      outbound_umid: text.umid,
      outbound_price: 0.0375,
      outbound_currency: 'USD',
    });
    expect(await eventsOf(text)).toEqual([
      'message.received',
      'message.forwarded',
      'message.delivered',
    ]);
  });

  it('do not mistake delivery to the operator for arrival', async () => {
    const { text } = await sent();
    await take(receipt(text, 'delivered', 'delivered_to_operator'));
    expect(await eventsOf(text)).not.toContain('message.delivered');
    await take(
      receipt(text, 'undelivered', 'undelivered_to_recipient', {
        status: {
          state: 'undelivered',
          detail: 'undelivered_to_recipient',
          timestamp: '2026-11-26T08:00:00Z',
          errorCode: 1,
          errorMessage: 'Absent subscriber',
        },
      }),
    );
    expect(await recordOf(text)).toMatchObject({
      state: 'forwarded',
      receipt_state: 'undelivered',
      receipt_detail: 'undelivered_to_recipient',
      error_code: 1,
    });
    expect(await eventsOf(text)).toContain('message.failed');
  });

  it('end in the same record in any order, with any repetition', async () => {
    const at = (second: number) => ({
      timestamp: `2026-11-24T08:00:0${second}.5Z`,
    });
    const variants: [string, string | undefined, object][] = [
      ['queued', undefined, at(0)],
      ['sent', undefined, at(1)],
      ['delivered', 'delivered_to_operator', at(2)],
      ['undelivered', 'rejected_by_operator', { ...at(3), errorCode: 15 }],
      ['undelivered', 'rejected_by_operator', { ...at(3), errorCode: 8 }],
      ['undelivered', 'undelivered_to_recipient', { timestamp: null }],
      ['rejected', undefined, at(4)],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(variants, { minLength: 1 }),
        fc.integer({ min: 0, max: 2 }),
        fc.infiniteStream(fc.nat()),
        async (some, repeats, random) => {
          const shuffled = (list: typeof some) =>
            list
              .map((one) => [random.next().value as number, one] as const)
              .toSorted(([a], [b]) => a - b)
              .map(([, one]) => one);
          const records = [];
          for (const order of [some, shuffled([...some, ...some.slice(0, repeats)])]) {
            const { text } = await sent();
            for (const [state, detail, more] of order) {
              await take(receipt(text, state, detail, { status: { state, detail, ...more } }));
            }
            const { state, receipt_state, receipt_detail, receipt_rank, receipt_at, error_code } =
              await recordOf(text);
            records.push({
              state,
              receipt_state,
              receipt_detail,
              receipt_rank,
              receipt_at,
              error_code,
            });
          }
          expect(records[1]).toEqual(records[0]);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  it('may arrive before the response to the request', async () => {
    const booking = await createBooking(app, pool.name);
    sms.behave = async (one, response, deliver) => {
      deliver();
      await take(receipt(one, 'delivered', 'delivered_to_recipient'));
      respond(response, 200, queued(one));
    };
    await writeText(app, booking.rider, booking.virtualNumber, 'Hello');
    await forward(app);
    expect(await recordOf(sms.requests[0]!)).toMatchObject({
      state: 'forwarded',
      receipt_state: 'delivered',
      outbound_umid: sms.requests[0]!.umid,
      parts: 1,
    });
    expect(await eventsOf(sms.requests[0]!)).toEqual([
      'message.received',
      'message.forwarded',
      'message.delivered',
    ]);
  });

  it('settle a text that is unknown', async () => {
    sms.behave = (_one, response, deliver) => {
      deliver();
      response.destroy();
    };
    const { text } = await sent();
    expect(await recordOf(text)).toMatchObject({ state: 'unknown' });
    await take(receipt(text, 'sent'));
    expect(await recordOf(text)).toMatchObject({ state: 'forwarded', reason: null });
    expect(await eventsOf(text)).toEqual([
      'message.received',
      'message.failed',
      'message.forwarded',
    ]);
    await take(receipt(text, 'undelivered', 'rejected_by_operator'));
    expect((await eventsOf(text)).slice(3), 'the last event agrees with the record').toEqual([
      'message.failed',
    ]);
    const { text: rejected } = await sent();
    await take(receipt(rejected, 'rejected'));
    expect(await recordOf(rejected)).toMatchObject({ state: 'failed', reason: 'rejected' });
  });

  it('of other texts, of other sub-accounts or with unknown states change nothing', async () => {
    const { text } = await sent();
    await take(receipt({ ...text, clientMessageId: randomUUID() }, 'sent'));
    await take(receipt({ ...text, clientMessageId: 'not ours' }, 'sent'));
    await take(receipt(text, 'sent', undefined, { clientMessageId: undefined }));
    await take(receipt(text, 'sent', undefined, { subAccountId: 'another' }));
    await take(receipt(text, 'teleported'));
    expect(await recordOf(text)).toMatchObject({ state: 'forwarded', receipt_rank: 0 });
    const booking = await createBooking(app, pool.name);
    await writeText(app, newPhone(), booking.virtualNumber, 'from a stranger');
    const refused = (await messagesOf(app, booking.virtualNumber)).at(-1);
    await take(receipt({ ...text, clientMessageId: refused.id }, 'sent'));
    expect(await recordOf({ ...text, clientMessageId: refused.id })).toMatchObject({
      state: 'refused',
      receipt_rank: 0,
    });
  });

  it('show a sender that a country has overwritten, on the number and by an event', async () => {
    const { text } = await sent();
    await take(receipt(text, 'sent', undefined, { source: text.source.slice(1) }));
    expect(await recordOf(text)).toMatchObject({ is_source_overwritten: false });
    for (const state of ['sent', 'delivered']) {
      await take(receipt(text, state, undefined, { source: 'InfoSMS' }));
    }
    expect(await recordOf(text)).toMatchObject({ is_source_overwritten: true });
    const { body } = await app
      .get(`/v1/virtual-numbers/${encodeURIComponent(text.source)}`)
      .expect(200);
    expect(body.sourceOverwrittenAt).not.toBeNull();
    const { rows } = await app.db.query(
      `select payload from outbox_event where type = 'number.source_overwritten'`,
    );
    expect(rows).toEqual([{ payload: { virtualNumber: text.source, country: 'SG' } }]);
  });
});
