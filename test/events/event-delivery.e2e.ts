import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryLimits, EventDeliveryService, HostResolver } from '../../src/events/index.js';
import { startApp, startOn, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import {
  connectedTo,
  createBooking,
  createPool,
  dial,
  newPhone,
  type TestPool,
} from '../support/scenario.js';
import {
  answers,
  type Behaviour,
  deliverAll,
  type ReceivedEvent,
  subscribe,
  TO_LOOPBACK,
  WebhookReceiver,
} from '../support/servers/webhook-receiver.js';

let app: TestApp;
let receiver: WebhookReceiver;
let other: WebhookReceiver;
let pool: TestPool;
beforeAll(async () => {
  app = await startApp(TO_LOOPBACK);
});
afterAll(() => app.stop());
beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  other = await WebhookReceiver.start();
  pool = await createPool(app, { numbers: 8 });
});
afterEach(async () => {
  await app.db.query('truncate event_subscription, outbox_event cascade');
  Object.assign(app.nest.get(DeliveryLimits), new DeliveryLimits());
  await Promise.all([receiver.close(), other.close()]);
});

const deliveryOf = async (eventId: string, subscriptionId: string) => {
  const { body } = await app.get(`/v1/events/${eventId}`).expect(200);
  return body.deliveries.find(
    (one: { subscriptionId: string }) => one.subscriptionId === subscriptionId,
  );
};
const headersOf = ({ headers }: ReceivedEvent) => headers as Record<string, string>;
async function expectSwitchOff(id: string, reason: string): Promise<void> {
  const { body } = await app
    .get('/v1/audit-events?action=event-subscription.switch-off')
    .expect(200);
  expect(body.items[0]).toMatchObject({ actor: 'system', objectId: id, details: { reason } });
}
/** Makes all pending deliveries due. */
const letTimePass = () =>
  app.db.query(`update event_delivery set due_at = now() where status = 'pending'`);

describe('a delivery', () => {
  it.each([-600, 600])(
    'has the timestamp of the database, even if the clock of the replica is %d s off',
    async (seconds) => {
      await subscribe(app, receiver);
      await createBooking(app, pool.name);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1_000 });
      try {
        await deliverAll(app);
      } finally {
        vi.useRealTimers();
      }
      const { rows } = await app.db.query('select extract(epoch from now())::float8 as now');
      const dated = Number(headersOf(receiver.received[0]!)['webhook-timestamp']);
      expect(Math.abs(dated - rows[0].now)).toBeLessThan(60);
    },
  );

  it('has a signature that the Standard Webhooks library accepts', async () => {
    const { secret } = await subscribe(app, receiver);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const booking = await createBooking(app, pool.name);
    expect(await deliverAll(app)).toEqual({ delivered: 1, failed: 0, dead: 0 });
    const [first] = receiver.received as [ReceivedEvent];
    const webhook = new Webhook(secret);
    expect(webhook.verify(first.body, headersOf(first))).toEqual(first.event);
    expect(first.event).toMatchObject({
      id: first.headers['webhook-id'],
      type: 'booking.created',
      pool: pool.name,
      data: { bookingId: booking.id, virtualNumber: booking.virtualNumber },
    });
    expect((await app.get(`/v1/events/${first.event.id}`)).body).toMatchObject(first.event);

    const changed = first.body.replace(booking.id, randomUUID());
    expect(() => webhook.verify(changed, headersOf(first))).toThrow(/signature/i);
    const old = Math.floor(Date.now() / 1000) - 3_600;
    const replayed = { ...headersOf(first), 'webhook-timestamp': String(old) };
    expect(() => webhook.verify(first.body, replayed)).toThrow(/timestamp/i);
    const foreign = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
    expect(() => foreign.verify(first.body, headersOf(first))).toThrow(/signature/i);
  });

  it('goes only to subscriptions that want its type and pool', async () => {
    const elsewhere = await createPool(app);
    await subscribe(app, receiver, { types: ['booking.cancelled'] });
    await subscribe(app, other, { pools: [elsewhere.name] });
    const { id } = await createBooking(app, pool.name);
    await createBooking(app, elsewhere.name);
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    await deliverAll(app);
    expect(receiver.types).toEqual(['booking.cancelled']);
    expect(other.received.map(({ event }) => event.pool)).toEqual([elsewhere.name]);
  });

  it('arrives in order for each booking, even if the first event has to be retried', async () => {
    await subscribe(app, receiver);
    const bookings = [];
    for (let count = 0; count < 6; count += 1) {
      const booking = await createBooking(app, pool.name);
      bookings.push(booking.id);
      for (const { path, body } of messagesOfCall(booking).messages) await app.webhook(path, body);
      await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
    }
    receiver.behave = answers(500);
    expect(await deliverAll(app)).toMatchObject({ failed: 6 });
    expect(new Set(receiver.types)).toEqual(new Set(['booking.created']));
    const { rows } = await app.db.query(
      `select count(*)::integer as waiting from event_delivery
        where status = 'pending' and due_at <= now()`,
    );
    expect(rows, 'later events of the booking are not due while the first one waits').toEqual([
      { waiting: 0 },
    ]);
    receiver.received.length = 0;
    receiver.behave = answers(200);
    await letTimePass();
    await deliverAll(app);
    for (const id of bookings) {
      const own = receiver.received.filter(({ event }) => event.data['bookingId'] === id);
      expect(own.map(({ event }) => event.type)).toEqual([
        'booking.created',
        'call.started',
        'call.answered',
        'call.ended',
        'booking.completed',
      ]);
    }
  });

  it('waits only a few minutes for an earlier event that always fails', async () => {
    await subscribe(app, receiver);
    const { id } = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    receiver.behave = answers(500);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await deliverAll(app);
      if (attempt < 2) await letTimePass();
    }
    expect(receiver.types).toEqual([...Array(3).fill('booking.created'), 'booking.cancelled']);
  });
});

