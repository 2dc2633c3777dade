import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/app.js';
import { passTime } from '../support/pass-time.js';
import {
  callReceived,
  createBooking,
  createPool,
  expectRefusal,
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
  SMS_SUB_ACCOUNT,
  startTexts,
  writeText,
} from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let pool: TestPool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
  pool = await createTextPool(app, { numbers: 5 });
});
afterAll(() => stop());
beforeEach(() => {
  sms.behave = acceptAll;
  sms.requests.splice(0);
  sms.delivered.splice(0);
});

/** Writes a text and returns the reason on record; null: it is forwarded. */
async function reasonOf(
  from: unknown,
  to: string,
  body: unknown = 'Hello',
  overrides: Record<string, unknown> = {},
): Promise<string | null> {
  const umid = randomUUID();
  await writeText(app, from, to, body, { umid, ...overrides });
  const { rows } = await app.db.query('select * from message where inbound_umid = $1', [umid]);
  expect(rows).toHaveLength(1);
  if (rows[0].state === 'refused') expect(rows[0].text_ciphertext).toBeNull();
  else expect(rows[0].reason).toBeNull();
  return rows[0].reason;
}

describe('a text of a party', () => {
  it('reaches the other party from the shared virtual number, and so does the answer', async () => {
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await writeText(app, rider, virtualNumber, 'I am at gate 3 €');
    await forward(app);
    await writeText(app, driver.slice(1), virtualNumber.slice(1), 'Coming ☺');
    await forward(app);
    expect(
      sms.delivered.map(({ source, destination, text, subAccountId }) => [
        source,
        destination,
        text,
        subAccountId,
      ]),
    ).toEqual([
      [virtualNumber, driver, 'I am at gate 3 €', SMS_SUB_ACCOUNT],
      [virtualNumber, rider, 'Coming ☺', SMS_SUB_ACCOUNT],
    ]);
    const stored = await messagesOf(app, virtualNumber);
    expect(stored.map(({ state, parts, length }) => [state, parts, length])).toEqual([
      ['forwarded', 1, 16],
      ['forwarded', 1, 8],
    ]);
    expect(stored.map(({ text_ciphertext: text }) => text)).toEqual([null, null]);
  });

  it('comes from the number that the receiver knows in mode per-party', async () => {
    const booking = await createBooking(app, pool.name, { numberMode: 'per-party' });
    const [rider, driver] = booking.parties;
    await writeText(app, booking.rider, rider!.virtualNumber, 'one');
    await writeText(app, booking.driver, driver!.virtualNumber, 'two');
    await forward(app);
    const sent = sms.delivered.map(({ source, destination, text }) => [source, destination, text]);
    expect(sent.toSorted()).toEqual(
      [
        [driver!.virtualNumber, booking.driver, 'one'],
        [rider!.virtualNumber, booking.rider, 'two'],
      ].toSorted(),
    );
  });

  it('is encrypted at rest, and forwarded once however often 8x8 delivers it', async () => {
    // A number without texts of other tests.
    const own = await createTextPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, own.name);
    const message = inboundText(rider, virtualNumber, 'a secret meeting point');
    await Promise.all(Array.from({ length: 8 }, () => app.webhook('sms', message).expect(200)));
    const [stored, ...more] = await messagesOf(app, virtualNumber);
    expect(more).toEqual([]);
    expect(stored.text_ciphertext.toString('latin1')).not.toContain('secret');
    await forward(app);
    await app.webhook('sms', message).expect(200);
    await forward(app);
    expect(sms.at(driver)).toHaveLength(1);
  });

  it('begins with the role of its sender if the pool says so', async () => {
    const named = await createTextPool(app, { policy: { messageRolePrefix: true } });
    const { rider, driver, virtualNumber } = await createBooking(app, named.name);
    await writeText(app, rider, virtualNumber, 'Hello');
    await forward(app);
    expect(sms.at(driver).map(({ text }) => text)).toEqual(['Rider: Hello']);
  });

  it('moves the end of a booking with idleTtlSeconds', async () => {
    const { id, rider, virtualNumber } = await createBooking(app, pool.name, {
      ttlSeconds: 600,
      idleTtlSeconds: 3_600,
      maxExpiresAt: new Date(Date.now() + 10 * 3_600_000).toISOString(),
    });
    await writeText(app, rider, virtualNumber, 'Hello');
    const { body } = await app.get(`/v1/bookings/${id}`).expect(200);
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now() + 3_500_000);
  });
});

