import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { sendNumbers } from '../support/carrier/number-messages.js';
import { NumberList } from '../support/carrier/number-list.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  newPhone,
  newVirtualNumber,
  type TestPool,
} from '../support/scenario.js';

let list: NumberList;
let app: TestApp;
let pool: TestPool;
beforeAll(async () => {
  list = await NumberList.start();
  app = await startApp(list.environment);
});
afterAll(async () => {
  await app.stop();
  await list.stop();
});
beforeEach(async () => {
  await app.db.query('truncate pool, virtual_number cascade');
  pool = await createPool(app, { numbers: 3 });
});

const add = (msisdns: readonly string[], to = pool.name) =>
  app.post(`/v1/pools/${to}/numbers`, { numbers: msisdns.map((msisdn) => ({ msisdn })) });
const isVirtual = async (msisdn: string): Promise<boolean> =>
  (await app.get(`/v1/virtual-numbers/${msisdn}`)).status === 200;
const ordinals = async (): Promise<number[]> => {
  const { rows } = await app.db.query('select ordinal from virtual_number order by 1');
  return rows.map(({ ordinal }) => ordinal);
};

describe('the phone number of a party of a live booking', () => {
  it.each(['phoneNumber', 'alternateNumbers'])(
    'does not become a virtual number of any pool, as its %s',
    async (field) => {
      const person = newPhone();
      const request = bookingRequest(pool.name);
      Object.assign(request.parties[0]!, {
        [field]: field === 'phoneNumber' ? person : [person],
      });
      await app.post('/v1/bookings', request).expect(201);
      const other = await createPool(app, { numbers: 0, subAccountId: 'quite_another' });
      const fresh = newVirtualNumber();
      for (const name of [pool.name, other.name]) {
        const { body } = await add([fresh, person], name).expect(422);
        expect(body.code).toBe('phone-number-in-use');
        expect(JSON.stringify(body)).not.toContain(person.slice(3));
      }
      expect(await isVirtual(person)).toBe(false);
      expect(await isVirtual(fresh)).toBe(false);
      await createBooking(app, pool.name, { rider: person });
    },
  );

  it('can become a virtual number once no call connects it', async () => {
    const booking = await createBooking(app, pool.name);
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    await add([booking.rider]).expect(201);
  });

  it('does not join if 8x8 lists it by mistake, while the other numbers join', async () => {
    const { rider, driver } = await createBooking(app, pool.name);
    const fresh = newVirtualNumber();
    list.hasActive([...pool.numbers, rider, fresh]);
    const { body } = await app.post(`/v1/pools/${pool.name}/sync`).expect(200);
    expect(body).toMatchObject({ added: 1, inUse: 1, retired: 0 });
    await sendNumbers(app, [{ msisdn: driver, operationalStatus: 'Active' }]);
    expect([await isVirtual(fresh), await isVirtual(rider), await isVirtual(driver)]).toEqual([
      true,
      false,
      false,
    ]);
    const lines = app.logs.lines.join('\n');
    expect(lines).toMatch(/1 numbers of 8x8 stay out of a pool/);
    expect(lines).not.toContain(rider.slice(3));
    expect(await ordinals()).toEqual([0, 1, 2, 3]);
  });

  it('never also becomes a virtual number, even if booking and adding happen at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const people = Array.from({ length: 6 }, () => newPhone());
      const outcomes = await Promise.all(
        people.flatMap((rider) => [
          add([rider]).then(({ status }) => status),
          app
            .post('/v1/bookings', bookingRequest(pool.name, { rider }))
            .then(({ status }) => status),
        ]),
      );
      for (const [at] of people.entries()) {
        expect([
          [201, 422],
          [422, 201],
        ]).toContainEqual([outcomes[2 * at], outcomes[2 * at + 1]]);
      }
    }
    expect(await ordinals()).toEqual((await ordinals()).map((_, at) => at));
  }, 60_000);

  it('never also becomes a virtual number, even if the booking is being written meanwhile', async () => {
    const person = newPhone();
    const client = await app.db.connect();
    try {
      // The booking has checked that no pool has the number, and waits for its foreign key.
      await client.query('begin');
      await client.query('select from virtual_number for update');
      const booked = app
        .post('/v1/bookings', bookingRequest(pool.name, { rider: person }))
        .then((response) => response.status);
      await waitingFor(1);
      const added = add([person]).then((response) => response.status);
      await waitingFor(2);
      await client.query('rollback');
      expect([await booked, await added]).toEqual([201, 422]);
    } finally {
      client.release();
    }
  });

  async function waitingFor(backends: number): Promise<void> {
    const waits = `select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    while (((await app.db.query(waits)).rowCount ?? 0) < backends);
  }
});

describe('a virtual number of another sub-account', () => {
  it('is an ordinary phone: it can be booked and can call', async () => {
    const other = await createPool(app, { numbers: 1, subAccountId: 'quite_another' });
    const [phone] = other.numbers as [string];
    const booking = await createBooking(app, pool.name, { rider: phone });
    expect(connectedTo(await dial(app, phone, booking.virtualNumber))).toBe(booking.driver);
    const here = { parties: bookingRequest(other.name, { rider: phone }).parties };
    const { body } = await app
      .post('/v1/bookings', { ...bookingRequest(other.name), ...here })
      .expect(422);
    expect(body.code).toBe('phone-number-is-virtual');
  });

  it('reaches nobody if it has no booking with them', async () => {
    const other = await createPool(app, { numbers: 1, subAccountId: 'quite_another' });
    const { virtualNumber } = await createBooking(app, pool.name);
    for (const [caller, reason] of [
      [other.numbers[0], 'not-a-party'],
      [pool.numbers.find((number) => number !== virtualNumber), 'caller-is-virtual'],
    ]) {
      const handle = callReceived(caller, virtualNumber, { sourceCountryCode: 'SG' });
      const answer = await app.webhook('call-action', handle).expect(200);
      expect(connectedTo(answer.body)).toBeUndefined();
      const { body } = await app.get(`/v1/calls/${handle.payload.sessionId}`).expect(200);
      expect(body.reason).toBe(reason);
    }
  });
});

describe('deleting a virtual number', () => {
  const remove = (msisdn: string) => app.delete(`/v1/virtual-numbers/${msisdn}`);
  const disable = (msisdn: string) =>
    app.patch(`/v1/virtual-numbers/${msisdn}`, { state: 'disabled' }).expect(200);

  it('removes it, and its phone number can be booked', async () => {
    const person = newPhone();
    await add([person]).expect(201);
    const refused = await app
      .post('/v1/bookings', bookingRequest(pool.name, { rider: person }))
      .expect(422);
    expect(refused.body.code).toBe('phone-number-is-virtual');
    expect((await remove(person).expect(409)).body).toMatchObject({
      code: 'virtual-number-in-use',
      reason: 'enabled',
    });
    await disable(person);
    await remove(person).expect(204);
    await remove(person).expect(404);
    expect(await isVirtual(person)).toBe(false);
    await createBooking(app, pool.name, { rider: person });
    const { body } = await app.get('/v1/audit-events?action=virtual-number.delete').expect(200);
    expect(body.items[1]).toMatchObject({ outcome: 'done', objectId: person });
  });

  it('leaves no gap: the remaining numbers still get bookings', async () => {
    for (const msisdn of pool.numbers.slice(0, 2)) {
      await disable(msisdn);
      await remove(msisdn).expect(204);
    }
    expect(await ordinals()).toEqual([0]);
    await add([newVirtualNumber(), newVirtualNumber()]).expect(201);
    expect(await ordinals()).toEqual([0, 1, 2]);
    for (let at = 0; at < 5; at += 1) await createBooking(app, pool.name);
  });

  it.each([
    ['a live booking', async () => undefined, 'bookings'],
    [
      'an ended booking',
      (id: string) => app.post(`/v1/bookings/${id}/cancel`).expect(200),
      'bookings',
    ],
    [
      'routes of a booking that has moved to another number',
      async (id: string) => {
        await app.db.query(
          `update booking set virtual_number_id =
             (select id from virtual_number where id <> booking.virtual_number_id limit 1)
            where id = $1`,
          [id],
        );
      },
      'routes',
    ],
  ])('is refused while the number has %s', async (_, change, reason) => {
    const { id, virtualNumber } = await createBooking(app, pool.name);
    await change(id);
    await disable(virtualNumber);
    const { body } = await remove(virtualNumber).expect(409);
    expect(body).toMatchObject({ code: 'virtual-number-in-use', reason });
    expect(await isVirtual(virtualNumber)).toBe(true);
  });
});

describe('a person whose phone number became a virtual number by mistake', () => {
  it('can be erased and exported, and the virtual number stays until it is deleted', async () => {
    const booking = await createBooking(app, pool.name);
    for (const { path, body } of messagesOfCall(booking).messages) {
      await app.webhook(path, body).expect(200);
    }
    await app.post(`/v1/bookings/${booking.id}/cancel`).expect(200);
    await add([booking.rider]).expect(201);
    const exported = await app.post('/v1/exports', { phoneNumber: booking.rider }).expect(200);
    expect(exported.body.items.length).toBeGreaterThan(0);
    await app.post('/v1/erasures', { phoneNumber: booking.rider }).expect(200);
    const { rows } = await app.db.query(
      `select from party where booking_id = $1
      and number_index is null`,
      [booking.id],
    );
    expect(rows).toHaveLength(1);
    expect(await isVirtual(booking.rider)).toBe(true);
  });
});