describe('a failed delivery', () => {
  it('is retried after 5 s, 5 min, 30 min, 2, 5, 10 and 10 h, and is then dead', async () => {
    const { id: subscriptionId } = await subscribe(app, receiver);
    await createBooking(app, pool.name);
    receiver.behave = answers(503);
    const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
    for (const [at, seconds] of pauses.entries()) {
      expect(await deliverAll(app)).toEqual({ delivered: 0, failed: 1, dead: 0 });
      expect(await deliverAll(app), 'before it is due').toMatchObject({ failed: 0 });
      const { rows } = await app.db.query(
        `select attempts, extract(epoch from due_at - last_attempt_at)::float8 as pause
           from event_delivery where subscription_id = $1`,
        [subscriptionId],
      );
      expect(rows[0].attempts).toBe(at + 1);
      expect(rows[0].pause).toBeGreaterThanOrEqual(seconds);
      expect(rows[0].pause).toBeLessThanOrEqual(seconds * 1.2);
      await letTimePass();
    }
    expect(await deliverAll(app)).toEqual({ delivered: 0, failed: 0, dead: 1 });
    await letTimePass();
    await deliverAll(app);
    expect(receiver.received).toHaveLength(8);
    const { event } = receiver.received[0]!;
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(await deliveryOf(event.id, subscriptionId)).toMatchObject({
      status: 'dead',
      attempts: 8,
      nextAttemptAt: null,
      lastStatus: 503,
      lastError: 'status',
    });

    receiver.behave = answers(200);
    const { body } = await app.post(`/v1/events/${event.id}/redeliver`).expect(202);
    expect(body.deliveries).toEqual([
      expect.objectContaining({ subscriptionId, status: 'pending', attempts: 0 }),
    ]);
    expect(await deliverAll(app)).toMatchObject({ delivered: 1 });
    expect(receiver.received.at(-1)!.event.id).toBe(event.id);
    expect(await deliveryOf(event.id, subscriptionId)).toMatchObject({ status: 'delivered' });
  });

  it('is sent again to one subscription only, if the request names it', async () => {
    const { id } = await subscribe(app, receiver);
    await subscribe(app, other);
    await createBooking(app, pool.name);
    await deliverAll(app);
    const { event } = receiver.received[0]!;
    await app.post(`/v1/events/${event.id}/redeliver`, { subscriptionId: id }).expect(202);
    await deliverAll(app);
    expect([receiver.received.length, other.received.length]).toEqual([2, 1]);
  });

  it('follows no redirect', async () => {
    const { id } = await subscribe(app, receiver);
    await createBooking(app, pool.name);
    receiver.behave = answers(302, { location: other.url });
    await deliverAll(app);
    expect(other.received).toEqual([]);
    expect(await deliveryOf(receiver.received[0]!.event.id, id)).toMatchObject({
      lastStatus: 302,
      lastError: 'redirect',
    });
  });

  it('disables the subscription after three days without a success, and reports it', async () => {
    const { id } = await subscribe(app, receiver);
    receiver.behave = answers(500);
    await createBooking(app, pool.name);
    await deliverAll(app);
    const endpoint = async () => (await app.get(`/v1/event-subscriptions/${id}`)).body;
    expect(await endpoint()).toMatchObject({ state: 'enabled', failingSince: expect.any(String) });
    const since = (hours: number) =>
      app.db.query(
        `update event_subscription set failing_since = now() - make_interval(hours => $1)`,
        [hours],
      );
    await since(71);
    await letTimePass();
    await deliverAll(app);
    expect(await endpoint()).toMatchObject({ state: 'enabled' });
    await since(73);
    await letTimePass();
    await deliverAll(app);
    expect(await endpoint()).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    expect(app.logs.lines.join('\n')).toContain(
      `event subscription ${id} was switched off: failing`,
    );
    await expectSwitchOff(id, 'failing');
    const before = receiver.received.length;
    await letTimePass();
    await createBooking(app, pool.name);
    await deliverAll(app);
    expect(receiver.received).toHaveLength(before);

    receiver.behave = answers(200);
    await app.patch(`/v1/event-subscriptions/${id}`, { state: 'enabled' }).expect(200);
    expect(await deliverAll(app)).toMatchObject({ delivered: 1 });
    expect(await endpoint()).toMatchObject({
      state: 'enabled',
      disabledReason: null,
      failingSince: null,
      lastSuccessAt: expect.any(String),
    });
  });

  it('disables the subscription at once if the receiver answers 410 Gone', async () => {
    const { id } = await subscribe(app, receiver);
    receiver.behave = answers(410);
    await createBooking(app, pool.name);
    await deliverAll(app);
    expect((await app.get(`/v1/event-subscriptions/${id}`)).body).toMatchObject({
      state: 'disabled',
      disabledReason: 'gone',
    });
    await expectSwitchOff(id, 'gone');
  });
});