describe('a text is refused, with a reason on record, if', () => {
  it('the sender is a stranger, or the number is unknown', async () => {
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    expect(await reasonOf(newPhone(), virtualNumber)).toBe('not-a-party');
    const stranger = newPhone();
    expect(await reasonOf(rider, stranger)).toBe('unknown-number');
    const { rows } = await app.db.query(
      `select virtual_number from message where reason = 'unknown-number'`,
    );
    expect(JSON.stringify(rows)).not.toContain(stranger.slice(4, -4));
    expect(await reasonOf(rider, virtualNumber, 'x', { subAccountId: 'another' })).toBe(
      'unknown-number',
    );
    expect(await reasonOf(rider, virtualNumber, 'x', { subAccountId: null })).toBe(
      'unknown-number',
    );
  });

  it.each(['8x8', '12345', '', 'anonymous', null, 7, '266696687'])(
    'the sender is not a phone number: %j',
    async (source) => {
      const { virtualNumber } = await createBooking(app, pool.name);
      expect(await reasonOf(source, virtualNumber)).toBe('caller-withheld');
    },
  );

  it('the booking has not started, has ended, or has no other party', async () => {
    const later = await createBooking(app, pool.name, {
      startsAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(await reasonOf(later.rider, later.virtualNumber)).toBe('not-started');
    const ended = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${ended.id}/cancel`).expect(200);
    expect(await reasonOf(ended.rider, ended.virtualNumber)).toBe('booking-ended');
    const rider = newPhone();
    const { body: open } = await app
      .post('/v1/bookings', {
        pool: pool.name,
        reference: randomUUID(),
        parties: [{ role: 'rider', phoneNumber: rider }],
      })
      .expect(201);
    expect(await reasonOf(rider, open.virtualNumber)).toBe('party-missing');
  });

  it('a block forbids it, or only the other party may begin', async () => {
    const booking = await createBooking(app, pool.name, { callersAllowed: ['driver'] });
    expect(await reasonOf(booking.rider, booking.virtualNumber)).toBe('caller-not-allowed');
    expect(await reasonOf(booking.driver, booking.virtualNumber)).toBeNull();
    await app.post('/v1/blocks', { blocked: booking.driver }).expect(201);
    expect(await reasonOf(booking.driver, booking.virtualNumber)).toBe('blocked');
  });

  it('the channel is off for the booking, the pool or the number', async () => {
    const calls = await createBooking(app, pool.name, { channels: ['voice'] });
    expect(await reasonOf(calls.rider, calls.virtualNumber)).toBe('channel-off');
    const other = await createTextPool(app, { policy: { channels: ['voice'] } });
    const usual = await createBooking(app, other.name);
    expect(await reasonOf(usual.rider, usual.virtualNumber)).toBe('channel-off');
    const texts = await createBooking(app, other.name, { channels: ['sms'] });
    expect(await reasonOf(texts.rider, texts.virtualNumber)).toBeNull();
    await app
      .patch(`/v1/virtual-numbers/${encodeURIComponent(texts.virtualNumber)}`, {
        capabilities: { sms: false },
      })
      .expect(200);
    expect(await reasonOf(texts.rider, texts.virtualNumber)).toBe('channel-off');
  });

  it('the sender writes too often', async () => {
    const slow = await createTextPool(app, { policy: { maxMessagesPerMinute: 2 } });
    const { rider, driver, virtualNumber } = await createBooking(app, slow.name);
    const reasons = [];
    for (let count = 0; count < 3; count += 1) reasons.push(await reasonOf(rider, virtualNumber));
    expect(reasons).toEqual([null, null, 'too-many-messages']);
    expect(await reasonOf(driver, virtualNumber)).toBeNull();
  });

  it('the sender is one of our virtual numbers, so that nothing goes round in a circle', async () => {
    const { virtualNumber } = await createBooking(app, pool.name);
    const other = pool.numbers.find((number) => number !== virtualNumber)!;
    expect(await reasonOf(other, virtualNumber)).toBe('caller-is-virtual');
    expect(await reasonOf(other, virtualNumber, 'STOP')).toBe('caller-is-virtual');
  });

  it('the text is too long', async () => {
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    expect(await reasonOf(rider, virtualNumber, 'x'.repeat(10_001))).toBe('too-long');
  });

  it('and nothing of it is ever sent', async () => {
    await app.db.query(`delete from message where state = 'forwarding'`);
    await forward(app);
    expect(sms.requests).toEqual([]);
  });
});

describe('a text that was accepted is not sent after all if meanwhile', () => {
  const accepted = async () => {
    const booking = await createBooking(app, pool.name);
    await writeText(app, booking.rider, booking.virtualNumber, 'Hello');
    return booking;
  };
  const outcome = async (virtualNumber: string) => {
    await forward(app);
    expect(sms.requests).toEqual([]);
    const [stored] = (await messagesOf(app, virtualNumber)).slice(-1);
    expect(stored.text_ciphertext).toBeNull();
    return [stored.state, stored.reason];
  };

  it('the booking was cancelled', async () => {
    const { id, virtualNumber } = await accepted();
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    await passTime(app, id, 1);
    expect(await outcome(virtualNumber)).toEqual(['failed', 'booking-ended']);
  });

  it('the receiver has been replaced by somebody else', async () => {
    const { id, virtualNumber } = await accepted();
    await app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber: newPhone() }).expect(200);
    expect(await outcome(virtualNumber)).toEqual(['failed', 'party-changed']);
  });

  it('the receiver does not want to hear from the sender', async () => {
    const { rider, driver, virtualNumber } = await accepted();
    await app.post('/v1/blocks', { blocked: rider, blockedFrom: driver }).expect(201);
    expect(await outcome(virtualNumber)).toEqual(['failed', 'blocked']);
  });

  it('its route was changed in the database', async () => {
    const { id, virtualNumber } = await accepted();
    const other = await createBooking(app, pool.name);
    await app.db.query(
      `update route set callee_ciphertext = (
         select callee_ciphertext from route where booking_id = $2 and caller_role = 'rider')
        where booking_id = $1 and caller_role = 'rider'`,
      [id, other.id],
    );
    expect(await outcome(virtualNumber)).toEqual(['failed', 'route-refused']);
  });
});

describe('the webhook of texts', () => {
  it('answers 200 to what concerns no text, and keeps what it cannot read without the text', async () => {
    await app.webhook('sms', { namespace: 'ChatApps', eventType: 'x', payload: {} }).expect(200);
    await app.webhook('sms', { namespace: 'SMS', eventType: 'something_new' }).expect(200);
    const body = `words of ${randomUUID().slice(0, 8)}`;
    const { payload, ...envelope } = inboundText(newPhone(), newPhone(), body);
    await app
      .webhook('sms', { ...envelope, payload: { ...payload, umid: undefined, [body]: body } })
      .expect(200);
    const { body: letters } = await app.get('/v1/dead-letters').expect(200);
    expect(letters.items[0]).toMatchObject({ type: 'SMS', reason: 'The message has no umid.' });
    expect(JSON.stringify(letters)).not.toContain('words of');
  });

  it('refuses XML with a log line that says what to do', async () => {
    await app.webhook('sms', 'x' as unknown as object).expect(200);
    const response = await fetch(`${app.url}/webhooks/8x8/sms`, {
      method: 'POST',
      headers: { authorization: 'webhook-secret-for-tests', 'content-type': 'application/xml' },
      body: '<root><umid>1</umid></root>',
    });
    expect(response.status).toBe(415);
    expect(app.logs.lines.join('\n')).toContain('ask 8x8 to set the account to JSON');
  });

  it('has secrets of its own, if they are set', async () => {
    const secret = 'secret-of-texts-only';
    const replica = await app.replica({ SMS_WEBHOOK_SECRETS: secret });
    const text = inboundText(newPhone(), newPhone(), 'x');
    await replica.webhook('sms', text).expect(401);
    const send = (path: string) =>
      fetch(`${replica.url}/webhooks/8x8/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(text),
      });
    expect((await send('sms')).status).toBe(200);
    expect((await send('call-status')).status).toBe(401);
    const guarded = await app.replica({ SMS_WEBHOOK_ALLOWED_IPS: '8x8' });
    await guarded.webhook('sms', text).expect(401);
    await guarded.webhook('call-action', callReceived(newPhone(), newPhone())).expect(200);
  });
});

