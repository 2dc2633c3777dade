import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  createBooking,
  createPool,
  newPhone,
  type TestBooking,
  type TestPool,
} from '../support/scenario.js';

let app: TestApp;
let pool: TestPool;
beforeAll(async () => {
  app = await startApp();
  pool = await createPool(app, { numbers: 5 });
});
afterAll(() => app.stop());

const search = (phoneNumber: string, more: object = {}, client: Pick<TestApp, 'post'> = app) =>
  client.post('/v1/bookings/search', { phoneNumber, ...more });

const idsOf = (body: { items: { id: string }[] }): string[] => body.items.map(({ id }) => id);

describe('a search for a phone number', () => {
  let phone: string;
  let bookings: TestBooking[];

  beforeAll(async () => {
    phone = newPhone();
    bookings = [await createBooking(app, pool.name, { driver: phone })];
    bookings.push(await createBooking(app, pool.name, { rider: phone }));
    const request = bookingRequest(pool.name);
    const [rider, driver] = request.parties;
    const parties = [{ ...rider, alternateNumbers: [phone] }, driver];
    bookings.push((await app.post('/v1/bookings', { ...request, parties }).expect(201)).body);
    await createBooking(app, pool.name);
  });

  it('finds every booking of it, newest first, also ended ones without routes', async () => {
    await app.post(`/v1/bookings/${bookings[0]!.id}/cancel`).expect(200);
    await app.db.query('delete from route where booking_id = $1', [bookings[0]!.id]);
    const { body } = await search(phone).expect(200);
    expect(idsOf(body)).toEqual(bookings.map(({ id }) => id).toReversed());
    expect(JSON.stringify(body)).not.toContain(phone);
    const { body: shown } = await app.get(`/v1/bookings/${bookings[1]!.id}`);
    expect(body.items[1]).toEqual(shown);
    expect((await search(newPhone()).expect(200)).body.items).toEqual([]);
  });

  it('takes the filters of the list, and pages', async () => {
    const [, second, third] = bookings as [TestBooking, TestBooking, TestBooking];
    for (const filter of [
      { reference: second.reference },
      { virtualNumber: second.virtualNumber },
      { pool: pool.name, reference: second.reference, status: 'active' },
    ]) {
      expect(idsOf((await search(phone, filter).expect(200)).body)).toEqual([second.id]);
    }
    const active = await search(phone, { status: 'active', limit: 1 }).expect(200);
    expect(idsOf(active.body)).toEqual([third.id]);
    const cursor = active.body.nextCursor as string;
    const rest = await search(phone, { status: 'active', cursor }).expect(200);
    expect(idsOf(rest.body)).toEqual([second.id]);
    expect(rest.body.nextCursor).toBeNull();
  });

  it('is on record, without the number', async () => {
    const { id, key } = await createKey(app, ['bookings:read']);
    await search(phone, { status: 'active' }, app.as(key)).expect(200);
    const { body } = await app.get(`/v1/audit-events?key=${id}`).expect(200);
    expect(body.items).toMatchObject([
      { action: 'booking.search', outcome: 'done', details: { fields: ['phoneNumber', 'status'] } },
    ]);
    expect(JSON.stringify(body)).not.toContain(phone.slice(1));
  });

  it('finds nothing in pools of other keys, and needs the scope bookings:read', async () => {
    const other = await createPool(app);
    const { key } = await createKey(app, ['bookings:read'], { pools: [other.name] });
    expect((await search(phone, {}, app.as(key)).expect(200)).body.items).toEqual([]);
    await search(phone, { pool: pool.name }, app.as(key)).expect(404);
    const writer = await createKey(app, ['bookings:write']);
    await search(phone, {}, app.as(writer.key)).expect(403);
  });

  it.each([
    [422, { phoneNumber: '91178965' }],
    [422, { phoneNumber: '+6591178965', virtualNumber: '1' }],
    [400, { phoneNumber: 7 }],
    [400, {}],
    [400, { phoneNumber: '+6591178965', limit: 0 }],
    [400, { phoneNumber: '+6591178965', cursor: 'eA' }],
    [400, { phoneNumber: '+6591178965', reveal: 'true' }],
  ])('is refused with %i: %j', async (status, body) => {
    expect((await app.post('/v1/bookings/search', body)).status).toBe(status);
  });

  it('reads only rows of the number, however many parties there are', async () => {
    const { rows } = await app.db
      .query<{ 'QUERY PLAN': string }>(
        `
      set enable_seqscan = off;
      explain select booking_id from party
       where substr(number_index, 1, 8) = any(array(
               select substr(one, 1, 8) from unnest('{}'::bytea[]) one))`,
      )
      .then((results) => (results as unknown as { rows: { 'QUERY PLAN': string }[] }[])[1]!);
    expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('party_by_phone');
  });
});

