import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  connectedTo,
  createBooking,
  createPool,
  dial,
  newPhone,
  newVirtualNumber,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const countRows = async (bookingFilter: string, values: unknown[]) => {
  const { rows } = await app.db.query(
    `select (select count(*)::int from booking b where ${bookingFilter}) as bookings,
            (select count(*)::int from party p join booking b on b.id = p.booking_id
              where ${bookingFilter}) as parties,
            (select count(*)::int from route r join booking b on b.id = r.booking_id
              where ${bookingFilter}) as routes`,
    values,
  );
  return rows[0];
};

describe('creating a booking', () => {
  it('returns the virtual number, the times and masked phone numbers', async () => {
    const pool = await createPool(app, { policy: { bookingTtlSeconds: 3600 } });
    const rider = newPhone();
    const request = bookingRequest(pool.name, { rider, metadata: { ride: 7 } });
    const { body, headers } = await app.post('/v1/bookings', request).expect(201);
    expect(body).toMatchObject({
      pool: pool.name,
      reference: request.reference,
      status: 'active',
      parties: [
        { role: 'rider', phoneNumber: `+65••••${rider.slice(-4)}` },
        { role: 'driver', phoneNumber: expect.stringMatching(/^\+65••••\d{4}$/) },
      ],
      callRecording: false,
      metadata: { ride: 7 },
      endedAt: null,
    });
    expect(pool.numbers).toContain(body.virtualNumber);
    expect(body.callableUntil).toBe(body.expiresAt);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(3_600_000);
    expect(headers['location']).toBe(`/v1/bookings/${body.id}`);
    expect((await app.get(headers['location']!).expect(200)).body).toEqual(body);
  });

  it('returns the same booking when the request is repeated', async () => {
    const pool = await createPool(app);
    const request = bookingRequest(pool.name, { metadata: { a: 1, b: [2, { c: 3 }] } });
    const first = await app.post('/v1/bookings', request).expect(201);
    const again = { ...request, metadata: { b: [2, { c: 3 }], a: 1 } };
    const second = await app.post('/v1/bookings', again).expect(200);
    expect(second.body).toEqual(first.body);
  });

  it('refuses the same reference with different content', async () => {
    const pool = await createPool(app);
    const request = bookingRequest(pool.name);
    const { body: booking } = await app.post('/v1/bookings', request).expect(201);
    for (const change of [
      { parties: [request.parties[0], { role: 'driver', phoneNumber: newPhone() }] },
      { ttlSeconds: 77 },
      { callRecording: true },
      { metadata: { other: true } },
    ]) {
      const { body } = await app.post('/v1/bookings', { ...request, ...change }).expect(409);
      expect(body).toMatchObject({ code: 'reference-taken', bookingId: booking.id });
    }
  });

  it('creates one booking when 32 clients send the same reference at once', async () => {
    const pool = await createPool(app, { numbers: 8 });
    const request = bookingRequest(pool.name);
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => app.post('/v1/bookings', request)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(31);
    const rows = await countRows('b.reference = $1', [request.reference]);
    expect(rows).toEqual({ bookings: 1, parties: 2, routes: 2 });
  });

  it('accepts one of two different concurrent requests with the same reference', async () => {
    const pool = await createPool(app, { numbers: 4 });
    for (let round = 0; round < 8; round += 1) {
      const reference = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 4 }, () =>
          app.post('/v1/bookings', bookingRequest(pool.name, { reference })),
        ),
      );
      const codes = answers.map(({ status, body }) => (status === 201 ? 'created' : body.code));
      expect(codes.toSorted()).toEqual([
        'created',
        'reference-taken',
        'reference-taken',
        'reference-taken',
      ]);
    }
  });

  it('gives the last number for a driver to one of 32 clients, and the others get pool-exhausted', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const driver = newPhone();
    const answers = await Promise.all(
      Array.from({ length: 32 }, () =>
        app.post('/v1/bookings', bookingRequest(pool.name, { driver })),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(31);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['pool-exhausted']));
    const { rows } = await app.db.query(
      `select (select count(*)::int from booking b where b.pool_id = p.id) as bookings,
              (select count(*)::int from party where party.pool_id = p.id) as parties,
              (select count(*)::int from route r where r.pool_id = p.id) as routes
         from pool p where p.name = $1`,
      [pool.name],
    );
    expect(rows[0]).toEqual({ bookings: 1, parties: 2, routes: 2 });
  });

  it('does not assign one number twice to a person who is driver in one booking and rider in another', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const person = newPhone();
    await createBooking(app, pool.name, { driver: person });
    const { body } = await app
      .post('/v1/bookings', bookingRequest(pool.name, { rider: person }))
      .expect(409);
    expect(body.code).toBe('pool-exhausted');
  });

  it('gives a busy driver a different number for each ride, and each number reaches its rider', async () => {
    const pool = await createPool(app, { numbers: 3 });
    const driver = newPhone();
    const rides = [];
    for (let ride = 0; ride < 3; ride += 1) {
      rides.push(await createBooking(app, pool.name, { driver }));
    }
    expect(new Set(rides.map(({ virtualNumber }) => virtualNumber)).size).toBe(3);
    for (const { virtualNumber, rider } of rides) {
      expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);
    }
  });

  it('withholds a cooling number from both parties, unless the same pair books again', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { cooldownSeconds: 3600 } });
    const { id, rider, driver } = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    for (const parties of [{ rider }, { driver }, { rider: driver }, { driver: rider }]) {
      const { body } = await app.post('/v1/bookings', bookingRequest(pool.name, parties));
      expect(body.code).toBe('pool-exhausted');
    }
    await createBooking(app, pool.name, { rider, driver });
  });

  it('assigns the number to others after the cool-down', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { cooldownSeconds: 0 } });
    const { id, driver, rider } = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    const next = await createBooking(app, pool.name, { driver });
    expect(connectedTo(await dial(app, driver, next.virtualNumber))).toBe(next.rider);
    expect(connectedTo(await dial(app, rider, next.virtualNumber))).toBeUndefined();
  });

  it('gives a returning pair its previous number', async () => {
    const pool = await createPool(app, { numbers: 12 });
    const first = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${first.id}/cancel`).expect(200);
    const { rider, driver } = first;
    const second = await createBooking(app, pool.name, { rider, driver });
    expect(second.virtualNumber).toBe(first.virtualNumber);
  });

  it('assigns no number that is disabled, draining, not Active, full or in another pool', async () => {
    const pool = await createPool(app, { numbers: 4, policy: { maxActiveBookings: 1 } });
    const [draining, disabled, full, unhealthy] = pool.numbers as [string, string, string, string];
    await app.patch(`/v1/virtual-numbers/${draining}`, { state: 'draining' }).expect(200);
    await app.patch(`/v1/virtual-numbers/${disabled}`, { state: 'disabled' }).expect(200);
    await createBooking(app, pool.name, { virtualNumber: full });
    await app.db.query(
      `update virtual_number set operational_status = 'Unhealthy' where msisdn = $1`,
      [unhealthy],
    );
    const { numbers: elsewhere } = await createPool(app, { numbers: 1 });
    for (const [virtualNumber, reason] of [
      [draining, 'draining'],
      [disabled, 'disabled'],
      [full, 'capacity'],
      [unhealthy, 'unhealthy'],
      [elsewhere[0], 'not-in-pool'],
      [newVirtualNumber(), 'not-in-pool'],
    ]) {
      const request = bookingRequest(pool.name, { virtualNumber });
      const { body } = await app.post('/v1/bookings', request).expect(409);
      expect(body).toMatchObject({ code: 'virtual-number-unavailable', reason });
    }
    const { body } = await app.post('/v1/bookings', bookingRequest(pool.name)).expect(409);
    expect(body).toMatchObject({
      code: 'pool-exhausted',
      reasons: {
        conflict: 0,
        cooling: 0,
        capacity: 1,
        draining: 1,
        disabled: 1,
        unhealthy: 1,
        country: 0,
      },
    });
  });

  it.each([
    ['phone-number-invalid', 422, { rider: '+6512' }],
    ['phone-number-invalid', 422, { rider: '91178965' }],
    ['phone-number-invalid', 422, { rider: 'anonymous' }],
    ['expiry-in-the-past', 422, { expiresAt: '2020-01-01T00:00:00Z' }],
    ['pool-not-found', 404, { pool: 'no-such-pool' }],
    ['pool-not-found', 404, { pool: randomUUID() }],
    ['validation-failed', 400, { parties: [] }],
    ['validation-failed', 400, { parties: [] }],
    ['validation-failed', 400, { reference: '' }],
    ['validation-failed', 400, { ttlSeconds: 0 }],
    ['validation-failed', 400, { ttlSeconds: null }],
    ['validation-failed', 400, { expiresAt: 'tomorrow' }],
    ['validation-failed', 400, { metadata: { text: 'x'.repeat(5000) } }],
    ['validation-failed', 400, { expiresAt: '2027-01-01T00:00:00+24:00' }],
    ['validation-failed', 400, { expiresAt: '2027-W05-1T00:00:00Z' }],
    ['validation-failed', 400, { expiresAt: '2027-001T00:00:00Z' }],
    ['validation-failed', 400, { expiresAt: '2999-01-01T00:00:00Z' }],
    ['validation-failed', 400, { metadata: { half: '\ud800' } }],
    ['validation-failed', 400, { metadata: { nul: '\u0000' } }],
    ['validation-failed', 400, { announcement: { text: 'half \ud800' } }],
    ['validation-failed', 400, { parties: [[], []] }],
    ['malformed-request', 400, { metadata: { constructor: 'Mercedes' } }],
    ['malformed-request', 400, { metadata: JSON.parse('{"a":'.repeat(60) + '1' + '}'.repeat(60)) }],
    ['validation-failed', 400, { metadata: [1] }],
    ['validation-failed', 400, { refrence: 'a typo' }],
    ['validation-failed', 400, { reference: 'nul \u0000 character' }],
  ])('answers %s (%i) and writes nothing for %j', async (code, status, change) => {
    const pool = await createPool(app);
    const request = { ...bookingRequest(pool.name, change), ...change };
    delete (request as Record<string, unknown>)['rider'];
    const response = await app.post('/v1/bookings', request);
    expect(response.body).toMatchObject({ code, status, instance: '/v1/bookings' });
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const { rows } = await app.db.query(
      'select count(*)::int as routes from route r join pool p on p.id = r.pool_id where p.name = $1',
      [pool.name],
    );
    expect(rows[0].routes).toBe(0);
  });

  it('returns metadata exactly as sent', async () => {
    const pool = await createPool(app);
    const metadata = { 'a b': ['\\u0000', 'é😀'], nested: { x: null } };
    const { body } = await app.post('/v1/bookings', bookingRequest(pool.name, { metadata }));
    expect(body.metadata).toEqual(metadata);
    expect((await app.get(`/v1/bookings/${body.id}`)).body.metadata).toEqual(metadata);
  });

  it('succeeds although a concurrent request is invalid', async () => {
    const pool = await createPool(app, { numbers: 4 });
    const bad = { ...bookingRequest(pool.name), reference: 'nul \u0000' };
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => app.post('/v1/bookings', bookingRequest(pool.name))),
      app.post('/v1/bookings', bad),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201, 400]);
  });

  it('refuses the same phone or the same role for both parties', async () => {
    const pool = await createPool(app);
    const phone = newPhone();
    const same = bookingRequest(pool.name, { rider: phone, driver: phone });
    expect((await app.post('/v1/bookings', same).expect(422)).body.code).toBe('same-party-twice');
    const request = bookingRequest(pool.name);
    request.parties[1]!.role = 'rider';
    expect((await app.post('/v1/bookings', request).expect(422)).body.code).toBe(
      'same-party-twice',
    );
  });

  it('names the invalid field', async () => {
    const pool = await createPool(app);
    const request = bookingRequest(pool.name);
    request.parties[1]!.role = '1';
    const { body } = await app.post('/v1/bookings', request).expect(400);
    expect(body.errors).toEqual([
      { path: 'parties[1].role', message: expect.stringContaining('role must have') },
    ]);
  });
});

describe('ending a booking', () => {
  it('completes once, even if several clients ask repeatedly', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => app.post(`/v1/bookings/${id}/complete`)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual(answers[0]?.body);
      expect(body.status).toBe('completed');
    }
  });

  it('accepts an empty body with the content type JSON', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const response = await app
      .post(`/v1/bookings/${id}/complete`)
      .set('content-type', 'application/json');
    expect(response.body.status).toBe('completed');
  });

  it('has one result when complete and cancel requests race', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const answers = await Promise.all(
      ['complete', 'cancel', 'complete', 'cancel'].map((way) =>
        app.post(`/v1/bookings/${id}/${way}`),
      ),
    );
    const { body } = await app.get(`/v1/bookings/${id}`);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(2);
    expect(won.every((answer) => answer.body.status === body.status)).toBe(true);
    const lost = answers.filter(({ status }) => status === 409);
    expect(lost.map((answer) => answer.body.code)).toEqual(['booking-ended', 'booking-ended']);
  });

  it('answers 404 for an unknown or malformed id', async () => {
    for (const id of [randomUUID(), 'abc', '%00', "'; drop table booking; --"]) {
      const path = `/v1/bookings/${encodeURIComponent(id)}`;
      expect((await app.get(path).expect(404)).body.code).toBe('booking-not-found');
      expect((await app.post(`${path}/cancel`).expect(404)).body.code).toBe('booking-not-found');
    }
  });
});

describe('listing bookings', () => {
  it('pages through all bookings, newest first', async () => {
    const pool = await createPool(app, { numbers: 10 });
    const created = [];
    for (let count = 0; count < 5; count += 1) created.push(await createBooking(app, pool.name));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor && `&cursor=${cursor}`;
      const { body } = await app.get(`/v1/bookings?pool=${pool.name}&limit=2${more}`).expect(200);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(created.map(({ id }) => id).toReversed());
  });

  it('filters by reference, status and virtual number', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const first = await createBooking(app, pool.name);
    const second = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${second.id}/cancel`).expect(200);
    const list = async (query: string) => {
      const { body } = await app.get(`/v1/bookings?pool=${pool.name}&${query}`).expect(200);
      return body.items.map((item: { id: string }) => item.id);
    };
    expect(await list(`reference=${first.reference}`)).toEqual([first.id]);
    expect(await list('status=cancelled')).toEqual([second.id]);
    expect(await list('status=active')).toEqual([first.id]);
    expect(await list(`virtualNumber=${encodeURIComponent(first.virtualNumber)}`)).toContain(
      first.id,
    );
  });

  it('refuses a limit above 200 and an invalid cursor', async () => {
    expect((await app.get('/v1/bookings?limit=201').expect(400)).body.code).toBe(
      'validation-failed',
    );
    const forged = ['abc', '-'.repeat(36), '2026-99-99 00:00:00+00|x'].map((text) =>
      Buffer.from(text).toString('base64url'),
    );
    for (const cursor of ['abc', ...forged]) {
      for (const list of ['bookings', 'pools', 'virtual-numbers']) {
        const { body } = await app.get(`/v1/${list}?cursor=${cursor}`).expect(400);
        expect(body.code).toBe('invalid-cursor');
      }
    }
  });
});
