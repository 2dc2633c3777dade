import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '../../src/platform/security/index.js';
import { createKey, pathOf } from '../support/api-keys.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { adminOperations } from '../support/contract/operations.js';
import {
  bookingRequest,
  callReceived,
  createBooking,
  createPool,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let pool: string;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  pool = (await createPool(app, { numbers: 10 })).name;
  booking = await createBooking(app, pool);
});
afterAll(() => app.stop());

const operations = adminOperations();
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Sends bytes unchanged. */
const sendBytes = (
  method: string,
  path: string,
  body: string | Buffer,
  type = 'application/json',
) => {
  const name = method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete';
  return request(app.url)
    [name](path)
    .set('authorization', `Bearer ${ADMIN_API_KEY}`)
    .set('content-type', type)
    .serialize((value) => value)
    .send(body);
};

const book = (fields: object) => app.post('/v1/bookings', { ...bookingRequest(pool), ...fields });

/** Sends a booking with raw JSON text as the value of a field. */
const bookText = (field: string, text: string, reference: string = randomUUID()) => {
  const json = JSON.stringify({ ...bookingRequest(pool), reference, [field]: '$' });
  return sendBytes(
    'POST',
    '/v1/bookings',
    json.replace('"$"', () => text),
  );
};

const TIME_QUERIES = [
  '/v1/calls',
  '/v1/messages',
  '/v1/events',
  '/v1/audit-events',
  '/v1/stats/calls',
  '/v1/stats/messages',
].flatMap((path) => [[path, 'from', 'to'] as const, [path, 'to', 'from'] as const]);

