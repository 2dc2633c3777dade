import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpiryService } from '../../src/booking/expiry/expiry.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { createBooking, createPool, newPhone } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const pathOf = (id: string) => `/v1/bookings/${id}`;

async function tagOf(id: string, query = ''): Promise<string> {
  const { headers, body } = await app.get(`${pathOf(id)}${query}`).expect(200);
  expect(headers['etag']).toBe(`"${body.version}"`);
  return headers['etag']!;
}

const expire = () =>
  app.nest.get(ExpiryService).run({
    shouldContinue: () => Promise.resolve(true),
    signal: new AbortController().signal,
  } as unknown as Parameters<ExpiryService['run']>[0]);

describe('the ETag of a booking', () => {
  it('is the same on every response that shows the booking until the booking changes', async () => {
    const pool = await createPool(app);
    const [rider, driver] = [newPhone(), newPhone()];
    const request = {
      pool: pool.name,
      reference: `of ${rider}`,
      parties: [
        { role: 'rider', phoneNumber: rider },
        { role: 'driver', phoneNumber: driver },
      ],
      metadata: { b: 1, a: 2 },
    };
    const created = await app.post('/v1/bookings', request).expect(201);
    const tag = created.headers['etag'];
    const again = await app.post('/v1/bookings', request).expect(200);
    expect(again.headers['etag']).toBe(tag);
    const { id } = created.body;
    expect(await tagOf(id)).toBe(tag);
    expect(await tagOf(id, '?reveal=true')).toBe(tag);

    const phone = { phoneNumber: newPhone() };
    for (const change of [
      () => app.patch(pathOf(id), { metadata: { c: 3 } }),
      () => app.put(`${pathOf(id)}/parties/driver`, phone),
      () => app.post(`${pathOf(id)}/complete`),
    ]) {
      const answer = await change().expect(200);
      expect(answer.headers['etag']).toBe(`"${answer.body.version}"`);
      expect(answer.headers['etag']).toBe(await tagOf(id));
    }
    const other = await createBooking(app, pool.name);
    const cancelled = await app.post(`${pathOf(other.id)}/cancel`).expect(200);
    expect(cancelled.headers['etag']).toBe(await tagOf(other.id));
    const { body: list } = await app.get(`/v1/bookings?reference=${other.reference}`).expect(200);
    expect(list.items[0].version).toBe(cancelled.body.version);
  });

  it('changes with every change of the booking, by a client or by a job', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { cooldownSeconds: 0 } });
    const booking = await createBooking(app, pool.name);
    const { id } = booking;
    const path = pathOf(id);
    const seen = [await tagOf(id)];
    const changes: [string, () => Promise<unknown>][] = [
      ['extended', async () => app.patch(path, { ttlSeconds: 7000 }).expect(200)],
      ['metadata', async () => app.patch(path, { metadata: { x: 1 } }).expect(200)],
      ['another driver', () => replace(id, `${booking.driver.slice(0, 3)}95554321`)],
      ['another driver with the same masked number', () => replace(id, '+6595564321')],
      [
        'moved by the rebalancing job',
        async () => {
          await app
            .patch(`/v1/virtual-numbers/${booking.virtualNumber}`, { state: 'draining' })
            .expect(200);
          const { body } = await app.post(`/v1/pools/${pool.name}/rebalance`).expect(200);
          expect(body.moved).toBe(1);
        },
      ],
      [
        'callRecording of the pool',
        async () =>
          app.patch(`/v1/pools/${pool.name}`, { policy: { callRecording: true } }).expect(200),
      ],
      [
        'after its expiry',
        () =>
          app.db.query(
            `with b as (update booking set expires_at = now() - interval '1 minute' where id = $1
                        returning id)
             update route set callable_until = now() - interval '1 minute',
                              reuse_after = now() - interval '1 minute'
              from b where booking_id = b.id`,
            [id],
          ),
      ],
      ['marked as expired', expire],
    ];
    for (const [name, change] of changes) {
      await change();
      const tag = await tagOf(id);
      expect(seen, name).not.toContain(tag);
      seen.push(tag);
    }
  });

  it('changes when the expiry job deletes the last callable routes', async () => {
    const pool = await createPool(app, { policy: { graceSeconds: 3600 } });
    const { id } = await createBooking(app, pool.name);
    const { body: completed } = await app.post(`${pathOf(id)}/complete`).expect(200);
    await app.db.query(
      `update route set callable_until = now(), reuse_after = now() where booking_id = $1`,
      [id],
    );
    const { body: over } = await app.get(pathOf(id)).expect(200);
    await expire();
    const { body: later } = await app.get(pathOf(id)).expect(200);
    const seen = [completed, over, later];
    expect(new Set(seen.map(({ callableUntil }) => callableUntil)).size).toBe(3);
    expect(new Set(seen.map(({ version }) => version)).size).toBe(3);
  });

  it('gets 304 for an unchanged booking, but PINs and revealed numbers are always sent', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const tag = await tagOf(id);
    for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const { status, headers, text } = await app.get(pathOf(id)).set('if-none-match', header);
      expect([status, headers['etag'], text], header).toEqual([304, tag, '']);
    }
    await app.get(pathOf(id)).set('if-none-match', '"other"').expect(200);
    await app
      .get(`${pathOf(id)}?reveal=true`)
      .set('if-none-match', tag)
      .expect(200);

    const withPins = await createPool(app, { policy: { partyPin: true } });
    const { id: pinned } = await createBooking(app, withPins.name);
    const { body } = await app
      .get(pathOf(pinned))
      .set('if-none-match', await tagOf(pinned))
      .expect(200);
    expect(body.parties[0].pin).toMatch(/^\d{8}$/);
  });
});

