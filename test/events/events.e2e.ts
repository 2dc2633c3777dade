import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitExpired, emitNumberChanged } from '../../src/booking/model/booking-events.sql.js';
import { PostgresPool } from '../../src/platform/database/index.js';
import type { EventResponse } from '../../src/events/outbox/event.mapper.js';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import {
  bookingRequest,
  callReceived,
  createBooking,
  createPool,
  newPhone,
} from '../support/scenario.js';
import { subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp(TO_LOOPBACK);
});
afterAll(() => app.stop());

/** Returns the events, oldest first. */
async function eventsOf(query: string): Promise<EventResponse[]> {
  const { body } = await app.get(`/v1/events?${query}`).expect(200);
  return (body.items as EventResponse[]).toReversed();
}
const typesOf = async (query: string) => (await eventsOf(query)).map(({ type }) => type);

/** Subscribes to the pool's events; without a subscription call events are not emitted. */
const subscribeCalls = (pool: string) =>
  subscribe(app, { url: 'http://127.0.0.1:9/' }, { pools: [pool] });

/** Returns the payload of the session summary. */
const summaryOf = (messages: { path: string; body: object }[]) =>
  (messages.find(({ path }) => path === 'session-summary')!.body as { payload: object }).payload;

describe('events of a booking', () => {
  it('report its creation and its completion once each, even if requests are repeated', async () => {
    const pool = await createPool(app);
    const request = bookingRequest(pool.name);
    const made = await Promise.all(
      Array.from({ length: 8 }, () => app.post('/v1/bookings', request)),
    );
    const { id, virtualNumber, expiresAt } = made[0]!.body;
    await Promise.all(
      Array.from({ length: 8 }, () => app.post(`/v1/bookings/${id}/complete`).expect(200)),
    );
    const { body: ended } = await app.get(`/v1/bookings/${id}`);
    const events = await eventsOf(`bookingId=${id}`);
    const parties = request.parties.map(({ role }) => ({ role, virtualNumber }));
    const common = { bookingId: id, reference: request.reference, virtualNumber, parties };
    expect(events).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/),
        type: 'booking.created',
        occurredAt: expect.any(String),
        pool: pool.name,
        data: { ...common, expiresAt },
      },
      expect.objectContaining({
        type: 'booking.completed',
        pool: pool.name,
        data: { ...common, endedAt: ended.endedAt, callableUntil: ended.callableUntil },
      }),
    ]);
    const age = Date.now() - Date.parse(events[0]!.occurredAt as unknown as string);
    expect(Math.abs(age)).toBeLessThan(60_000);
    // The event id contains the time as well.
    const millis = parseInt(events[0]!.id.replaceAll('-', '').slice(0, 12), 16);
    expect(millis).toBe(Date.parse(events[0]!.occurredAt as unknown as string));
  });

  it('report one end if complete and cancel requests race', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    await Promise.all(
      ['complete', 'cancel', 'cancel', 'complete'].map((way) =>
        app.post(`/v1/bookings/${id}/${way}`),
      ),
    );
    const { body } = await app.get(`/v1/bookings/${id}`);
    expect(await typesOf(`bookingId=${id}`)).toEqual(['booking.created', `booking.${body.status}`]);
  });

  it('are not emitted for failed bookings, alone or in a batch', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const driver = newPhone();
    const answers = await Promise.all([
      ...Array.from({ length: 12 }, () =>
        app.post('/v1/bookings', bookingRequest(pool.name, { driver })),
      ),
      app.post('/v1/bookings', bookingRequest(pool.name, { expiresAt: '2020-01-01T00:00:00Z' })),
    ]);
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    const events = await eventsOf(`pool=${pool.name}&type=booking.created`);
    expect(events.map(({ data }) => data['bookingId'])).toEqual([made[0]!.body.id]);
  });

  it('report a new virtual number only if a replaced party required one', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const newcomer = newPhone();
    const booking = await createBooking(app, pool.name);
    const path = `/v1/bookings/${booking.id}/parties/driver`;
    await app.put(path, { phoneNumber: newPhone() }).expect(200);
    expect(await typesOf(`bookingId=${booking.id}`)).toEqual(['booking.created']);
    await createBooking(app, pool.name, { rider: newcomer, virtualNumber: booking.virtualNumber });
    const moved = await app.put(path, { phoneNumber: newcomer }).expect(200);
    await app.put(path, { phoneNumber: newcomer }).expect(200);
    const [, event, ...more] = await eventsOf(`bookingId=${booking.id}`);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'booking.number_changed',
      data: {
        bookingId: booking.id,
        reference: booking.reference,
        virtualNumber: moved.body.virtualNumber,
        previousVirtualNumber: booking.virtualNumber,
        reason: 'party-replaced',
      },
    });
  });
});

