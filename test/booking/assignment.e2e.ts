import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  newPhone,
  newVirtualNumber,
} from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const refusalOf = async (request: object) => {
  const { body, status } = await app.post('/v1/bookings', request);
  return status === 201 ? 'created' : body.code;
};

describe('concurrent bookings', () => {
  it('give the last place of a number to one of 64 clients and explain to the other 63 why not', async () => {
    const pool = await createPool(app, { numbers: 1, policy: { maxActiveBookings: 1 } });
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => app.post('/v1/bookings', bookingRequest(pool.name))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ body }) => body.code === 'pool-exhausted');
    expect(refused).toHaveLength(63);
    for (const { body } of refused) expect(body.reasons.capacity).toBe(1);
    const { rows } = await app.db.query(
      `select (select count(*)::int from booking b where b.pool_id = p.id) as bookings,
              (select count(*)::int from party where party.pool_id = p.id) as parties,
              (select count(*)::int from route r where r.pool_id = p.id) as routes
         from pool p where p.name = $1`,
      [pool.name],
    );
    expect(rows[0]).toEqual({ bookings: 1, parties: 2, routes: 2 });
  });

  it('never exceed the capacity of a number, on two replicas', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { maxActiveBookings: 5 } });
    const replica = await app.replica();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        (turn % 2 ? app : replica).post('/v1/bookings', bookingRequest(pool.name)),
      ),
    );
    const booked = answers.filter(({ status }) => status === 201).map(({ body }) => body);
    expect(booked).toHaveLength(10);
    for (const number of pool.numbers) {
      expect(booked.filter(({ virtualNumber }) => virtualNumber === number)).toHaveLength(5);
    }
  });

  it('all succeed for a drivers and b riders if the pool has a + b - 1 numbers', async () => {
    const pool = await createPool(app, { numbers: 7 });
    const [drivers, riders] = [1, 2].map(() => [newPhone(), newPhone(), newPhone(), newPhone()]);
    const requests = drivers!.flatMap((driver) =>
      riders!.map((rider) => bookingRequest(pool.name, { rider, driver })),
    );
    const answers = await Promise.all(requests.map((request) => app.post('/v1/bookings', request)));
    expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 201));
  });
});

describe('the choice of a number', () => {
  it('spreads bookings evenly, by weight', async () => {
    const pool = await createPool(app, { numbers: 4 });
    await app.patch(`/v1/virtual-numbers/${pool.numbers[0]}`, { weight: 3 }).expect(200);
    for (let count = 0; count < 60; count += 1) await createBooking(app, pool.name);
    const { body } = await app.get(`/v1/pools/${pool.name}/load`).expect(200);
    const active = body.items.map((number: { active: number }) => number.active);
    // Numbers are drawn at random: the tolerances are four standard deviations from 30 and 10.
    expect(active[0]).toBeGreaterThanOrEqual(24);
    expect(active[0]).toBeLessThanOrEqual(36);
    for (const other of active.slice(1)) expect(Math.abs(other - 10)).toBeLessThanOrEqual(4);
    expect(body.peakOverMean).toBeLessThan(1.4);
  });

  it('packs bookings onto as few numbers as possible if the policy says so', async () => {
    const pool = await createPool(app, { numbers: 5, policy: { selection: 'packed' } });
    const driver = newPhone();
    const used = [];
    for (let count = 0; count < 3; count += 1) {
      used.push((await createBooking(app, pool.name)).virtualNumber);
      used.push((await createBooking(app, pool.name, { driver })).virtualNumber);
    }
    const [first, second, third] = pool.numbers;
    expect(used).toEqual([first, first, first, second, first, third]);
  });

  it("prefers or requires a number of the parties' country", async () => {
    const pool = await createPool(app, { numbers: 3, policy: { countryMatch: 'prefer' } });
    const american = `+1201555${String(1000 + Math.floor(Math.random() * 8999))}`;
    await app
      .post(`/v1/pools/${pool.name}/numbers`, { numbers: [{ msisdn: american }] })
      .expect(201);
    const parties = { rider: '+12015550123', driver: '+12025550123' };
    const first = await createBooking(app, pool.name, parties);
    expect(first.virtualNumber).toBe(american);
    const second = await createBooking(app, pool.name, { ...parties, rider: '+12015550124' });
    expect(pool.numbers).toContain(second.virtualNumber);

    await app.patch(`/v1/pools/${pool.name}`, { policy: { countryMatch: 'require' } }).expect(200);
    const third = bookingRequest(pool.name, { ...parties, rider: '+12015550125' });
    const { body } = await app.post('/v1/bookings', third).expect(409);
    expect(body.reasons).toMatchObject({ country: 3, conflict: 1 });
  });

  it('uses the requested number, or says why it is unavailable', async () => {
    const pool = await createPool(app, { numbers: 3 });
    const wanted = pool.numbers[2]!;
    const { rider, id } = await createBooking(app, pool.name, { virtualNumber: wanted });
    const again = bookingRequest(pool.name, { driver: rider, virtualNumber: wanted });
    const conflict = await app.post('/v1/bookings', again).expect(409);
    expect(conflict.body).toMatchObject({ code: 'virtual-number-unavailable', reason: 'conflict' });
    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    const cooling = await app.post('/v1/bookings', again).expect(409);
    expect(cooling.body.reason).toBe('cooling');
  });
});

