import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  connectedTo,
  createBooking,
  createPool,
  dial,
  newPhone,
} from '../support/scenario.js';

interface Result {
  status: number;
  booking?: { id: string; virtualNumber: string; reference: string };
  problem?: { code: string; [member: string]: unknown };
}

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function batch(bookings: unknown[], client: Pick<TestApp, 'post'> = app): Promise<Result[]> {
  const { status, body } = await client.post('/v1/bookings/batch', { bookings } as object);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.results;
}

/** Returns the status of each result, or the code of its problem. */
const codesOf = (results: readonly Result[]): unknown[] =>
  results.map(({ status, problem }) => problem?.code ?? status);

const countBookings = async (pool: string): Promise<number> => {
  const { rows } = await app.db.query(
    `select count(*)::int as bookings from booking b join pool p on p.id = b.pool_id
      where p.name = $1`,
    [pool],
  );
  return rows[0].bookings;
};

describe('a batch of bookings', () => {
  it('creates 500 in one statement for each pool, in the order of the request', async () => {
    const rides = await createPool(app, { numbers: 3 });
    const deliveries = await createPool(app, { numbers: 3 });
    const requests = Array.from({ length: 500 }, (_, at) =>
      bookingRequest(at % 5 === 0 ? deliveries.name : rides.name),
    );
    const results = await batch(requests);
    expect(codesOf(results)).toEqual(requests.map(() => 201));
    expect(results.map(({ booking }) => booking?.reference)).toEqual(
      requests.map(({ reference }) => reference),
    );
    for (const { name } of [rides, deliveries]) {
      const { rows } = await app.db.query(
        `select count(distinct b.created_at)::int as statements
           from booking b join pool p on p.id = b.pool_id where p.name = $1`,
        [name],
      );
      expect(rows[0].statements).toBe(1);
    }
    const [{ booking }] = results as [Result];
    expect((await app.get(`/v1/bookings/${booking!.id}`).expect(200)).body).toEqual(booking);
    const [rider, driver] = requests[0]!.parties.map(({ phoneNumber }) => phoneNumber);
    const answer = await dial(app, rider, booking!.virtualNumber);
    expect(connectedTo(answer)).toBe(driver);
  });

  it('returns the same bookings when it is repeated, alone or in a batch', async () => {
    const { name } = await createPool(app);
    const requests = [bookingRequest(name), bookingRequest(name)];
    const [first, second] = await batch(requests);
    expect(codesOf(await batch(requests))).toEqual([200, 200]);
    const { body } = await app.post('/v1/bookings', requests[0]).expect(200);
    expect(body).toEqual(first!.booking);
    const changed = { ...requests[1], ttlSeconds: 60 };
    expect(await batch([changed])).toMatchObject([
      { status: 409, problem: { code: 'reference-taken', bookingId: second!.booking!.id } },
    ]);
  });

  it('refuses a bad booking alone, with the problem of a single request', async () => {
    const { name } = await createPool(app);
    const good = () => bookingRequest(name);
    const person = newPhone();
    const results = await batch([
      good(),
      { ...good(), parties: [] },
      bookingRequest(name, { rider: '+6512' }),
      bookingRequest(name, { rider: person, driver: person }),
      { ...good(), refrence: 'a typo' },
      bookingRequest('no-such-pool'),
      bookingRequest(name, { expiresAt: '2020-01-01T00:00:00Z' }),
      bookingRequest(name, { virtualNumber: '+6560000000' }),
      null,
      'text',
      [],
      good(),
    ]);
    expect(codesOf(results)).toEqual([
      201,
      'validation-failed',
      'phone-number-invalid',
      'same-party-twice',
      'validation-failed',
      'pool-not-found',
      'expiry-in-the-past',
      'virtual-number-unavailable',
      'validation-failed',
      'validation-failed',
      'validation-failed',
      201,
    ]);
    expect(results[1]!.problem).toMatchObject({
      status: 400,
      errors: [{ path: 'parties', message: expect.any(String) }],
    });
    expect(results[2]!.problem).toMatchObject({ status: 422, path: 'parties[0].phoneNumber' });
    expect(results[7]!.problem).toMatchObject({ reason: 'not-in-pool' });
    expect(await countBookings(name)).toBe(2);
  });

  it('treats a repeated reference as if the bookings were sent one after another', async () => {
    const { name } = await createPool(app, { numbers: 1 });
    const first = bookingRequest(name);
    const other = bookingRequest(name, { reference: first.reference });
    // The third one has neither a free number nor a usable phone, but its reference is taken first.
    const useless = { ...other, parties: [first.parties[0], other.parties[1]] };
    const results = await batch([first, first, useless, other]);
    expect(codesOf(results)).toEqual([201, 200, 'reference-taken', 'reference-taken']);
    expect(results[1]!.booking).toEqual(results[0]!.booking);
    const elsewhere = await createPool(app, { numbers: 1 });
    expect(codesOf(await batch([{ ...first, pool: elsewhere.name }]))).toEqual([201]);
  });

  it('gives the numbers for a busy driver to the first bookings, and refuses the later ones', async () => {
    for (const selection of ['balanced', 'packed']) {
      const { name } = await createPool(app, { numbers: 3, policy: { selection } });
      const driver = newPhone();
      const requests = Array.from({ length: 6 }, () => bookingRequest(name, { driver }));
      const results = await batch(requests);
      const exhausted = 'pool-exhausted';
      expect(codesOf(results)).toEqual([201, 201, 201, exhausted, exhausted, exhausted]);
      const numbers = results.flatMap(({ booking }) => booking?.virtualNumber ?? []);
      expect(new Set(numbers).size).toBe(3);
      for (const [at, number] of numbers.entries()) {
        const rider = requests[at]!.parties[0]!.phoneNumber;
        expect(connectedTo(await dial(app, driver, number))).toBe(rider);
      }
    }
  });

  it('lets no later booking overtake an earlier one that waits for its turn', async () => {
    const { name } = await createPool(app, { numbers: 2 });
    const [driver, other] = [newPhone(), newPhone()];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const results = await batch([
        bookingRequest(name, { driver }),
        bookingRequest(name, { driver }),
        bookingRequest(name, { driver, rider: other }),
        bookingRequest(name, { driver: other }),
      ]);
      expect(codesOf(results)).toEqual([201, 201, 'pool-exhausted', 201]);
      for (const { booking } of results) {
        if (booking) await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
      }
      await app.db.query('update route set reuse_after = callable_until');
    }
  });

  it('counts the bookings of a number with a capacity one after another', async () => {
    const { name } = await createPool(app, { numbers: 2, policy: { maxActiveBookings: 2 } });
    const results = await batch(Array.from({ length: 6 }, () => bookingRequest(name)));
    const exhausted = 'pool-exhausted';
    expect(codesOf(results)).toEqual([201, 201, 201, 201, exhausted, exhausted]);
    expect(results[4]!.problem).toMatchObject({ reasons: { capacity: 2 } });
  });

  it('does not conflict with bookings of other requests at the same time', async () => {
    const { name } = await createPool(app, { numbers: 4 });
    const driver = newPhone();
    const shared = bookingRequest(name);
    const many = () => Array.from({ length: 20 }, () => bookingRequest(name, { driver }));
    const [one, two, ...single] = await Promise.all([
      batch([shared, ...many()]),
      batch([shared, ...many()]),
      ...many().map((request) => app.post('/v1/bookings', request)),
    ]);
    const codes = [...codesOf(one!), ...codesOf(two!), ...single.map(({ status }) => status)];
    expect(codes.filter((code) => code === 201)).toHaveLength(5);
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(await countBookings(name)).toBe(5);
  });

  it('shows the PINs of new bookings to keys that may reveal them', async () => {
    const { name } = await createPool(app, { policy: { partyPin: true } });
    const requests = Array.from({ length: 3 }, () => bookingRequest(name));
    const pins = (results: Result[]) =>
      results.map(({ booking }) => (booking as unknown as { parties: object[] }).parties[0]);
    for (const results of [await batch(requests), await batch(requests)]) {
      for (const party of pins(results)) {
        expect(party).toHaveProperty('pin', expect.stringMatching(/^\d{8}$/));
      }
    }
    const { key } = await createKey(app, ['bookings:write']);
    for (const party of pins(await batch([bookingRequest(name)], app.as(key)))) {
      expect(party).not.toHaveProperty('pin');
    }
  });

  it('finds no pool that the key may not see', async () => {
    const [own, other] = [await createPool(app), await createPool(app)];
    const { key } = await createKey(app, ['bookings:write'], { pools: [own.name] });
    const requests = [own, other, own].map(({ name }) => bookingRequest(name));
    expect(codesOf(await batch(requests, app.as(key)))).toEqual([201, 'pool-not-found', 201]);
    expect(await countBookings(other.name)).toBe(0);
    const reader = await createKey(app, ['bookings:read']);
    await app.as(reader.key).post('/v1/bookings/batch', { bookings: requests }).expect(403);
  });

  it('has an audit event for each of its bookings', async () => {
    const { name } = await createPool(app);
    const { id: key, key: secret } = await createKey(app, ['bookings:write']);
    const requests = [bookingRequest(name), bookingRequest(name, { rider: '+6512' })];
    const [first] = await batch(requests, app.as(secret));
    const { body } = await app.get(`/v1/audit-events?key=${key}`).expect(200);
    expect(body.items).toHaveLength(2);
    expect(body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'booking.create',
          objectId: first!.booking!.id,
          outcome: 'done',
        }),
        expect.objectContaining({ outcome: 'refused', code: 'phone-number-invalid' }),
      ]),
    );
  });

  it('counts as one request for each booking towards the limit of the key', async () => {
    const { name } = await createPool(app);
    const { key } = await createKey(app, ['bookings:write'], { rateLimitPerMinute: 10 });
    const requests = (count: number) => Array.from({ length: count }, () => bookingRequest(name));
    const send = (count: number) =>
      app.as(key).post('/v1/bookings/batch', { bookings: requests(count) });
    expect((await send(6).expect(200)).headers['ratelimit']).toContain('r=4;');
    const refused = await send(6).expect(429);
    expect(refused.body.code).toBe('rate-limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await countBookings(name)).toBe(6);
    const large = await createKey(app, ['bookings:write'], { rateLimitPerMinute: 10 });
    const path = '/v1/bookings/batch';
    await app
      .as(large.key)
      .post(path, { bookings: requests(20) })
      .expect(200);
    await app.as(large.key).get('/v1/bookings').expect(429);
  });

  it.each([[[]], [null], [{}], [Array.from({ length: 501 }, () => null)]])(
    'is refused as a whole if it is not a list of 1 to 500',
    async (bookings) => {
      const { body } = await app.post('/v1/bookings/batch', { bookings }).expect(400);
      expect(body).toMatchObject({ code: 'validation-failed', errors: [{ path: 'bookings' }] });
    },
  );

  it('may have 500 bookings with all their fields, and at most 2 MiB', async () => {
    const { name } = await createPool(app);
    const request = () =>
      bookingRequest(name, {
        reference: `${randomUUID()}${'x'.repeat(160)}`,
        announcement: { text: 'A long announcement. '.repeat(50) },
        metadata: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`field${at}`, at])),
      });
    const results = await batch(Array.from({ length: 500 }, request));
    expect(new Set(codesOf(results))).toEqual(new Set([201]));
    const huge = { ...request(), metadata: { text: 'x'.repeat(2 * 1024 * 1024) } };
    const { body } = await app.post('/v1/bookings/batch', { bookings: [huge] }).expect(413);
    expect(body.code).toBe('body-too-large');
  });
});

describe('a single booking', () => {
  it('succeeds while a batch is written', async () => {
    const { name } = await createPool(app);
    const requests = Array.from({ length: 200 }, () => bookingRequest(name));
    const [results] = await Promise.all([batch(requests), createBooking(app, name)]);
    expect(codesOf(results)).toEqual(requests.map(() => 201));
  });
});