describe('events emitted by jobs', () => {
  const database = () => app.nest.get(PostgresPool);

  it('report an expired booking once, even if several replicas expire it', async () => {
    const pool = await createPool(app);
    const booking = await createBooking(app, pool.name);
    await app.db.query(
      `update booking set expires_at = now() - interval '1 minute' where pool_id =
         (select id from pool where name = $1)`,
      [pool.name],
    );
    const text = `
      with expired as (
        update booking set status = 'expired' where id = $1 and status = 'active'
        returning pool_id, id, reference, number_mode, virtual_number_id, second_number_id, expires_at
      ), ${emitExpired('select * from expired')}
      select from expired`;
    await Promise.all(
      Array.from({ length: 4 }, () =>
        database().run({ name: 'expire-here', text, values: [booking.id] }),
      ),
    );
    const { body } = await app.get(`/v1/bookings/${booking.id}`);
    const [, event, ...more] = await eventsOf(`bookingId=${booking.id}`);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'booking.expired',
      data: {
        bookingId: booking.id,
        reference: booking.reference,
        virtualNumber: booking.virtualNumber,
        expiredAt: body.expiresAt,
      },
    });
  });

  it('report bookings moved in one batch, but not a booking that stays on its number', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const [target] = pool.numbers;
    const bookings = await Promise.all(
      Array.from({ length: 6 }, () => createBooking(app, pool.name)),
    );
    const text = `
      with ${emitNumberChanged(`
        select b.pool_id, b.id, b.reference, null as role, b.virtual_number_id as from_number_id,
               n.id as to_number_id, 'rebalanced' as reason
          from booking b join virtual_number n on n.msisdn = $2
         where b.id = any($1::uuid[])`)}
      select`;
    await database().run({
      name: 'move-here',
      text,
      values: [bookings.map(({ id }) => id), target],
    });
    const emitted = await eventsOf(`pool=${pool.name}&type=booking.number_changed`);
    const moved = bookings.filter(({ virtualNumber }) => virtualNumber !== target);
    expect(emitted.map(({ data }) => data['bookingId']).toSorted()).toEqual(
      moved.map(({ id }) => id).toSorted(),
    );
    for (const { data } of emitted) {
      expect(data).toMatchObject({ virtualNumber: target, reason: 'rebalanced' });
    }
  });
});