describe('the phone number of a party', () => {
  it.each([
    ['a short code', '+6599', 'phone-number-invalid'],
    ['a number without +', '6591178965', 'phone-number-invalid'],
  ])('is refused if it is %s', async (_what, rider, code) => {
    const pool = await createPool(app, { numbers: 1 });
    expect(await refusalOf(bookingRequest(pool.name, { rider }))).toBe(code);
    const request = bookingRequest(pool.name);
    Object.assign(request.parties[0]!, { alternateNumbers: [rider] });
    const { body } = await app.post('/v1/bookings', request).expect(422);
    expect(body).toMatchObject({ code, path: 'parties[0].alternateNumbers[0]' });
  });

  it.each([
    ['a number that is not assigned', '+6520000000'],
    ['the old form of a renumbered phone', '+5215512345678'],
  ])('is refused as the number to call if it is %s', async (_what, rider) => {
    const pool = await createPool(app, { numbers: 1 });
    expect(await refusalOf(bookingRequest(pool.name, { rider }))).toBe('phone-number-invalid');
  });

  it.each([
    ['premium-rate', '+19002345678'],
    ['premium-rate', '+979123456789'],
    ['shared-cost', '+611300123456'],
    ['shared-cost', '+80812345678'],
    ['satellite', '+881600000001'],
    ['satellite', '+870773000001'],
    ['global', '+882160000001'],
    ['global', '+883140123456789'],
    ['global', '+80012345678'],
    ['personal', '+447012345678'],
    ['personal', '+878101234567890'],
    ['pager', '+447640123456'],
  ])('may be a %s number only if the pool allows this kind: %s', async (kind, phone) => {
    const pool = await createPool(app, { numbers: 2 });
    const code = `phone-number-${kind}`;
    const refused = await app
      .post('/v1/bookings', bookingRequest(pool.name, { driver: phone }))
      .expect(422);
    expect(refused.body).toMatchObject({ code, path: 'parties[1].phoneNumber' });
    const preferred = { rider: phone, virtualNumber: pool.numbers[0] };
    expect(await refusalOf(bookingRequest(pool.name, preferred))).toBe(code);
    const { id, rider } = await createBooking(app, pool.name);
    const replaced = () => app.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber: phone });
    expect((await replaced().expect(422)).body).toMatchObject({ code, path: 'phoneNumber' });
    // A number that is never called costs nothing.
    const alternate = bookingRequest(pool.name);
    Object.assign(alternate.parties[0]!, { alternateNumbers: [phone] });
    const booked = await app.post('/v1/bookings', alternate).expect(201);
    await app.post(`/v1/bookings/${booked.body.id}/cancel`).expect(200);

    const allowed = ['satellite', 'global', 'personal', 'pager', 'premium-rate', 'shared-cost'];
    const all = { policy: { allowedNumberKinds: allowed.filter((one) => one !== kind) } };
    await app.patch(`/v1/pools/${pool.name}`, all).expect(200);
    await replaced().expect(422);
    const policy = { allowedNumberKinds: [kind] };
    await app.patch(`/v1/pools/${pool.name}`, { policy }).expect(200);
    const { body } = await replaced().expect(200);
    expect(connectedTo(await dial(app, rider, body.virtualNumber))).toBe(phone);
    // Repeating a request that was accepted earlier succeeds after the policy has changed.
    await app.patch(`/v1/pools/${pool.name}`, { policy: { allowedNumberKinds: [] } }).expect(200);
    await replaced().expect(200);
  });

  it('has a kind that the policy must know', async () => {
    for (const allowedNumberKinds of [['cheap'], ['satellite', 'satellite'], 'satellite', null]) {
      const name = `kinds-${allowedNumberKinds?.length}`;
      const policy = { allowedNumberKinds };
      const pool = { name, subAccountId: 'maskline_demo', policy };
      const { body } = await app.post('/v1/pools', pool).expect(400);
      expect(body.code).toBe('validation-failed');
    }
  });

  it('is refused if it is a virtual number of any pool', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const other = await createPool(app, { numbers: 1 });
    const request = bookingRequest(pool.name, { rider: other.numbers[0] });
    expect(await refusalOf(request)).toBe('phone-number-is-virtual');
  });

  it("must belong to one of the pool's allowed countries, if the pool names any", async () => {
    const policy = { allowedCountries: ['SG', 'MY'] };
    const pool = await createPool(app, { numbers: 2, policy });
    expect(await refusalOf(bookingRequest(pool.name))).toBe('created');
    const foreign = bookingRequest(pool.name, { rider: '+442079460958' });
    expect(await refusalOf(foreign)).toBe('phone-number-country-not-allowed');
  });

  it.each([
    ['Mexico', 'MX', '+525512345678', '+5215512345678'],
    ['Brazil', 'BR', '+5511987654321', '+551187654321'],
    ['Ivory Coast', 'CI', '+2250707123456', '+22507123456'],
    ['Benin', 'BJ', '+2290197123456', '+22997123456'],
    ['Vietnam', 'VN', '+84381234567', '+841681234567'],
  ])(
    'may be an alternate number in its old form, from which calls arrive: %s',
    async (_, country, now, old) => {
      const pool = await createPool(app, { policy: { allowedCountries: ['SG', country] } });
      const request = bookingRequest(pool.name, { rider: now });
      Object.assign(request.parties[0]!, { alternateNumbers: [old] });
      const { body } = await app.post('/v1/bookings', request).expect(201);
      const driver = request.parties[1]!.phoneNumber;
      const call = callReceived(old, body.virtualNumber, { sourceCountryCode: country });
      const answer = await app.webhook('call-action', call).expect(200);
      expect(connectedTo(answer.body)).toBe(driver);
      expect(connectedTo(await dial(app, driver, body.virtualNumber))).toBe(now);
      const explained = { virtualNumber: body.virtualNumber, caller: old };
      expect((await app.post('/v1/routing/explain', explained)).body.reason).toBe('callable');

      const narrow = await createPool(app, { policy: { allowedCountries: ['SG'] } });
      const foreign = bookingRequest(narrow.name);
      Object.assign(foreign.parties[0]!, { alternateNumbers: [old] });
      expect(await refusalOf(foreign)).toBe('phone-number-country-not-allowed');
    },
  );

  it('is refused as an alternate number if it is a virtual number or belongs to the other party', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const request = bookingRequest(pool.name);
    Object.assign(request.parties[0]!, { alternateNumbers: [pool.numbers[1]] });
    expect(await refusalOf(request)).toBe('phone-number-is-virtual');
    Object.assign(request.parties[0]!, { alternateNumbers: ['+5215512345678'] });
    Object.assign(request.parties[1]!, { alternateNumbers: ['+5215512345678'] });
    expect(await refusalOf(request)).toBe('same-party-twice');
  });

  it('must appear only once in a booking', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const [phone, other] = [newPhone(), newPhone()];
    const request = (alternates: string[], driver: string) => {
      const made = bookingRequest(pool.name, { rider: phone, driver });
      Object.assign(made.parties[0]!, { alternateNumbers: alternates });
      return made;
    };
    expect(await refusalOf(request([other], other))).toBe('same-party-twice');
    expect(await refusalOf(request([phone], other))).toBe('phone-number-repeated');
    expect(await refusalOf(request([newPhone(), newPhone(), newPhone()], other))).toBe(
      'validation-failed',
    );
  });
});

