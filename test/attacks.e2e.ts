import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminRoute, SCOPES } from '../src/security/index.js';
import { adminRoutesOf, createKey, pathOf } from './support/api-keys.js';
import { startApp, type TestApp } from './support/app.js';
import { bookingRequest, createBooking, createPool, type TestBooking } from './support/scenario.js';

let app: TestApp;
let pool: string;
let booking: TestBooking;
let routes: AdminRoute[];
beforeAll(async () => {
  app = await startApp();
  pool = (await createPool(app)).name;
  booking = await createBooking(app, pool);
  routes = adminRoutesOf(app).filter(({ method }) => method !== 'HEAD');
});
afterAll(() => app.stop());

const INJECTIONS = [
  `' or '1'='1`,
  `'; drop table booking; --`,
  `x') union select secret_hash::text from api_key --`,
  `1; select pg_sleep(5)`,
  `\\'; select pg_sleep(5); --`,
  `$1`,
  `%' or 1=1 --`,
  `{"$ne": null}`,
];

/** Queries that some list takes. */
const QUERY_FIELDS = [
  'pool',
  'reference',
  'status',
  'virtualNumber',
  'cursor',
  'limit',
  'state',
  'operationalStatus',
  'bookingId',
  'outcome',
  'from',
  'to',
  'groupBy',
  'action',
  'key',
  'reveal',
  'mostHeldA',
  'mostHeldB',
  'loadA',
  'loadB',
  'targetBlocking',
  'type',
  'dryRun',
];

const bodiesWith = (text: string): Readonly<Record<string, object[]>> => ({
  'POST /v1/pools': [
    { name: text, subAccountId: 'acme' },
    { name: `pool-${randomUUID().slice(0, 8)}`, subAccountId: text },
    {
      name: 'x1',
      subAccountId: 'acme',
      policy: { messages: { ended: { text } }, allowedCountries: [text] },
    },
  ],
  'PATCH /v1/pools/:pool': [
    { policy: { selection: text } },
    { policy: { messages: { ended: { text } } } },
  ],
  'POST /v1/pools/:pool/numbers': [
    { numbers: [{ msisdn: text }] },
    { numbers: [{ msisdn: '+6568330001', referenceId: text, numberType: text }] },
  ],
  'PATCH /v1/virtual-numbers/:msisdn': [{ state: text }],
  'POST /v1/bookings': [
    { ...bookingRequest(pool), pool: text },
    { ...bookingRequest(pool), reference: text },
    { ...bookingRequest(pool), metadata: { [text]: text } },
    { ...bookingRequest(pool), virtualNumber: text },
    { ...bookingRequest(pool), expiresAt: text },
    { ...bookingRequest(pool, { rider: text }) },
    { ...bookingRequest(pool), announcement: { text } },
    { ...bookingRequest(pool), callersAllowed: [text] },
  ],
  'PATCH /v1/bookings/:id': [{ metadata: { [text]: text } }, { expiresAt: text }],
  'PUT /v1/bookings/:id/parties/:role': [
    { phoneNumber: text },
    { phoneNumber: '+6591178965', alternateNumbers: [text] },
  ],
  'POST /v1/bookings/:id/calls': [{ from: text }],
  'POST /v1/routing/explain': [
    { virtualNumber: text, caller: '+6591178965' },
    { virtualNumber: '+6591178965', caller: text },
  ],
  'POST /v1/api-keys': [
    { name: text, scopes: ['pools:read'] },
    { name: 'x', scopes: [text] },
    { name: 'x', scopes: ['pools:read'], pools: [text] },
    { name: 'x', scopes: ['pools:read'], expiresAt: text },
  ],
  'POST /v1/api-keys/:id/rotate': [{ expiresAt: text }],
  'POST /v1/webhook-endpoints': [
    { url: text },
    { url: 'https://192.0.2.1/', types: [text] },
    { url: 'https://192.0.2.1/', pools: [text] },
    { url: 'https://192.0.2.1/', description: text },
  ],
  'PATCH /v1/webhook-endpoints/:id': [{ url: text }, { description: text }, { state: text }],
  'POST /v1/events/:id/redeliver': [{ endpointId: text }],
});

const tablesAndRows = async (): Promise<unknown> =>
  (
    await app.db.query(
      `select table_name, (select count(*) from pool) as pools, (select count(*) from party where role = 'x') as x
         from information_schema.tables where table_schema = 'public' order by 1`,
    )
  ).rows.map(({ table_name }) => table_name as string);