describe('a receiver that answers 101', () => {
  it('fails, and delays neither other deliveries nor the shutdown', async () => {
    const odd = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () =>
        socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => odd.once('listening', resolve));
    const { port } = odd.address() as AddressInfo;
    const { id } = await subscribe(app, { url: `http://127.0.0.1:${port}/` });
    await createBooking(app, pool.name);
    expect(await deliverAll(app)).toMatchObject({ delivered: 0, failed: 1 });
    await app.delete(`/v1/event-subscriptions/${id}`).expect(204);
    odd.close();
  });
});

describe('a receiver that misbehaves', () => {
  const floods: Behaviour = (response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(64 * 1024);
    let left = 1_600;
    const more = () => {
      while (left-- > 0 && !response.destroyed && response.write(chunk));
      if (left > 0 && !response.destroyed) response.once('drain', more);
    };
    more();
  };
  /** Responses that wait for the end of the test; undefined once the test has ended them. */
  let unanswered: (() => void)[] | undefined;
  const untilTheEnd =
    (end: Behaviour): Behaviour =>
    (response) => {
      if (unanswered) unanswered.push(() => end(response));
      else end(response);
    };
  beforeEach(() => {
    unanswered = [];
  });

  it.each<[string, Behaviour, object]>([
    ['hangs', untilTheEnd((response) => void response.destroy()), { failed: 1 }],
    ['breaks off', (response) => void response.destroy(), { failed: 1 }],
    ['says a status and then hangs', (response) => void response.writeHead(200).write('a'), {}],
    ['answers slowly', untilTheEnd((response) => void response.end()), {}],
    ['answers 100 MB', floods, {}],
    ['fails', answers(500), { failed: 1 }],
    ['redirects in a circle', answers(307, { location: '/events' }), { failed: 1 }],
    ['answers with endless headers', answers(200, { a: 'x'.repeat(1_000_000) }), { failed: 1 }],
  ])('and %s delays neither other deliveries nor a call', async (_, behave, outcome) => {
    // Longer than the test may take: the test fails if anything waits for a hanging attempt.
    const patience = { timeoutMs: 600_000, leaseSeconds: 600, batchMs: 200 };
    Object.assign(app.nest.get(DeliveryLimits), patience);
    await subscribe(app, receiver, { types: ['booking.created'] });
    await subscribe(app, other, { types: ['booking.created'] });
    receiver.behave = behave;
    // More deliveries than may run at once.
    for (let count = 0; count < 11; count += 1) await createBooking(app, pool.name);
    const called = await createBooking(app, pool.name);
    const service = app.nest.get(EventDeliveryService);
    const delivering = service.deliverDue();
    const answer = await dial(app, called.rider, called.virtualNumber);
    expect(connectedTo(answer), 'a call during the deliveries').toBe(called.driver);
    await delivering;
    while (other.received.length < 12) await service.deliverDue();
    const { id } = await createBooking(app, pool.name);
    while (!other.received.some(({ event }) => event.data['bookingId'] === id)) {
      await service.deliverDue();
    }
    for (const end of unanswered!) end();
    unanswered = undefined;
    // An attempt that outlasts its batch is completed later.
    const failed = async () => {
      await deliverAll(app);
      const { rows } = await app.db.query<{ failed: number }>(
        `select count(*)::int as failed from event_delivery
          where last_error is not null and status = 'pending'`,
      );
      return rows[0]!.failed;
    };
    if ('failed' in outcome) await expect.poll(failed).toBe(13);
    else {
      await expect.poll(async () => [await failed(), receiver.received.length]).toEqual([0, 13]);
    }
  });

  it('and does not answer in time gets the error timeout', async () => {
    app.nest.get(DeliveryLimits).timeoutMs = 300;
    await subscribe(app, receiver, { types: ['booking.created'] });
    receiver.behave = () => undefined;
    await createBooking(app, pool.name);
    expect(await deliverAll(app)).toMatchObject({ delivered: 0, failed: 1 });
    const { rows } = await app.db.query('select last_error from event_delivery');
    expect(rows).toEqual([{ last_error: 'timeout' }]);
  });
});