describe('a party with several phones', () => {
  const withAlternates = (pool: string, alternateNumbers: string[], parties = {}) => {
    const request = bookingRequest(pool, parties);
    Object.assign(request.parties[0]!, { alternateNumbers });
    return request;
  };

  it('is recognised by each phone and called on the first', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const [rider, driver, second, third] = [newPhone(), newPhone(), newPhone(), newPhone()];
    const request = withAlternates(pool.name, [second, third], { rider, driver });
    const { body } = await app.post('/v1/bookings', request).expect(201);
    expect(body.parties[0].alternateNumbers).toEqual(
      [second, third].map((phone) => `+65••••${phone.slice(-4)}`),
    );
    for (const phone of [rider, second, third]) {
      expect(connectedTo(await dial(app, phone, body.virtualNumber))).toBe(driver);
    }
    expect(connectedTo(await dial(app, driver, body.virtualNumber))).toBe(rider);
    expect((await app.get(`/v1/bookings/${body.id}`)).body).toEqual(body);
    expect((await app.post('/v1/bookings', request).expect(200)).body).toEqual(body);
  });

  it('conflicts with other bookings by each phone', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const second = newPhone();
    await app.post('/v1/bookings', withAlternates(pool.name, [second])).expect(201);
    const conflicting = bookingRequest(pool.name, { driver: second });
    const { body } = await app.post('/v1/bookings', conflicting).expect(409);
    expect(body.reasons.conflict).toBe(1);
    expect(await refusalOf(withAlternates(pool.name, [second]))).toBe('pool-exhausted');
  });
});