describe('SQL', () => {
  it(
    'in any part of a path, query or body is a text like any other',
    { timeout: 120_000 },
    async () => {
      const before = await tablesAndRows();
      const faults: string[] = [];
      const attempt = async (method: string, path: string, body?: object) => {
        const startedAt = Date.now();
        const { status, text } = await app.send(method, path, body);
        const isOdd = status >= 500 && status !== 503;
        if (
          isOdd ||
          Date.now() - startedAt > 4_500 ||
          /\\x[0-9a-f]{64}|syntax error/.test(text ?? '')
        ) {
          faults.push(`${method} ${path} ${JSON.stringify(body)}: ${status}`);
        }
      };
      for (const text of INJECTIONS) {
        const encoded = encodeURIComponent(text);
        for (const { method, url } of routes) {
          const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
          const names = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name!);
          for (const name of names) {
            const path = pathOf(url, {
              pool,
              'bookings/:id': booking.id,
              role: 'driver',
              [name]: encoded,
              [`bookings/:${name}`]: encoded,
            });
            await attempt(method, path, hasBody ? {} : undefined);
          }
          for (const body of bodiesWith(text)[`${method} ${url}`] ?? []) {
            await attempt(
              method,
              pathOf(url, {
                pool,
                'bookings/:id': booking.id,
                msisdn: booking.virtualNumber,
                role: 'driver',
              }),
              body,
            );
          }
          if (method !== 'GET') continue;
          const path = pathOf(url, { pool, 'bookings/:id': booking.id });
          for (const field of QUERY_FIELDS) {
            const span = url === '/v1/stats/calls' && field !== 'from' && field !== 'to';
            const from = span ? 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&' : '';
            await attempt(method, `${path}?${from}${field}=${encoded}`);
          }
          await attempt(method, `${path}?cursor=${Buffer.from(text).toString('base64url')}`);
        }
      }
      expect(faults).toEqual([]);
      expect(await tablesAndRows()).toEqual(before);
      await app.get(`/v1/bookings/${booking.id}`).expect(200);
    },
  );

  it('in a header is a text like any other', async () => {
    const path = `/v1/bookings/${booking.id}`;
    const before = await app.get(path).expect(200);
    for (const text of INJECTIONS) {
      const change = () => app.patch(path, { metadata: { changed: true } });
      for (const tag of [text, `"${text}"`, `W/"${text}", "x"`]) {
        await change().set('if-match', tag).expect(412);
        await app.get(path).set('if-none-match', tag).expect(200);
      }
      await app.get('/v1/calls').set('accept', text).expect(200);
      await app.get(path).set('x-forwarded-for', text).set('user-agent', text).expect(200);
    }
    expect((await app.get(path)).body).toEqual(before.body);
  });

  it('in a bearer token is no key', async () => {
    for (const text of INJECTIONS) {
      const token = text.replaceAll(/\s/g, '+');
      for (const key of [token, `mk_live_${token}`]) {
        const { status } = await app.as(key).get('/v1/pools');
        expect(status, key).toBe(401);
      }
    }
  });
});

describe('a parameter that comes twice', () => {
  it('is refused, and not taken as one of the two', async () => {
    let asked = 0;
    for (const { url } of routes.filter(({ method }) => method === 'GET')) {
      const path = pathOf(url, { pool, 'bookings/:id': booking.id, msisdn: booking.virtualNumber });
      // A route that takes no parameters takes any.
      if ((await app.get(`${path}?nonsense=1`)).status !== 400) continue;
      for (const field of QUERY_FIELDS) {
        const { status } = await app.get(`${path}?${field}=1&${field}=1`);
        expect(status, `${url} ${field}`).toBe(400);
      }
      asked += 1;
    }
    expect(asked).toBeGreaterThan(5);
  });
});