describe('events of a call', () => {
  it('are emitted once each for an answered call, even if its messages come five times and in any order', async () => {
    const pool = await createPool(app);
    await subscribeCalls(pool.name);
    for (let round = 0; round < 3; round += 1) {
      const booking = await createBooking(app, pool.name);
      const { sessionId, messages } = messagesOfCall(booking);
      const [handle, ...reports] = messages;
      // A summary that arrives before the call handle finds its booking by these times.
      const startTime = new Date().toISOString();
      const endTime = new Date(Date.now() + 30_000).toISOString();
      Object.assign(summaryOf(messages), { startTime, endTime });
      if (round === 0) await app.webhook(handle!.path, handle!.body).expect(200);
      const many = Array.from({ length: 5 }, () => (round === 0 ? reports : messages)).flat();
      const order = round === 2 ? many.toReversed() : many.toSorted(() => Math.random() - 0.5);
      await Promise.all(order.map(({ path, body }) => app.webhook(path, body).expect(200)));
      const events = await eventsOf(`bookingId=${booking.id}`);
      expect(events.map(({ type }) => type).toSorted()).toEqual([
        'booking.created',
        'call.answered',
        'call.ended',
        'call.started',
      ]);
      expect(events.find(({ type }) => type === 'call.started')?.data).toEqual({
        sessionId,
        bookingId: booking.id,
        virtualNumber: booking.virtualNumber,
        callerRole: 'rider',
        calleeRole: 'driver',
        reason: 'callable',
      });
      const ended = events.filter(({ type }) => /answered|ended/.test(type));
      expect(ended.map(({ type }) => type)).toEqual(['call.answered', 'call.ended']);
      for (const { data } of ended) {
        expect(data).toEqual({
          sessionId,
          bookingId: booking.id,
          virtualNumber: booking.virtualNumber,
          callerRole: 'rider',
          calleeRole: 'driver',
          outcome: 'answered',
          talkSeconds: 23,
          startedAt: startTime,
          endedAt: endTime,
        });
      }
    }
  });

  it('report a missed call', async () => {
    const pool = await createPool(app);
    await subscribeCalls(pool.name);
    const booking = await createBooking(app, pool.name);
    const { messages } = messagesOfCall(booking);
    const summary = messages.find(({ path }) => path === 'session-summary')!;
    Object.assign(summaryOf(messages), { sessionStatus: 'NO_ANSWER' });
    for (const { path, body } of [messages[0]!, summary, summary]) await app.webhook(path, body);
    expect(await typesOf(`bookingId=${booking.id}`)).toEqual([
      'booking.created',
      'call.started',
      'call.missed',
      'call.ended',
    ]);
  });

  it('report a refused call once with the reason, even for a caller without a booking', async () => {
    const pool = await createPool(app);
    await subscribeCalls(pool.name);
    const [virtualNumber] = pool.numbers;
    const handle = callReceived(newPhone(), virtualNumber);
    await Promise.all(Array.from({ length: 5 }, () => app.webhook('call-action', handle)));
    const events = await eventsOf(`pool=${pool.name}`);
    expect(events).toEqual([
      expect.objectContaining({
        type: 'call.refused',
        data: {
          sessionId: handle.payload.sessionId,
          bookingId: null,
          virtualNumber,
          callerRole: null,
          calleeRole: null,
          reason: 'not-a-party',
        },
      }),
    ]);
  });

  it('report a PIN call once its PIN is accepted or finally refused', async () => {
    const pool = await createPool(app, { policy: { partyPin: true } });
    await subscribeCalls(pool.name);
    const booking = await createBooking(app, pool.name);
    const enter = async (pin: string) => {
      const handle = callReceived(newPhone(), booking.virtualNumber);
      let { body } = await app.webhook('call-action', handle);
      for (let tries = 0; tries < 3 && body.clientActionId; tries += 1) {
        const { clientActionId } = body;
        const entered = {
          callStatus: 'ACTION_COMPLETED',
          eventData: { dtmf: pin },
          clientActionId,
        };
        const payload = { ...handle.payload, ...entered };
        ({ body } = await app.webhook('call-action', { ...handle, payload }));
      }
      return handle.payload.sessionId;
    };
    const right = await enter((booking.parties[0] as unknown as { pin: string }).pin);
    const wrong = await enter('00000000');
    const events = await eventsOf(`pool=${pool.name}`);
    const emitted = events.filter(({ type }) => type.startsWith('call.'));
    expect(emitted.map(({ type, data }) => [type, data['sessionId'], data['reason']])).toEqual([
      ['call.started', right, 'pin-accepted'],
      ['call.refused', wrong, 'pin-wrong'],
    ]);
  });

  it('are not emitted if no enabled subscription wants them', async () => {
    const pool = await createPool(app);
    const { id } = await subscribe(
      app,
      { url: 'http://127.0.0.1:9/' },
      { pools: [pool.name], types: ['booking.created'] },
    );
    const booking = await createBooking(app, pool.name);
    const send = async () => {
      for (const { path, body } of messagesOfCall(booking).messages) await app.webhook(path, body);
    };
    await send();
    expect(await typesOf(`pool=${pool.name}`)).toEqual(['booking.created']);
    await app
      .patch(`/v1/event-subscriptions/${id}`, { types: null, state: 'disabled' })
      .expect(200);
    await send();
    expect(await typesOf(`pool=${pool.name}`)).toEqual(['booking.created']);
    await app.patch(`/v1/event-subscriptions/${id}`, { state: 'enabled' }).expect(200);
    await send();
    expect(await typesOf(`pool=${pool.name}`)).toHaveLength(4);
  });

  it('report a call without a call handle, with its booking', async () => {
    const pool = await createPool(app);
    await subscribeCalls(pool.name);
    const booking = await createBooking(app, pool.name);
    const { messages } = messagesOfCall(booking);
    const summary = messages.find(({ path }) => path === 'session-summary')!;
    const now = { startTime: new Date().toISOString(), endTime: undefined };
    Object.assign(summaryOf(messages), now);
    for (let times = 0; times < 2; times += 1) await app.webhook(summary.path, summary.body);
    const emitted = (await eventsOf(`bookingId=${booking.id}`)).slice(1);
    expect(emitted.map(({ type, data }) => [type, data['callerRole']])).toEqual([
      ['call.answered', 'rider'],
      ['call.ended', 'rider'],
    ]);
  });
});