describe('changing a booking', () => {
  it('extends the booking, and its calls connect for longer', async () => {
    const pool = await createPool(app);
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name, {
      ttlSeconds: 60,
    });
    const expiresAt = new Date(Date.now() + 7_200_000).toISOString();
    const { body } = await app.patch(`/v1/bookings/${id}`, { expiresAt }).expect(200);
    expect(body).toMatchObject({ expiresAt, callableUntil: expiresAt, status: 'active' });
    await app.db.query(
      `update route set callable_until = callable_until - interval '1 hour' where booking_id = $1`,
      [id],
    );
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
  });

  it('changes recording and metadata', async () => {
    const pool = await createPool(app);
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    const change = { callRecording: true, metadata: { tip: 5 } };
    const { body } = await app.patch(`/v1/bookings/${id}`, change).expect(200);
    expect(body).toMatchObject(change);
    const [action] = (await dial(app, rider, virtualNumber)).callflow;
    expect(action?.params?.['callRecording']).toBe(true);
    const unset = await app.patch(`/v1/bookings/${id}`, { callRecording: null }).expect(200);
    expect(unset.body).toMatchObject({ callRecording: false, metadata: { tip: 5 } });
  });

  it('refuses an expiry in the past, an empty change, and an ended booking', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    const patch = (change: object) => app.patch(`/v1/bookings/${id}`, change);
    const past = await patch({ expiresAt: '2020-01-01T00:00:00Z' }).expect(422);
    expect(past.body.code).toBe('expiry-in-the-past');
    expect((await patch({}).expect(400)).body.code).toBe('validation-failed');
    await app.post(`/v1/bookings/${id}/complete`).expect(200);
    expect((await patch({ ttlSeconds: 60 }).expect(409)).body.code).toBe('booking-ended');
  });
});