describe('several replicas', () => {
  it('deliver at the same time, each event once', async () => {
    const replica = await app.replica();
    await subscribe(app, receiver);
    await subscribe(app, other);
    await Promise.all(Array.from({ length: 40 }, () => createBooking(app, pool.name)));
    await Promise.all([deliverAll(app), deliverAll(replica), deliverAll(app), deliverAll(replica)]);
    for (const { received } of [receiver, other]) {
      expect(received).toHaveLength(40);
      expect(new Set(received.map(({ event }) => event.id)).size).toBe(40);
    }
  });

  it('deliver the events claimed by a dead replica after its lease, and ignore its late results', async () => {
    const { id: subscriptionId } = await subscribe(app, receiver);
    await createBooking(app, pool.name);
    let finish: () => void = () => undefined;
    receiver.behave = (response) => {
      finish = () => answers(500)(response);
    };
    const service = app.nest.get(EventDeliveryService);
    expect(await service.deliverDue()).toMatchObject({ underWay: 1 });
    const replica = await app.replica();
    await deliverAll(replica);
    expect(receiver.received, 'while the lease lasts').toHaveLength(1);
    await app.db.query(`update event_delivery set claimed_until = now() - interval '1 s'`);
    const late = finish;
    receiver.behave = answers(200);
    expect(await deliverAll(replica)).toMatchObject({ delivered: 1 });
    late();
    expect(await deliverAll(app)).toEqual({ delivered: 0, failed: 0, dead: 0 });
    const [first, second] = receiver.received;
    expect(second!.event.id).toBe(first!.event.id);
    expect(await deliveryOf(first!.event.id, subscriptionId)).toMatchObject({
      status: 'delivered',
      attempts: 1,
    });
  });

  it('release claimed deliveries when they stop, so that others send them', async () => {
    const replica = await startOn(app.databaseUrl, TO_LOOPBACK);
    await subscribe(app, receiver);
    await createBooking(app, pool.name);
    receiver.behave = () => undefined;
    await replica.nest.get(EventDeliveryService).deliverDue();
    await replica.stop();
    receiver.behave = answers(200);
    expect(await deliverAll(app)).toMatchObject({ delivered: 1 });
    expect(receiver.received).toHaveLength(2);
  });
});