describe('the export of bookings', () => {
  const csv = (query: string, client: Pick<TestApp, 'get'> = app) =>
    client.get(`/v1/bookings.csv?${query}`);

  it('has a line for each booking, the next page in the Link header, and no formulas', async () => {
    const { name } = await createPool(app);
    const made = [];
    for (const reference of ['=1+1', 'ride, "two"', 'ride-3']) {
      const metadata = { city: 'Singapore' };
      made.push(await createBooking(app, name, { reference, metadata, callersAllowed: ['rider'] }));
    }
    const first = await csv(`pool=${name}&limit=2`).expect(200);
    expect(first.headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    const [head, ...lines] = first.text.trimEnd().split('\r\n');
    expect(head).toMatch(/^id,pool,reference,status,numberMode,virtualNumber,role1,phoneNumber1,/);
    const { id, virtualNumber, rider } = made[2]!;
    const masked = `+65••••${rider.slice(-4)}`;
    expect(lines[0]).toContain(
      `${id},${name},ride-3,active,shared,${virtualNumber},rider,${masked},,,`,
    );
    expect(lines[0]).toContain('false,rider,,,,"{""city"":""Singapore""}",');
    expect(lines[1]).toContain('"ride, ""two"""');
    const next = /<(.+)>; rel="next"/.exec(first.headers['link'] ?? '')![1]!;
    const second = await app.get(next).expect(200);
    expect(second.text).toContain(`,'=1+1,active,`);
    expect(second.headers['link']).toBeUndefined();
    expect(first.text + second.text).not.toContain(rider);
  });

  it('shows full numbers only to keys that may reveal them, and each booking is on record', async () => {
    const { name } = await createPool(app);
    const bookings = [await createBooking(app, name), await createBooking(app, name)];
    const reader = await createKey(app, ['bookings:read']);
    const { body } = await csv(`pool=${name}&reveal=true`, app.as(reader.key)).expect(403);
    expect(body).toMatchObject({ code: 'scope-missing', scope: 'numbers:reveal' });
    const { id, key } = await createKey(app, ['bookings:read', 'numbers:reveal']);
    expect((await csv(`pool=${name}`, app.as(key)).expect(200)).text).not.toContain('+659');
    const { text } = await csv(`pool=${name}&reveal=true`, app.as(key)).expect(200);
    for (const { rider, driver } of bookings) {
      expect(text).toContain(`rider,${rider},`);
      expect(text).toContain(`driver,${driver},`);
    }
    const { body: audit } = await app.get(`/v1/audit-events?key=${id}`).expect(200);
    expect(audit.items.map(({ objectId }: { objectId: string }) => objectId).toSorted()).toEqual(
      bookings.map((booking) => booking.id).toSorted(),
    );
    expect(audit.items[0]).toMatchObject({ action: 'booking.reveal', details: { numbers: true } });
    await app.get(`/v1/bookings?pool=${name}&reveal=true`).expect(400);
  });
});