describe('replacing a party', () => {
  const replace = (id: string, role: string, phoneNumber: string, more = {}) =>
    app.put(`/v1/bookings/${id}/parties/${role}`, { phoneNumber, ...more });

  it('connects the remaining and the new party by the same number, and the replaced party to nobody', async () => {
    const pool = await createPool(app, { numbers: 3 });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const newDriver = newPhone();
    const { body } = await replace(id, 'driver', newDriver).expect(200);
    expect(body).toMatchObject({ virtualNumber, virtualNumberChanged: false });
    expect(body.parties[1].phoneNumber).toBe(`+65••••${newDriver.slice(-4)}`);
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(newDriver);
    expect(connectedTo(await dial(app, newDriver, virtualNumber))).toBe(rider);
    expectRefusal(await dial(app, driver, virtualNumber), /has ended/);
  });

  it('lets the number cool down for the replaced party', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const { id, driver } = await createBooking(app, pool.name);
    await replace(id, 'driver', newPhone()).expect(200);
    const { body } = await app.post('/v1/bookings', bookingRequest(pool.name, { driver }));
    expect(body.reasons).toMatchObject({ cooling: 1 });
  });

  it('assigns another number and says so if the new party has this number in another booking', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const newDriver = newPhone();
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    const busy = await createBooking(app, pool.name, { driver: newDriver, virtualNumber });

    const { body } = await replace(id, 'driver', newDriver).expect(200);
    expect(body.virtualNumberChanged).toBe(true);
    expect(body.virtualNumber).not.toBe(virtualNumber);
    const moved = body.virtualNumber;
    expect(connectedTo(await dial(app, rider, moved))).toBe(newDriver);
    expect(connectedTo(await dial(app, newDriver, moved))).toBe(rider);
    // The remaining party's calls to the old number connect, with the new number as caller id.
    const old = await dial(app, rider, virtualNumber);
    expect(old.callflow[0]?.params).toEqual({ source: moved, destination: newDriver });
    expect(connectedTo(await dial(app, newDriver, virtualNumber))).toBe(busy.rider);

    await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    for (const number of [moved, virtualNumber]) {
      expectRefusal(await dial(app, rider, number), /has ended/);
    }
  });

  it('returns the same response again, even if the booking had been moved to another number', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const { id, virtualNumber } = await createBooking(app, pool.name);
    await app.patch(`/v1/virtual-numbers/${virtualNumber}`, { state: 'draining' }).expect(200);
    await app.post(`/v1/pools/${pool.name}/numbers`, { numbers: [{ msisdn: newVirtualNumber() }] });
    expect((await app.post(`/v1/pools/${pool.name}/rebalance`)).body).toMatchObject({ moved: 1 });
    const newDriver = newPhone();
    for (let time = 0; time < 2; time += 1) {
      const { body } = await replace(id, 'driver', newDriver).expect(200);
      expect(body.virtualNumberChanged).toBe(false);
    }
  });

  it('changes nothing if the replacement is impossible or already done', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const newDriver = newPhone();
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await createBooking(app, pool.name, { driver: newDriver, virtualNumber });
    const { body } = await replace(id, 'driver', newDriver).expect(409);
    expect(body).toMatchObject({ code: 'pool-exhausted', reasons: { conflict: 1 } });
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    expect(connectedTo(await dial(app, driver, virtualNumber))).toBe(rider);

    const again = await replace(id, 'driver', driver).expect(200);
    expect(again.body.virtualNumberChanged).toBe(false);
    expect((await replace(id, 'driver', rider).expect(422)).body.code).toBe('same-party-twice');
    expect((await replace(id, 'pilot', newPhone()).expect(404)).body.code).toBe('party-not-found');
    await app.post(`/v1/bookings/${id}/complete`).expect(200);
    expect((await replace(id, 'driver', newPhone()).expect(409)).body.code).toBe('booking-ended');
  });

  it('can bring back a replaced party, and can swap a phone number with an alternate number', async () => {
    const pool = await createPool(app, { numbers: 1 });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const other = newPhone();
    await replace(id, 'driver', other).expect(200);
    await replace(id, 'driver', driver, { alternateNumbers: [other] }).expect(200);
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    for (const phone of [driver, other]) {
      expect(connectedTo(await dial(app, phone, virtualNumber))).toBe(rider);
    }
    await replace(id, 'driver', other, { alternateNumbers: [driver] }).expect(200);
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(other);
  });

  it('does not make the replaced party callable again when it races with an extension', async () => {
    const pool = await createPool(app, { numbers: 4 });
    const replica = await app.replica();
    for (let round = 0; round < 60; round += 1) {
      const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
      const newDriver = newPhone();
      const [replaced, extended] = await Promise.all([
        replace(id, 'driver', newDriver),
        replica.patch(`/v1/bookings/${id}`, { ttlSeconds: 7200 }),
      ]);
      expect([replaced.status, extended.status]).toEqual([200, 200]);
      expect(connectedTo(await dial(app, driver, virtualNumber))).toBeUndefined();
      expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(newDriver);
      await app.post(`/v1/bookings/${id}/cancel`).expect(200);
    }
  });

  it('respects the capacity of the numbers that bookings move to', async () => {
    const pool = await createPool(app, { numbers: 2, policy: { maxActiveBookings: 8 } });
    const [first, second] = pool.numbers as [string, string];
    await app.patch(`/v1/virtual-numbers/${second}`, { maxActiveBookings: 2 }).expect(200);
    const moves = [];
    for (let count = 0; count < 4; count += 1) {
      const newDriver = newPhone();
      await createBooking(app, pool.name, { driver: newDriver, virtualNumber: first });
      const { id } = await createBooking(app, pool.name, { virtualNumber: first });
      moves.push({ id, newDriver });
    }
    const answers = await Promise.all(
      moves.map(({ id, newDriver }) => replace(id, 'driver', newDriver)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 409, 409]);
  });

  it('reports the changed number again when the request is repeated', async () => {
    const pool = await createPool(app, { numbers: 2 });
    const newDriver = newPhone();
    const { id, virtualNumber } = await createBooking(app, pool.name);
    await createBooking(app, pool.name, { driver: newDriver, virtualNumber });
    for (let time = 0; time < 2; time += 1) {
      const { body } = await replace(id, 'driver', newDriver).expect(200);
      expect(body.virtualNumberChanged).toBe(true);
    }
  });

  it('leaves nobody callable when it races with the end of the booking', async () => {
    const pool = await createPool(app, { numbers: 4 });
    for (let round = 0; round < 10; round += 1) {
      const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name);
      const newcomers = [newPhone(), newPhone()];
      await Promise.all([
        ...newcomers.map((phone) => replace(id, 'driver', phone)),
        app.post(`/v1/bookings/${id}/cancel`),
      ]);
      for (const phone of [rider, driver, ...newcomers]) {
        expect(connectedTo(await dial(app, phone, virtualNumber))).toBeUndefined();
      }
    }
  });
});