describe('a time that does not exist in the calendar', () => {
  const impossible = ['2027-02-30T00:00:00Z', '2027-02-29T00:00:00Z', '2027-04-31T10:00:00+08:00'];

  it.each(impossible)('is refused in a body, with the name of the field: %s', async (expiresAt) => {
    const created = await createKey(app, ['pools:read']);
    for (const answer of [
      await book({ expiresAt }),
      await app.patch(`/v1/bookings/${booking.id}`, { expiresAt }),
      await app.post('/v1/api-keys', { name: 'x', scopes: ['pools:read'], expiresAt }),
      await app.post(`/v1/api-keys/${created.id}/rotate`, { expiresAt }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('validation-failed');
      expect(answer.body.errors).toEqual([expect.objectContaining({ path: 'expiresAt' })]);
    }
  });

  it.each(TIME_QUERIES)('is refused in a query: %s?%s=', async (path, field, other) => {
    for (const time of [...impossible, '2027-01-01T24:00:00Z', '1', '', '2027-01-01']) {
      const query = new URLSearchParams({ [field]: time, [other]: '2027-01-01T00:00:00Z' });
      const { status, body } = await app.get(`${path}?${query.toString()}`);
      expect(status, time).toBe(400);
      expect(body.code).toBe('validation-failed');
      expect(body.errors[0].path).toBe(field);
    }
  });
});

describe('a time in the format of another language', () => {
  const spellings = (time: string): string[] => [
    time.replace('Z', '4567Z'),
    time.replace('Z', '456789Z'),
    time.replace('T', 't').replace('Z', 'z'),
    time.replace('Z', '-00:00'),
  ];

  it('is accepted in a body, truncated to the microsecond', async () => {
    for (const expiresAt of spellings(inAnHour())) {
      const created = await book({ expiresAt });
      expect(created.status, JSON.stringify(created.body)).toBe(201);
      expect(Date.parse(created.body.expiresAt)).toBe(Date.parse(expiresAt.toUpperCase()));
      await app.patch(`/v1/bookings/${created.body.id}`, { expiresAt }).expect(200);
      const key = { name: 'x', scopes: ['pools:read'], expiresAt };
      const { body } = await app.post('/v1/api-keys', key).expect(201);
      await app.post(`/v1/api-keys/${body.id}/rotate`, { expiresAt }).expect(201);
    }
  });

  it.each(TIME_QUERIES)('is accepted in a query: %s?%s=', async (path, field, other) => {
    const [early, late] = ['2027-01-01T00:00:00.123Z', '2027-01-02T00:00:00Z'];
    for (const time of spellings(early)) {
      const query = new URLSearchParams({
        [field]: time,
        [other]: other === 'to' ? late : '2026-12-31T00:00:00Z',
      });
      const { status } = await app.get(`${path}?${query.toString()}`);
      expect(status, time).toBe(200);
    }
  });

  it('equals the same time in another format when a request is repeated', async () => {
    const reference = randomUUID();
    const phones = { rider: newPhone(), driver: newPhone() };
    const ask = (expiresAt: string) =>
      app.post('/v1/bookings', { ...bookingRequest(pool, phones), reference, expiresAt });
    const time = new Date(Date.now() + 3_600_000).toISOString();
    const first = await ask(time).expect(201);
    const again = await ask(time.replace('Z', '000999+00:00').toLowerCase()).expect(200);
    expect(again.body.id).toBe(first.body.id);
    // One microsecond later is another time.
    await ask(time.replace('Z', '001Z')).expect(409);
  });
});

describe('a virtual number in a query', () => {
  it.each(['/v1/calls', '/v1/bookings'])(
    'is found with any spelling of its plus sign: %s',
    async (path) => {
      await app.webhook('call-action', callReceived(booking.rider, booking.virtualNumber));
      const digits = booking.virtualNumber.slice(1);
      for (const spelled of [`%2B${digits}`, `+${digits}`, `%20${digits}`, digits]) {
        const { body } = await app.get(`${path}?virtualNumber=${spelled}`).expect(200);
        expect(body.items, spelled).not.toHaveLength(0);
        for (const item of body.items) expect(item.virtualNumber).toBe(booking.virtualNumber);
      }
    },
  );

  it.each(['/v1/calls', '/v1/bookings'])('is refused if it is malformed: %s', async (path) => {
    for (const text of ['', '%2B', 'nonsense', '0065123', '+0651234567', '65 6833 2048', '++656']) {
      const { status, body } = await app.get(`${path}?virtualNumber=${text}`);
      expect(status, text).toBe(400);
      expect(body.code).toBe('validation-failed');
      expect(body.errors[0].path).toBe('virtualNumber');
    }
  });
});

describe('a parameter of a query', () => {
  it('is refused if empty, not treated as absent', async () => {
    let asked = 0;
    for (const { method, url, query, queryFields } of operations) {
      for (const field of queryFields) {
        const parameters = new URLSearchParams(query);
        parameters.set(field, '');
        const path = `${pathOf(url, { pool, 'bookings/:id': booking.id })}?${parameters.toString()}`;
        const { status, body } = await app.send(method, path);
        expect(status, `${method} ${path}`).toBe(400);
        if (method !== 'HEAD') expect(body.errors[0].path, path).toBe(field);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(50);
  });

  it('is refused if it is a number in an unusual notation', async () => {
    for (const limit of ['1e2', '0x10', '%2010', '10.5', '-1', '+5', 'Infinity', '1_0', '201']) {
      const { status } = await app.get(`/v1/bookings?limit=${limit}`);
      expect(status, limit).toBe(400);
    }
    await app.get('/v1/bookings?limit=010').expect(200);
    for (const load of ['1e2', '0x1', 'NaN', '%20']) {
      await app.get(`/v1/pools/${pool}/capacity?loadA=${load}`).expect(400);
    }
    await app.get(`/v1/pools/${pool}/capacity?loadA=0.5&targetBlocking=1e-9`).expect(200);
  });

  it('must be a JSON number when it is sent in a body', async () => {
    const phoneNumber = newPhone();
    for (const limit of ['50', true, [50], null]) {
      const { status } = await app.post('/v1/exports', { phoneNumber, limit });
      expect(status, JSON.stringify(limit)).toBe(400);
    }
    await app.post('/v1/exports', { phoneNumber, limit: 50 }).expect(200);
  });
});

describe('a JSON number that parsers would round', () => {
  const numbers = ['9007199254740993', '1e400', '-1e400', '1e-400', '0.10000000000000000001'];

  it.each(numbers)('is refused, with the name of the field: %s', async (number) => {
    const { status, body } = await bookText('metadata', `{"order":{"ids":[1,${number}]}}`);
    expect(status).toBe(400);
    expect(body.code).toBe('validation-failed');
    expect(body.errors).toEqual([expect.objectContaining({ path: 'metadata.order.ids[1]' })]);
    expect((await bookText('ttlSeconds', number)).body.errors[0].path).toBe('ttlSeconds');
  });

  it('is refused at every route', async () => {
    for (const { method, url } of operations.filter(({ bodies }) => bodies.length > 0)) {
      const path = pathOf(url, { pool, 'bookings/:id': booking.id });
      const { status } = await sendBytes(method, path, '{"more":9007199254740993}');
      expect(status, `${method} ${url}`).toBe(400);
    }
  });

  it.each(['1.0', '1e2', '0.1', '-0', '9007199254740992', '1E+2', '1.7976931348623157e308'])(
    'is refused, while an exact number is stored: %s',
    async (number) => {
      const { body, status } = await bookText('metadata', `{"order":${number}}`);
      expect(status).toBe(201);
      const { body: shown } = await app.get(`/v1/bookings/${body.id}`).expect(200);
      expect(shown.metadata.order).toBe(Number(number) + 0);
    },
  );
});

describe('text that PostgreSQL cannot store', () => {
  const escapes = ['"ride-\\ud83d"', '"ride-\\ude00"', '"\\ud83d\\ud83d"', '"ride-\\u0000"'];

  it.each(escapes)(
    'is refused in each text field of a body, with the name of the field: %s',
    async (text) => {
      for (const [answer, path] of [
        [await bookText('reference', text), 'reference'],
        [await bookText('pool', text), 'pool'],
        [await bookText('metadata', `{"note":${text}}`), 'metadata.note'],
        [await bookText('metadata', `{${text}:1}`), 'metadata'],
        [await bookText('announcement', `{"text":${text}}`), 'announcement.text'],
      ] as const) {
        expect(answer.status).toBe(400);
        expect(answer.body.code).toBe('validation-failed');
        expect(answer.body.errors).toEqual([expect.objectContaining({ path })]);
      }
    },
  );

  it('is refused at every route that takes a body', async () => {
    for (const { method, url } of operations.filter(({ bodies }) => bodies.length > 0)) {
      const path = pathOf(url, { pool, 'bookings/:id': booking.id });
      for (const body of ['{"more":"\\ud83d"}', Buffer.from('{"more":"Zo\xeb"}', 'latin1')]) {
        const { status } = await sendBytes(method, path, body);
        expect(status, `${method} ${url}`).toBe(400);
      }
    }
  });

  it('is refused, while well-formed text is stored unchanged', async () => {
    const { body } = await bookText('reference', '"Zo\\u00eb \\ud83d\\ude00 😀"').expect(201);
    expect(body.reference).toBe('Zoë 😀 😀');
  });

  it.each(['%FF', '%ED%A0%80', '%C0%AF', '%zz', 'a%', 'a%00b'])(
    'is refused in a query and in a path: %s',
    async (text) => {
      for (const path of [
        `/v1/bookings?reference=${text}`,
        `/v1/calls?pool=${text}`,
        `/v1/audit-events?action=${text}`,
        `/v1/pools/${text}`,
        `/v1/calls/${text}`,
        `/v1/bookings?${text}=1`,
      ]) {
        const { status, body } = await app.get(path);
        expect(status, path).toBe(400);
        expect(body.code, path).toBe('malformed-request');
      }
    },
  );
});

describe('a request body', () => {
  const json = (): string => JSON.stringify(bookingRequest(pool));

  it('is refused if it is not UTF-8, so that two references are never confused', async () => {
    const encoded = json().replace('"reference":"', '"reference":"Zo\u00eb');
    const { body } = await sendBytes('POST', '/v1/bookings', Buffer.from(encoded, 'latin1'));
    expect(body).toMatchObject({ status: 400, code: 'malformed-request' });
    await sendBytes('POST', '/v1/bookings', Buffer.from(encoded, 'utf16le')).expect(400);
    await sendBytes('POST', '/v1/bookings', Buffer.from(encoded)).expect(201);
    await sendBytes('POST', '/v1/bookings', `\ufeff${json()}`).expect(201);
  });

  it('is refused with 415 in another character set', async () => {
    for (const charset of ['iso-8859-1', 'utf-16', 'utf-8; charset=latin1']) {
      const type = `application/json; charset=${charset}`;
      const { body } = await sendBytes('POST', '/v1/bookings', json(), type);
      expect(body, charset).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    }
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8']) {
      const type = `application/json;charset=${charset}`;
      await sendBytes('POST', '/v1/bookings', json(), type).expect(201);
    }
  });

  it('is refused if a member appears twice, because parsers differ in which one they use', async () => {
    const twice = json().replace('{', `{"reference":"${randomUUID()}",`);
    const { body } = await sendBytes('POST', '/v1/bookings', twice);
    expect(body).toMatchObject({ status: 400, code: 'malformed-request' });
  });

  it.each(['null', '[]', '"text"', '1', 'true', ' ', '{', '{}x', "{'a':1}", '{"a":NaN}'])(
    'is refused if it is not a JSON object: %s',
    async (text) => {
      for (const path of ['/v1/bookings', '/v1/pools', '/v1/exports', '/v1/routing/explain']) {
        await sendBytes('POST', path, text).expect(400);
      }
    },
  );

  it('may be as long as its fields allow, and no longer', async () => {
    const text = '\u0e01'.repeat(3_000);
    const messages = Object.fromEntries(
      ['ended', 'notAParty', 'callsNotAllowed', 'tooManyCalls', 'pinRefused', 'announcement'].map(
        (name) => [name, { text }],
      ),
    );
    const more = { enterPin: { text, voiceProfile: 'en-US-ZiraRUS' } };
    const policy = { messages: { ...messages, ...more, wrongPin: more.enterPin } };
    await app.patch(`/v1/pools/${pool}`, { policy }).expect(200);

    const name = `pool-${randomUUID().slice(0, 8)}`;
    await app.post('/v1/pools', { name, subAccountId: 'acme_rides', policy }).expect(201);
    const numbers = Array.from({ length: 1_000 }, (_, at) => ({
      msisdn: `+65${60_000_000 + at}`,
      countryCode: 'SG',
      referenceId: '\u0e01'.repeat(100),
      numberType: '\u0e01'.repeat(50),
      operationalStatus: 'Active',
      state: 'enabled',
      weight: 1_000,
      maxActiveBookings: 1_000_000,
    }));
    await app.post(`/v1/pools/${name}/numbers`, { numbers }).expect(201);
    const tooLong = { ...bookingRequest(pool), metadata: { text: 'x'.repeat(70_000) } };
    const { body } = await app.post('/v1/bookings', tooLong);
    expect(body).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it('is refused at once if it has very many values, with any key', async () => {
    const { key } = await createKey(app, SCOPES, { pools: [pool] });
    const path = `/v1/pools/${pool}/numbers`;
    const zeros = `[${'0,'.repeat(500_000)}0]`;
    const { body } = await app
      .as(key)
      .post(path)
      .set('content-type', 'application/json')
      .send(zeros);
    expect(body).toMatchObject({ status: 400, code: 'malformed-request' });
    await sendBytes('POST', '/v1/bookings', zeros).expect(413);
  });
});

describe('a malformed phone number', () => {
  it.each(['6568332048', '+0123', 'nonsense', '', '+65 6833 2048', '+656833204x', '+6568332048 '])(
    'is refused with phone-number-invalid in each field: %j',
    async (text) => {
      const parties = (phoneNumber: string) => [
        { role: 'rider', phoneNumber },
        { role: 'driver', phoneNumber: newPhone() },
      ];
      const { virtualNumber } = booking;
      const answers = [
        [await book({ virtualNumber: text }), 'virtualNumber'],
        [await book({ parties: parties(text) }), 'parties[0].phoneNumber'],
        [
          await app.put(`/v1/bookings/${booking.id}/parties/rider`, { phoneNumber: text }),
          'phoneNumber',
        ],
        [
          await app.post('/v1/routing/explain', { virtualNumber: text, caller: newPhone() }),
          'virtualNumber',
        ],
        [await app.post('/v1/routing/explain', { virtualNumber, caller: text }), 'caller'],
        [
          await app.post(`/v1/pools/${pool}/numbers`, { numbers: [{ msisdn: text }] }),
          'numbers[0].msisdn',
        ],
        [await app.post('/v1/exports', { phoneNumber: text }), 'phoneNumber'],
        [await app.post('/v1/erasures', { phoneNumber: text }), 'phoneNumber'],
      ] as const;
      for (const [{ status, body }, path] of answers) {
        expect(body, path).toMatchObject({ code: 'phone-number-invalid', path });
        expect(status).toBe(422);
      }
    },
  );

  it('gets another error than a virtual number that the pool does not have', async () => {
    const { body } = await book({ virtualNumber: newPhone() });
    expect(body).toMatchObject({ status: 409, code: 'virtual-number-unavailable' });
  });
});
