import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/app.js';
import { createBooking, type TestBooking, type TestPool } from '../support/scenario.js';
import {
  acceptAll,
  queued,
  respond,
  type SmsBehaviour,
  type SmsEndpoint,
} from '../support/carrier/sms-endpoint.js';
import {
  createTextPool,
  forward,
  messagesOf,
  passPause,
  receipt,
  startTexts,
  writeText,
} from '../support/texts.js';
import { ForwardingLimits } from '../../src/messaging/forwarding/forwarding-limits.js';

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

/** Accepts the text and closes the connection instead of responding. */
const takeAndHangUp: SmsBehaviour = (_sms, response, deliver) => {
  deliver();
  response.destroy();
};

async function write(text = 'Hello', booking?: TestBooking): Promise<TestBooking> {
  const made = booking ?? (await createBooking(app, pool.name));
  await writeText(app, made.rider, made.virtualNumber, text);
  return made;
}

const stateOf = async ({ virtualNumber }: TestBooking) => {
  const rows = await messagesOf(app, virtualNumber);
  return rows.slice(-1).map(({ state, reason, error_code: code }) => [state, reason, code])[0];
};

describe('texts to one receiver', () => {
  it('arrive in the order in which they were written, one at a time', async () => {
    const booking = await createBooking(app, pool.name);
    let inFlight = 0;
    let most = 0;
    sms.behave = async (one, response, deliver) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await delay(5);
      inFlight -= 1;
      deliver();
      respond(response, 200, queued(one));
    };
    for (let at = 0; at < 12; at += 1) await write(`text ${at}`, booking);
    await forward(app);
    await forward(app);
    expect(sms.at(booking.driver).map(({ text }) => text)).toEqual(
      Array.from({ length: 12 }, (_, at) => `text ${at}`),
    );
    expect(most).toBe(1);
  });

  it('wait for an earlier one that could not be sent yet', async () => {
    const booking = await createBooking(app, pool.name);
    sms.behave = (_one, response) => respond(response, 429, {}, { 'retry-after': '7' });
    await write('first', booking);
    await write('second', booking);
    await forward(app);
    expect(sms.requests).toHaveLength(1);
    const { rows } = await app.db.query(
      `select extract(epoch from due_at - now())::float8 as seconds, reason from message
        where virtual_number = $1 and attempts = 1`,
      [booking.virtualNumber],
    );
    expect(rows[0].reason).toBe('rate-limited');
    expect(rows[0].seconds).toBeGreaterThan(4);
    sms.behave = acceptAll;
    await forward(app);
    expect(sms.delivered).toEqual([]);
    await passPause(app);
    await forward(app);
    expect(sms.at(booking.driver).map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('do not delay those to others', async () => {
    const [slow, quick] = [
      await createBooking(app, pool.name),
      await createBooking(app, pool.name),
    ];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    sms.behave = async (one, response, deliver) => {
      if (one.destination === slow.driver) await held;
      deliver();
      respond(response, 200, queued(one));
    };
    await write('slow', slow);
    await forward(app);
    await write('quick', quick);
    await forward(app);
    expect(sms.delivered.map(({ text }) => text)).toEqual(['quick']);
    release();
    await forward(app);
    expect(sms.delivered.map(({ text }) => text)).toEqual(['quick', 'slow']);
  });
});

describe('a text that 8x8 does not take', () => {
  it.each<[string, number, object, unknown[]]>([
    ['REJECTED with status 200', 200, { status: { code: 'REJECTED' } }, ['rejected', null]],
    ['a destination that is refused', 400, { code: 1002, message: 'x' }, ['http-400', 1002]],
    ['a wrong key', 401, { code: 1200 }, ['http-401', 1200]],
    ['an old TLS', 426, { code: 1014 }, ['http-426', 1014]],
  ])('has failed at once: %s', async (_, status, body, [reason, code]) => {
    sms.behave = (_one, response) => respond(response, status, body);
    const booking = await write();
    await forward(app);
    await passPause(app);
    await forward(app);
    expect(sms.requests).toHaveLength(1);
    expect(await stateOf(booking)).toEqual(['failed', reason, code]);
  });

  it('is sent again if 8x8 could not be reached', async () => {
    const lonely = await app.replica({ EIGHTXEIGHT_SMS_BASE_URL: 'http://127.0.0.1:9' });
    const booking = await write();
    await forward(lonely);
    expect(await stateOf(booking)).toEqual(['forwarding', 'network', null]);
    await passPause(app);
    await forward(app);
    expect(sms.at(booking.driver)).toHaveLength(1);
  });

  it('is not sent four hours late', async () => {
    const booking = await write();
    await app.db.query(`update message set received_at = now() - interval '5 hours'
                         where state = 'forwarding'`);
    await forward(app);
    expect(sms.requests).toEqual([]);
    expect(await stateOf(booking)).toEqual(['failed', 'expired', null]);
  });
});

describe('a text that 8x8 may have taken', () => {
  it.each<[string, SmsBehaviour, string]>([
    ['the connection broke', takeAndHangUp, 'network'],
    [
      'a server error',
      (_one, response, deliver) => {
        deliver();
        respond(response, 500, { code: 2000 });
      },
      'http-500',
    ],
    [
      'an answer that is none',
      (_one, response, deliver) => {
        deliver();
        response.end('<html>');
      },
      'unexpected-answer',
    ],
  ])('is unknown and never sent again: %s', async (_, behave, reason) => {
    sms.behave = behave;
    const booking = await write();
    await forward(app);
    sms.behave = acceptAll;
    await passPause(app);
    await forward(app);
    expect(sms.at(booking.driver)).toHaveLength(1);
    expect(await stateOf(booking)).toEqual(['unknown', reason, null]);
    const [stored] = await messagesOf(app, booking.virtualNumber);
    expect(stored.text_ciphertext).toBeNull();
  });

  it('is sent again in a pool that wants it at least once', async () => {
    const again = await createTextPool(app, { policy: { messageDelivery: 'at-least-once' } });
    const booking = await createBooking(app, again.name);
    sms.behave = takeAndHangUp;
    await write('Hello', booking);
    await forward(app);
    sms.behave = acceptAll;
    await passPause(app);
    await forward(app);
    expect(sms.at(booking.driver)).toHaveLength(2);
    expect(await stateOf(booking)).toEqual(['forwarded', null, null]);
  });

  it('is not sent again there if a receipt shows that 8x8 has taken it', async () => {
    const again = await createTextPool(app, { policy: { messageDelivery: 'at-least-once' } });
    const booking = await createBooking(app, again.name);
    sms.behave = takeAndHangUp;
    await write('Hello', booking);
    await forward(app);
    await app.webhook('sms', receipt(sms.requests[0]!, 'sent')).expect(200);
    sms.behave = acceptAll;
    await passPause(app);
    await forward(app);
    expect(sms.at(booking.driver)).toHaveLength(1);
    expect(await stateOf(booking)).toEqual(['forwarded', null, null]);
  });

  it('is unknown if the replica that sent it has died', async () => {
    const booking = await write();
    // As a replica leaves it that is killed after its claim.
    await app.db.query(
      `update message set state = 'sending', claim = gen_random_uuid(), claimed_until = now()
        where state = 'forwarding'`,
    );
    expect(await forward(app)).toMatchObject({ abandoned: 1, forwarded: 0 });
    await forward(app);
    expect(sms.requests).toEqual([]);
    expect(await stateOf(booking)).toEqual(['unknown', 'interrupted', null]);
  });

  it('is forwarded if the replica that was taken for dead stores its outcome late', async () => {
    app.nest.get(ForwardingLimits).leaseSeconds = 0;
    const booking = await write();
    sms.behave = async (one, response, deliver) => {
      await app.replica().then((replica) => forward(replica));
      deliver();
      respond(response, 200, queued(one));
    };
    await forward(app);
    app.nest.get(ForwardingLimits).leaseSeconds = 60;
    for (let tries = 0; (await stateOf(booking))?.[0] !== 'forwarded' && tries < 200; tries += 1) {
      await delay(25);
    }
    expect(await stateOf(booking)).toEqual(['forwarded', null, null]);
    expect(sms.at(booking.driver)).toHaveLength(1);
  });
});

describe('a long text', () => {
  it('is sent in marked pieces, in order and complete', async () => {
    const booking = await createBooking(app, pool.name);
    const text = `${'Turn left at the lights. '.repeat(90)}Done.`;
    await write(text, booking);
    await write('next', booking);
    await forward(app);
    await forward(app);
    const texts = sms.at(booking.driver).map((one) => one.text);
    expect(texts).toHaveLength(3);
    expect(texts[2]).toBe('next');
    expect(texts[0]).toMatch(/^\(1\/2\) Turn/);
    expect(
      texts
        .slice(0, 2)
        .map((one) => one.slice(6))
        .join(''),
    ).toBe(text);
    const all = await messagesOf(app, booking.virtualNumber);
    const stored = all.filter(({ booking_id: id }) => id === booking.id);
    expect(stored.map(({ state, position, pieces }) => [state, position, pieces])).toEqual([
      ['forwarded', 0, 2],
      ['forwarded', 1, 2],
      ['forwarded', 0, 1],
    ]);
  });
});

describe('a text whose row cannot be changed', () => {
  const refuse = (condition: string) =>
    app.db.query(
      `alter table message add constraint refused_by_test check (not (${condition})) not valid`,
    );
  afterEach(async () => {
    await app.db.query('alter table message drop constraint if exists refused_by_test');
    await app.db.query('truncate job_set_aside');
  });

  it('is set aside, and later texts are sent, also to the same receiver', async () => {
    const [bad, good] = [await write('bad'), await write('good')];
    const { rows } = await app.db.query('select id from message where booking_id = $1', [bad.id]);
    await refuse(`id = '${rows[0].id}' and state = 'sending'`);
    await write('later', bad);
    expect(await forward(app)).toMatchObject({ setAside: 1 });
    expect(await forward(app)).toMatchObject({ setAside: 0 });
    expect(sms.delivered.map(({ text }) => text).toSorted()).toEqual(['good', 'later']);
    expect(good.id).not.toBe(bad.id);
    const { rows: items } = await app.db.query('select item from job_set_aside');
    expect(items).toEqual([{ item: `text:${rows[0].id}` }]);
  });

  it('does not keep others from being ended after their replica died', async () => {
    const [bad, good] = [await write('bad'), await write('good')];
    await app.db.query(
      `update message set state = 'sending', claim = gen_random_uuid(), claimed_until = now()
        where state = 'forwarding'`,
    );
    await refuse(`booking_id = '${bad.id}' and state = 'unknown'`);
    expect(await forward(app)).toMatchObject({ setAside: 1 });
    expect((await stateOf(good))?.[0]).toBe('unknown');
  });
});

describe('two replicas', () => {
  it('send each text once', async () => {
    const other = await app.replica();
    const bookings = await Promise.all(
      Array.from({ length: 5 }, () => createBooking(app, pool.name)),
    );
    for (let at = 0; at < 5; at += 1) {
      await Promise.all(bookings.map((booking) => write(`text ${at}`, booking)));
    }
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([forward(app), forward(other)]);
    }
    for (const booking of bookings) {
      expect(sms.at(booking.driver).map(({ text }) => text)).toEqual(
        Array.from({ length: 5 }, (_, at) => `text ${at}`),
      );
    }
  });

  it('forward a text without waiting for the job', async () => {
    const awake = await app.replica({ JOB_MESSAGES_SECONDS: '86400' });
    const booking = await createBooking(app, pool.name);
    await writeText(awake, booking.rider, booking.virtualNumber, 'at once');
    for (let tries = 0; sms.at(booking.driver).length === 0 && tries < 200; tries += 1) {
      await delay(10);
    }
    expect(sms.at(booking.driver)).toHaveLength(1);
  });
});