describe('the load of a pool', () => {
  it('shows the bookings of each number and the free places', async () => {
    const pool = await createPool(app, { numbers: 3, policy: { maxActiveBookings: 10 } });
    const [first, second] = pool.numbers as [string, string];
    const booking = await createBooking(app, pool.name, { virtualNumber: first });
    await createBooking(app, pool.name, { virtualNumber: first });
    await createBooking(app, pool.name, { virtualNumber: second });
    await dial(app, booking.rider, first);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    await app.patch(`/v1/virtual-numbers/${second}`, { state: 'draining' }).expect(200);
    const { body } = await app.get(`/v1/pools/${pool.name}/load`).expect(200);
    expect(body).toMatchObject({
      pool: pool.name,
      active: 2,
      cooling: 1,
      peakOverMean: 2,
      freeCapacity: 19,
      usableNumbers: 2,
      meanActive: 0.5,
      items: [
        {
          msisdn: first,
          active: 1,
          cooling: 1,
          callsLast15Minutes: 1,
          share: 0.5,
          freeCapacity: 9,
        },
        {
          msisdn: second,
          active: 1,
          cooling: 0,
          callsLast15Minutes: 0,
          share: 0.5,
          freeCapacity: 0,
        },
        { active: 0, cooling: 0, share: 0, freeCapacity: 10 },
      ],
    });
    await app.get(`/v1/pools/${newVirtualNumber().slice(1)}/load`).expect(404);
  });
});