describe('events of a virtual number', () => {
  const news = (msisdn: string, operationalStatus: string, seconds: number) =>
    app.webhook('virtual-numbers', {
      namespace: 'VOICE',
      eventType: 'VIRTUAL_NUMBER_UPDATE',
      payload: {
        subAccountId: SUB_ACCOUNT,
        totalNumbers: 1,
        updateEventType: 'UPDATES',
        virtualNumbers: [
          {
            msisdn,
            operationalStatus,
            updateStatus: 'UPDATED',
            updatedTimestamp: new Date(Date.now() + seconds * 1000).toISOString(),
          },
        ],
      },
    });

  it('report changes by an operator or 8x8, but no update that changes nothing', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const [virtualNumber] = pool.numbers as [string];
    const path = `/v1/virtual-numbers/${virtualNumber}`;
    await app.patch(path, { weight: 3 }).expect(200);
    for (let times = 0; times < 2; times += 1) await app.patch(path, { state: 'draining' });
    await Promise.all(
      Array.from({ length: 5 }, () => news(virtualNumber, 'Unhealthy', 60).expect(200)),
    );
    await news(virtualNumber, 'Active', 30).expect(200);
    const events = await eventsOf(`pool=${pool.name}`);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['number.state_changed']));
    expect(events.map(({ data }) => data)).toEqual([
      {
        virtualNumber,
        state: 'draining',
        previousState: 'enabled',
        operationalStatus: 'Active',
        previousOperationalStatus: 'Active',
      },
      {
        virtualNumber,
        state: 'draining',
        previousState: 'draining',
        operationalStatus: 'Unhealthy',
        previousOperationalStatus: 'Active',
      },
    ]);
  });
});

describe('events of a pool', () => {
  it('report at most once an hour that a booking was refused because the pool is exhausted, with the reasons', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const driver = newPhone();
    await createBooking(app, pool.name, { driver });
    await Promise.all(
      Array.from({ length: 6 }, () =>
        app.post('/v1/bookings', bookingRequest(pool.name, { driver })).expect(409),
      ),
    );
    const exhausted = () => eventsOf(`pool=${pool.name}&type=pool.exhausted`);
    expect((await exhausted()).map(({ data }) => data)).toEqual([
      { reasons: expect.objectContaining({ conflict: 1, cooling: 0 }) },
    ]);
    // Pretend that an hour has passed.
    await app.db.query(`update outbox_event set once_key = 'before' where type = 'pool.exhausted'`);
    await app.post('/v1/bookings', bookingRequest(pool.name, { driver })).expect(409);
    expect(await exhausted()).toHaveLength(2);
  });

  it('report at most once an hour that the pool is low, when a booking takes the last number free for a party', async () => {
    const pool = await createPool(app, { numbers: 3 });
    const low = () => eventsOf(`pool=${pool.name}&type=pool.low`);
    const driver = newPhone();
    await createBooking(app, pool.name, { driver });
    await createBooking(app, pool.name, { driver });
    expect(await low()).toEqual([]);
    await createBooking(app, pool.name, { driver });
    expect((await low()).map(({ data }) => data)).toEqual([{ freeNumbers: 1, numbers: 3 }]);
    const another = newPhone();
    for (let ride = 0; ride < 3; ride += 1) {
      await createBooking(app, pool.name, { driver: another });
    }
    expect(await low()).toHaveLength(1);
  });
});

describe('the list of events', () => {
  it('pages through all events and filters by type, booking, pool and time', async () => {
    const pool = await createPool(app);
    const ids = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push((await createBooking(app, pool.name)).id);
    }
    const seen: EventResponse[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor && `&cursor=${cursor}`;
      const { body } = await app.get(`/v1/events?pool=${pool.name}&limit=2${more}`).expect(200);
      seen.push(...(body.items as EventResponse[]));
      cursor = body.nextCursor;
    }
    expect(seen.map(({ data }) => data['bookingId'])).toEqual(ids.toReversed());
    const [, second] = seen.toReversed();
    const at = encodeURIComponent(second!.occurredAt as unknown as string);
    expect(await eventsOf(`pool=${pool.name}&from=${at}`)).toHaveLength(4);
    expect(await eventsOf(`pool=${pool.name}&to=${at}`)).toHaveLength(1);
    expect(await eventsOf(`pool=${pool.name}&type=booking.cancelled`)).toEqual([]);
  });

  it.each([
    [404, 'pool-not-found', 'pool=nowhere'],
    [400, 'invalid-cursor', 'cursor=abc'],
    [400, 'validation-failed', 'type=booking.made'],
    [400, 'validation-failed', 'from=yesterday'],
    [400, 'validation-failed', 'bookingId=7'],
  ])('answers %i %s to %s', async (status, code, query) => {
    expect((await app.get(`/v1/events?${query}`).expect(status)).body.code).toBe(code);
  });

  it('answers 404 for an unknown or malformed event id', async () => {
    for (const id of [randomUUID(), 'abc']) {
      for (const answer of [app.get(`/v1/events/${id}`), app.post(`/v1/events/${id}/redeliver`)]) {
        expect((await answer.expect(404)).body.code).toBe('event-not-found');
      }
    }
  });
});