const replace = async (id: string, phoneNumber: string) =>
  app.put(`${pathOf(id)}/parties/driver`, { phoneNumber }).expect(200);

describe('If-Match', () => {
  type Change = [string, 'PATCH' | 'PUT' | 'POST', string, object | undefined];
  const CHANGES: Change[] = [
    ['an extension', 'PATCH', '', { ttlSeconds: 9000 }],
    ['a new driver', 'PUT', '/parties/driver', { phoneNumber: '+6598887766' }],
    ['completing', 'POST', '/complete', undefined],
    ['cancelling', 'POST', '/cancel', undefined],
  ];

  it.each(CHANGES)(
    'lets %s through only if the booking is unchanged since it was read',
    async (_, method, suffix, body) => {
      const pool = await createPool(app);
      const { id } = await createBooking(app, pool.name);
      const stale = await tagOf(id);
      await app.patch(pathOf(id), { metadata: { changed: 'by another' } }).expect(200);
      const before = (await app.get(pathOf(id))).body;
      const send = (ifMatch: string) =>
        app.send(method, `${pathOf(id)}${suffix}`, body).set('if-match', ifMatch);
      for (const wrong of [stale, `W/"${before.version}"`, `${stale}, "x"`, 'nonsense', '']) {
        const response = await send(wrong);
        expect([response.status, response.body.code], wrong).toEqual([412, 'precondition-failed']);
        expect(response.body.version).toBe(before.version);
      }
      expect((await app.get(pathOf(id))).body).toEqual(before);
      await send(`"x", "${before.version}"`).expect(200);
      expect((await app.get(pathOf(id))).body.version).not.toBe(before.version);
    },
  );

  it('accepts any version with *, and is optional', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const patch = (value: number) => app.patch(pathOf(id), { metadata: { value } });
    expect((await patch(1).set('if-match', '*')).body.metadata).toEqual({ value: 1 });
    expect((await patch(2)).body.metadata).toEqual({ value: 2 });
  });

  it('lets only one of many concurrent clients change the version they all read, on any replica', async () => {
    const pool = await createPool(app);
    const replica = await app.replica();
    for (let round = 0; round < 5; round += 1) {
      const { id } = await createBooking(app, pool.name);
      const tag = await tagOf(id);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, writer) =>
          (writer % 2 ? app : replica)
            .patch(pathOf(id), { metadata: { writer } })
            .set('if-match', tag),
        ),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(11);
      expect((await app.get(pathOf(id))).body.metadata).toEqual(won[0]!.body.metadata);
    }
  });

  it('waits for a change in progress, then refuses the outdated version', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const tag = await tagOf(id);
    const other = await app.db.connect();
    await other.query('begin');
    await other.query('update booking set updated_at = clock_timestamp() where id = $1', [id]);
    const answer = Promise.resolve(app.post(`${pathOf(id)}/cancel`).set('if-match', tag));
    await waitUntilBlocked();
    await other.query('commit');
    other.release();
    expect((await answer).status).toBe(412);
  });

  it('is not needed to repeat a request that would change nothing', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const read = await tagOf(id);
    const phone = { phoneNumber: newPhone() };
    for (let time = 0; time < 2; time += 1) {
      await app
        .put(`${pathOf(id)}/parties/driver`, phone)
        .set('if-match', read)
        .expect(200);
    }
    const replaced = await tagOf(id);
    for (let time = 0; time < 2; time += 1) {
      await app
        .post(`${pathOf(id)}/complete`)
        .set('if-match', replaced)
        .expect(200);
    }
    const { body } = await app
      .post(`${pathOf(id)}/cancel`)
      .set('if-match', replaced)
      .expect(409);
    expect(body.code).toBe('booking-ended');
  });

  it('records a refused change in the audit trail', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    await app
      .post(`${pathOf(id)}/cancel`)
      .set('if-match', '"stale"')
      .expect(412);
    const { body } = await app.get('/v1/audit-events?action=booking.cancel').expect(200);
    expect(body.items[0]).toMatchObject({
      objectId: id,
      outcome: 'refused',
      code: 'precondition-failed',
    });
  });

  async function waitUntilBlocked(): Promise<void> {
    for (;;) {
      const { rows } = await app.db.query(
        `select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
    }
  }
});