describe('the capacity of a pool', () => {
  it('says how many numbers the pool needs, for the observed and for a given load', async () => {
    const pool = await createPool(app, { numbers: 5 });
    const driver = newPhone();
    for (let ride = 0; ride < 3; ride += 1) await createBooking(app, pool.name, { driver });
    const { body } = await app.get(`/v1/pools/${pool.name}/capacity`).expect(200);
    expect(body).toMatchObject({
      pool: pool.name,
      usableNumbers: 5,
      sides: [
        { role: 'driver', people: 1, mostHeld: 3 },
        { role: 'rider', people: 3, mostHeld: 1, load: 0 },
      ],
      numbersThatNeverBlock: 3,
      targetBlocking: 0.001,
      bookingsPerDay: 0,
      daysOfHeadroom: null,
    });
    expect(body.blockingProbability).toBeGreaterThan(0);

    const asked = 'mostHeldA=4&mostHeldB=2&loadA=2&loadB=0.5&targetBlocking=0.01';
    const planned = await app.get(`/v1/pools/${pool.name}/capacity?${asked}`).expect(200);
    expect(planned.body).toMatchObject({ numbersThatNeverBlock: 5, targetBlocking: 0.01 });
    const { numbersForTargetBlocking: enough, blockingProbability } = planned.body;
    expect(enough > 5).toBe(blockingProbability > 0.01);

    const more = await app.get(`/v1/pools/${pool.name}/capacity?${asked}&growth=1.5`).expect(200);
    expect(more.body.sides.map(({ load }: { load: number }) => load)).toEqual([3, 0.75]);
    expect(more.body.blockingProbability).toBeGreaterThan(blockingProbability);

    // Two weeks of growth, inserted as rows.
    await app.db.query(
      `insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                            metadata, status, created_at)
       select b.pool_id, gen_random_uuid(), 'past-' || day || '-' || n, b.content_digest,
              b.virtual_number_id, now(), '{}', 'completed',
              date_trunc('day', now(), 'UTC') - make_interval(days => day) + interval '1 hour'
         from (select * from booking where pool_id = (select id from pool where name = $1) limit 1) b,
              generate_series(1, 14) day, generate_series(1, 15 - day) n`,
      [pool.name],
    );
    const grown = await app.get(`/v1/pools/${pool.name}/capacity`).expect(200);
    expect(grown.body.bookingsPerDay).toBeCloseTo(7.5, 6);
    expect(grown.body.daysOfHeadroom).toBeGreaterThan(0);
    await app.get(`/v1/pools/${pool.name}/capacity?loadA=1e9`).expect(400);
  });
});