describe('an event subscription', () => {
  it('shows its secret only once', async () => {
    const { id, secret } = await subscribe(app, receiver, { description: 'rides' });
    const get = await app.get(`/v1/event-subscriptions/${id}`).expect(200);
    const list = await app.get('/v1/event-subscriptions').expect(200);
    const change = await app.patch(`/v1/event-subscriptions/${id}`, { pools: [pool.name] });
    expect(change.body).toMatchObject({ pools: [pool.name], description: 'rides', types: null });
    await createBooking(app, pool.name);
    await deliverAll(app);
    const shown = JSON.stringify([get.body, list.body, change.body]) + app.logs.lines.join('\n');
    const { rows } = await app.db.query('select w::text as row from event_subscription w');
    for (const text of [shown, rows[0].row]) {
      expect(text).not.toContain(secret.slice(6));
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('has signatures with both secrets for 24 hours after a rotation', async () => {
    const { id, secret: before } = await subscribe(app, receiver);
    const { body } = await app.post(`/v1/event-subscriptions/${id}/rotate-secret`).expect(200);
    const hours = (Date.parse(body.previousSecretUntil) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    await createBooking(app, pool.name);
    await deliverAll(app);
    await app.db.query('update event_subscription set previous_secret_until = now()');
    await createBooking(app, pool.name);
    await deliverAll(app);
    const [during, after] = receiver.received as [ReceivedEvent, ReceivedEvent];
    for (const secret of [before, body.secret]) {
      expect(new Webhook(secret).verify(during.body, headersOf(during))).toEqual(during.event);
    }
    expect(new Webhook(body.secret).verify(after.body, headersOf(after))).toEqual(after.event);
    expect(() => new Webhook(before).verify(after.body, headersOf(after))).toThrow(/signature/i);
  });

  it('gets no events after it is deleted', async () => {
    const { id } = await subscribe(app, receiver);
    await createBooking(app, pool.name);
    await app.delete(`/v1/event-subscriptions/${id}`).expect(204);
    await createBooking(app, pool.name);
    expect(await deliverAll(app)).toEqual({ delivered: 0, failed: 0, dead: 0 });
    const { rows } = await app.db.query('select from event_delivery where subscription_id = $1', [
      id,
    ]);
    expect(rows).toEqual([]);
    for (const answer of [
      app.get(`/v1/event-subscriptions/${id}`),
      app.delete(`/v1/event-subscriptions/${id}`),
      app.patch(`/v1/event-subscriptions/${id}`, { state: 'enabled' }),
      app.post(`/v1/event-subscriptions/${id}/rotate-secret`),
    ]) {
      expect((await answer.expect(404)).body.code).toBe('event-subscription-not-found');
    }
  });

  it.each([
    ['not-a-url', 'rides'],
    ['not-https', 'ftp://example.org/'],
    ['user-or-fragment', 'https://me:secret@example.org/'],
    ['user-or-fragment', 'https://example.org/#here'],
    ['address-not-allowed', 'https://10.0.0.7/'],
    ['address-not-allowed', 'https://[::1]/'],
    ['address-not-allowed', 'https://0xA9FEA9FE/'],
  ])('is refused as %s: %s', async (reason, url) => {
    const { body } = await app.post('/v1/event-subscriptions', { url }).expect(422);
    expect(body).toMatchObject({ code: 'subscription-url-refused', reason, path: 'url' });
    expect(JSON.stringify(body)).not.toContain(url);
  });

  it.each([
    [400, 'validation-failed', { types: ['booking.made'] }],
    [400, 'validation-failed', { types: [] }],
    [404, 'pool-not-found', { pools: ['nowhere'] }],
  ])('answers %i %s to %j', async (status, code, more) => {
    const request = { url: receiver.url, ...more };
    const { body } = await app.post('/v1/event-subscriptions', request).expect(status);
    expect(body.code).toBe(code);
  });

  it('requires TLS and a public address unless the settings allow more', async () => {
    const strict = await app.replica({
      EVENT_SUBSCRIPTION_ALLOW_HTTP: 'false',
      EVENT_SUBSCRIPTION_ALLOWED_NETWORKS: '',
    });
    for (const [url, reason] of [
      ['http://example.org/', 'not-https'],
      ['https://127.0.0.1:9000/', 'address-not-allowed'],
      ['https://LOCALHOST:9000/', 'address-not-allowed'],
      ['https://events.localhost./', 'address-not-allowed'],
    ]) {
      const { body } = await strict.post('/v1/event-subscriptions', { url }).expect(422);
      expect(body.reason, url).toBe(reason);
    }
    // The subscription was allowed when it was created, but the settings of this replica forbid it.
    const { id } = await subscribe(app, receiver);
    await createBooking(app, pool.name);
    await deliverAll(strict);
    expect(receiver.received).toEqual([]);
    const { rows } = await app.db.query('select * from event_delivery where subscription_id = $1', [
      id,
    ]);
    expect(rows[0]).toMatchObject({ attempts: 1, last_error: 'address-not-allowed' });
  });
});

describe('the host name of a subscription URL', () => {
  const resolveTo = (...answered: string[][]) => {
    let asked = 0;
    const resolving = vi
      .spyOn(app.nest.get(HostResolver), 'resolve')
      .mockImplementation(() => Promise.resolve(answered[Math.min(asked++, answered.length - 1)]!));
    return () => {
      resolving.mockRestore();
      return asked;
    };
  };

  it.each([[['192.168.1.7']], [['127.0.0.1', '10.0.0.1']], [['::ffff:10.0.0.1']], [['fd00::1']]])(
    'gets no delivery if it resolves to %j',
    async (addresses) => {
      const { port } = new URL(receiver.url);
      const { id } = await subscribe(app, { url: `http://events.example.org:${port}/` });
      await createBooking(app, pool.name);
      const restore = resolveTo(addresses);
      await deliverAll(app);
      restore();
      expect(receiver.received).toEqual([]);
      const { rows } = await app.db.query(
        'select * from event_delivery where subscription_id = $1',
        [id],
      );
      expect(rows[0]).toMatchObject({ last_status: null, last_error: 'address-not-allowed' });
    },
  );

  it('is not resolved if it is localhost', async () => {
    const { port } = new URL(receiver.url);
    await subscribe(app, { url: `http://localhost:${port}/` });
    await createBooking(app, pool.name);
    const restore = resolveTo(['10.0.0.1']);
    expect(await deliverAll(app)).toMatchObject({ delivered: 1 });
    expect(restore()).toBe(0);
  });

  it('is resolved once per attempt, and the connection uses the checked address', async () => {
    const { port } = new URL(receiver.url);
    await subscribe(app, { url: `http://events.example.org:${port}/` });
    await createBooking(app, pool.name);
    // A second lookup would return an address in the internal network.
    const restore = resolveTo(['127.0.0.1'], ['10.0.0.1']);
    expect(await deliverAll(app)).toMatchObject({ delivered: 1 });
    expect(restore()).toBe(1);
    expect(receiver.received[0]!.headers.host).toBe(`events.example.org:${port}`);
  });
});

describe('events', () => {
  it('contain no phone number and no PIN of a party', async () => {
    const guarded = await createPool(app, { numbers: 2, policy: { partyPin: true } });
    await subscribe(app, receiver);
    const [rider, driver, newcomer] = [newPhone(), newPhone(), newPhone()];
    const booking = await createBooking(app, guarded.name, { rider, driver });
    for (const { path, body } of messagesOfCall(booking).messages) await app.webhook(path, body);
    await createBooking(app, guarded.name, {
      rider: newcomer,
      virtualNumber: booking.virtualNumber,
    });
    const path = `/v1/bookings/${booking.id}/parties/driver`;
    await app.put(path, { phoneNumber: newcomer }).expect(200);
    await app.post(`/v1/bookings/${booking.id}/complete`).expect(200);
    await deliverAll(app);
    expect(receiver.types).toContain('booking.number_changed');
    const { rows } = await app.db.query('select payload::text from outbox_event');
    const texts = [
      ...receiver.received.map(({ body }) => body),
      ...rows.map(({ payload }) => payload),
      ...app.logs.lines,
    ].join('\n');
    for (const number of [rider, driver, newcomer]) expect(texts).not.toContain(number.slice(3));
    for (const { pin } of booking.parties as unknown as { pin: string }[]) {
      expect(texts).not.toContain(pin);
    }
  });

  it('are counted, and the metrics show the age of the oldest undelivered event', async () => {
    await subscribe(app, receiver);
    await createBooking(app, pool.name);
    await deliverAll(app);
    await createBooking(app, pool.name);
    const { text } = await app.get('/metrics').expect(200);
    expect(text).toMatch(/maskline_event_deliveries_total{outcome="delivered"} \d+/);
    const age = /^maskline_oldest_undelivered_event_seconds (\S+)/m.exec(text)?.[1];
    expect(Number(age), 'even if this process delivers nothing').toBeGreaterThan(0);
  });
});