describe('JSON', () => {
  const changing = () => routes.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method));
  const sendText = (method: string, url: string, text: string) =>
    app
      .send(method, pathOf(url, { pool, 'bookings/:id': booking.id }))
      .set('content-type', 'application/json')
      .send(text);

  it('that would change prototypes is refused at every route', async () => {
    for (const { method, url } of changing()) {
      for (const text of [
        '{"__proto__": {"isAdmin": true}}',
        '{"constructor": {"prototype": {"isAdmin": true}}}',
        '{"metadata": {"a": [{"__proto__": {"isAdmin": true}}]}}',
        '{"\\u005f_proto__": {"isAdmin": true}}',
      ]) {
        const { status, body } = await sendText(method, url, text);
        expect(status, `${method} ${url} ${text}`).toBe(400);
        expect(body.code).toBe('malformed-request');
      }
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('that is huge or deep is refused before it costs anything', { timeout: 60_000 }, async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const wide = (count: number, of: (at: number) => unknown) =>
      Array.from({ length: count }, (_, at) => of(at));
    const fields = JSON.stringify({
      metadata: Object.fromEntries(wide(50_000, (at) => [`k${at}`, at]) as [string, number][]),
    });
    const unknown = JSON.stringify(
      Object.fromEntries(wide(80_000, (at) => [`k${at}`, 1]) as [string, number][]),
    );
    const items = JSON.stringify({ numbers: wide(300_000, () => ({})), parties: [], scopes: [] });
    const nested = JSON.stringify({
      numbers: wide(900, () =>
        Object.fromEntries(wide(100, (at) => [`k${at}`, 1]) as [string, number][]),
      ),
    });
    const huge = JSON.stringify({ name: 'x'.repeat(2_000_000) });
    for (const { method, url } of changing()) {
      for (const [text, expected] of [
        [deep, 400],
        [fields, 400],
        [unknown, 400],
        [items, 400],
        [nested, 400],
        [huge, 413],
      ] as const) {
        const { status, body } = await sendText(method, url, text);
        expect(status, `${method} ${url}`).toBe(expected);
        // It was refused before it was validated, which would hold up calls for seconds.
        const code = expected === 413 ? 'body-too-large' : 'malformed-request';
        expect(body.code, `${method} ${url}`).toBe(code);
      }
    }
  });

  it('gives nobody fields that are not theirs to set', async () => {
    const theirs = {
      id: randomUUID(),
      status: 'completed',
      poolId: randomUUID(),
      createdBy: 'me',
      revokedAt: null,
      scopes: SCOPES,
    };
    for (const { method, url } of changing()) {
      for (const [field, value] of Object.entries(theirs)) {
        if (url === '/v1/api-keys' && field === 'scopes') continue;
        const path = pathOf(url, {
          pool,
          'bookings/:id': booking.id,
          msisdn: booking.virtualNumber,
        });
        const { status } = await app.send(method, path, { [field]: value });
        // Without a body there is nothing to set.
        if (/\/(complete|cancel|sync|run|rebalance|rotate-secret)$/.test(url)) continue;
        expect(status, `${method} ${url} ${field}`).toBe(400);
      }
    }
  });
});

describe('ids', () => {
  it('of another pool say no more than ids of nothing', async () => {
    const own = (await createPool(app)).name;
    const { key } = await createKey(app, SCOPES, { pools: [own] });
    const client = app.as(key);
    for (const suffix of ['', '/calls']) {
      const answers = [];
      for (const id of [booking.id, randomUUID()]) {
        const { status, body } = await client.get(`/v1/bookings/${id}${suffix}`);
        answers.push({ status, ...body, instance: undefined });
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]?.status).toBe(404);
    }
  });
});

describe('line breaks', () => {
  it('in what a client sends make no line of the log', async () => {
    const forged = 'x\r\n[Maskline] ERROR forged by an attacker';
    const encoded = encodeURIComponent(forged);
    for (const { method, url } of routes) {
      const names = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      const ids = Object.fromEntries(names.map((name) => [name, encoded]));
      const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
      await app.send(
        method,
        `${pathOf(url, ids)}?q=${encoded}`,
        hasBody ? { [forged]: forged } : undefined,
      );
      for (const body of bodiesWith(forged)[`${method} ${url}`] ?? [])
        await app.send(method, pathOf(url), body);
    }
    const { key } = await createKey(app, ['pools:read']);
    await app.as(key).get(`/v1/bookings/${encoded}`).set('user-agent', 'x').expect(403);
    await app.webhook('call-status', {
      [forged]: forged,
      payload: { sessionId: forged, callStatus: forged },
    });
    expect(app.logs.lines.filter((line) => line.includes('forged'))).toEqual([]);
    expect(app.logs.lines.filter((line) => line.includes('→ scope-missing'))).not.toEqual([]);
  });
});