describe('channels', () => {
  it('also refuse calls', async () => {
    const { rider, virtualNumber } = await createBooking(app, pool.name, { channels: ['sms'] });
    const { body } = await app.webhook('call-action', callReceived(rider, virtualNumber));
    expectRefusal(body as Answer, /not available/);
    const { rows } = await app.db.query(
      'select reason from call_session where virtual_number = $1 order by created_at desc limit 1',
      [virtualNumber],
    );
    expect(rows).toEqual([{ reason: 'channel-off' }]);
  });

  it('decide which numbers bookings get first', async () => {
    const mixed = await createTextPool(app, { numbers: 6 });
    const [able, ...others] = mixed.numbers;
    for (const msisdn of others) {
      await app
        .patch(`/v1/virtual-numbers/${encodeURIComponent(msisdn)}`, {
          capabilities: { sms: false },
        })
        .expect(200);
    }
    const driver = newPhone();
    for (let count = 0; count < 5; count += 1) {
      expect((await createBooking(app, mixed.name)).virtualNumber).toBe(able);
    }
    await createBooking(app, mixed.name, { driver });
    // The driver already has the able number for somebody else.
    expect(others).toContain((await createBooking(app, mixed.name, { driver })).virtualNumber);
  });

  it('of a pool include sms only with a sub-account for it', async () => {
    const { name } = await createPool(app, { numbers: 0 });
    const { body } = await app
      .patch(`/v1/pools/${name}`, { policy: { channels: ['sms'] } })
      .expect(400);
    expect(body.errors).toEqual([
      { path: 'smsSubAccountId', message: expect.stringContaining('must be set') },
    ]);
  });
});
