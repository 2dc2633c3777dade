import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewApiKeyResponse } from '../../src/platform/security/api-keys/api-key.mapper.js';
import { newApiKey } from '../../src/platform/security/api-keys/api-key-format.js';
import { type Scope, SCOPES } from '../../src/platform/security/index.js';
import { adminRoutesOf, createKey, pathOf } from '../support/api-keys.js';
import { adminOperations, type Operation, withValues } from '../support/contract/operations.js';
import {
  ADMIN_API_KEY,
  LogLines,
  NUMBER_KEYS,
  startApp,
  type TestApp,
  WEBHOOK_SECRET,
} from '../support/app.js';
import { signIn } from '../support/console.js';
import { loadSettings } from '../../src/platform/config/index.js';
import { createApp } from '../../src/create-app.js';
import {
  callReceived,
  createBooking,
  createPool,
  dial,
  type TestBooking,
} from '../support/scenario.js';
import { SMS_SUB_ACCOUNT, writeText } from '../support/texts.js';

let app: TestApp;
/** The operations of the OpenAPI document; `test/api/openapi.e2e.ts` shows that it lists them all. */
const operations = adminOperations();
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Sends one request for an operation, with ids of nothing that exists. */
const ask = (key: string | undefined, { method, url }: Operation) =>
  app.as(key).send(method, pathOf(url), ['POST', 'PUT', 'PATCH'].includes(method) ? {} : undefined);

describe('every operation of the admin API', () => {
  it('declares its scope, and its audit action if it changes something', () => {
    const routes = adminRoutesOf(app);
    expect(routes.length).toBeGreaterThan(30);
    for (const { method, url, requiredScope, action, isReadOnly } of routes) {
      const route = `${method} ${url}`;
      expect(SCOPES, route).toContain(requiredScope);
      if (method === 'GET' || method === 'HEAD') expect(action, route).toBeUndefined();
      else if (!isReadOnly) expect(action, route).toMatch(/^[a-z-]+\.[a-z-]+$/);
    }
  });

  it('is open to its scope and closed to every other scope', async () => {
    const keys = new Map<Scope, string>();
    for (const scope of SCOPES) keys.set(scope, (await createKey(app, [scope])).key);
    const faults: string[] = [];
    for (const operation of operations) {
      for (const [scope, key] of keys) {
        const { status, body } = await ask(key, operation);
        const isOpen = status !== 401 && status !== 403 && status < 500;
        const says = operation.method === 'HEAD' || body.scope === operation.scope;
        const isRight = scope === operation.scope ? isOpen : status === 403 && says;
        if (!isRight) faults.push(`${operation.method} ${operation.url} with ${scope}: ${status}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('is closed to missing, wrong, revoked and expired keys, before the body is read', async () => {
    const revoked = await createKey(app, SCOPES);
    await app.delete(`/v1/api-keys/${revoked.id}`).expect(204);
    const expired = await createKey(app, SCOPES);
    await app.db.query('update api_key set expires_at = now() where id = $1', [expired.id]);
    for (const operation of operations) {
      for (const key of [undefined, '', 'x', newApiKey(), revoked.key, expired.key]) {
        const request = app.as(key).send(operation.method, pathOf(operation.url));
        if (operation.method !== 'GET' && operation.method !== 'HEAD') {
          void request.set('content-type', 'application/json').send('{"broken');
        }
        const { status, body } = await request;
        expect(status, `${operation.method} ${operation.url}`).toBe(401);
        if (operation.method !== 'HEAD') expect(body.code).toBe('unauthenticated');
      }
    }
  });
});

describe('a key for another pool', () => {
  let booking: TestBooking;
  let key: NewApiKeyResponse;
  let own: string;
  let secrets: string[];
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const pool = await createPool(app);
    own = (await createPool(app)).name;
    booking = await createBooking(app, pool.name);
    key = await createKey(app, SCOPES, { pools: [own] });
    const { body: answer } = await app.get(`/v1/pools/${pool.name}`);
    const handle = callReceived(booking.rider, booking.virtualNumber);
    await app.webhook('call-action', handle).expect(200);
    const block = { pool: pool.name, blocked: booking.rider };
    const { body: made } = await app.post('/v1/blocks', block).expect(201);
    await app.patch(`/v1/pools/${pool.name}`, { smsSubAccountId: SMS_SUB_ACCOUNT }).expect(200);
    await writeText(app, booking.rider, booking.virtualNumber, 'Hello');
    const { body: texts } = await app.get(`/v1/bookings/${booking.id}/messages`).expect(200);
    const foreignKey = await createKey(app, ['pools:read'], { pools: [pool.name] });
    await signIn(app, foreignKey.key);
    const { body: sessions } = await app.get(`/v1/console-sessions?key=${foreignKey.id}`);
    Object.assign(ids, {
      'console-sessions/:id': sessions.items[0].id,
      pool: pool.name,
      'bookings/:id': booking.id,
      'blocks/:id': made.id,
      'messages/:id': texts.items[0].id,
      'api-keys/:id': foreignKey.id,
      msisdn: booking.virtualNumber,
      sessionId: handle.payload.sessionId,
      role: 'driver',
    });
    secrets = [pool.name, answer.id, booking.id, ...pool.numbers, handle.payload.sessionId];
    secrets.push(foreignKey.id, booking.reference, made.id, texts.items[0].id);
    secrets.push(sessions.items[0].id);
  });

  /** Returns the document's example with values of the pool, which a key for that pool could send. */
  const bodyFor = ({ bodies: [body], method }: Operation): object | undefined =>
    body
      ? withValues(body, {
          rides: ids['pool']!,
          'ride-1001': booking.reference,
          '+6568332048': booking.virtualNumber,
          '+6591178965': booking.rider,
          '+6598765432': booking.driver,
        })
      : method === 'POST'
        ? {}
        : undefined;

  it('finds nothing of the pool at any route, and changes nothing', async () => {
    const tables = [
      'abuse_report',
      'block',
      'booking',
      'console_session',
      'message',
      'route',
      'party',
      'pool',
      'virtual_number',
    ];
    const dump = async () =>
      Promise.all(
        tables.map(
          async (table) => (await app.db.query(`select * from ${table} order by 1, 2`)).rows,
        ),
      );
    const before = await dump();
    for (const operation of operations) {
      const { method, url, isForAllPools, query } = operation;
      const route = `${method} ${url}`;
      const {
        status,
        body: answer,
        text,
        headers,
      } = await app.as(key.key).send(method, pathOf(url, ids) + query, bodyFor(operation));
      const isCsv = headers['content-type']?.startsWith('text/csv') ?? false;
      const isList = status === 200 && method === 'GET' && (isCsv || Array.isArray(answer.items));
      // A batch refuses each of its bookings by itself.
      const results = answer.results as { status: number }[] | undefined;
      if (isForAllPools) expect(status, route).toBe(403);
      else if (results)
        expect(
          results.every((one) => one.status >= 400),
          route,
        ).toBe(true);
      else if (!isList && status !== 200) expect([403, 404], route).toContain(status);
      else if (method !== 'HEAD') expect(isList, route).toBe(true);
      const shown = JSON.stringify({ ...answer, instance: undefined }) + (isList ? text : '');
      for (const secret of secrets) expect(shown.includes(secret), route).toBe(false);
    }
    expect(await dump()).toEqual(before);
    await dial(app, booking.rider, booking.virtualNumber);
  });

  it('gets empty lists with any filter', async () => {
    const client = app.as(key.key);
    const { pool } = booking;
    for (const path of [
      `/v1/bookings?reference=${booking.reference}`,
      `/v1/bookings?virtualNumber=${encodeURIComponent(booking.virtualNumber)}`,
      `/v1/calls?bookingId=${booking.id}`,
      `/v1/calls?virtualNumber=${encodeURIComponent(booking.virtualNumber)}`,
      '/v1/calls',
      `/v1/messages?bookingId=${booking.id}`,
      `/v1/messages?virtualNumber=${encodeURIComponent(booking.virtualNumber)}`,
      '/v1/messages',
      '/v1/blocks',
      '/v1/console-sessions',
    ]) {
      const { body } = await client.get(path).expect(200);
      expect(body.items, path).toEqual([]);
    }
    for (const path of ['blocks', 'bookings', 'calls', 'messages', 'virtual-numbers'].map(
      (list) => `/v1/${list}?pool=${pool}`,
    )) {
      expect((await client.get(path).expect(404)).body.code).toBe('pool-not-found');
    }
    const { body: numbers } = await client.get('/v1/virtual-numbers');
    expect(new Set(numbers.items.map((number: { pool: string }) => number.pool))).toEqual(
      new Set([own]),
    );
    const { body: pools } = await client.get('/v1/pools');
    expect(pools.items.map(({ name }: { name: string }) => name)).toEqual([own]);
    const now = Date.now();
    const span = `from=${new Date(now - 3_600_000).toISOString()}&to=${new Date(now + 3_600_000).toISOString()}`;
    for (const channel of ['calls', 'messages']) {
      const path = `/v1/stats/${channel}?${span}`;
      expect((await client.get(path)).body.items).toEqual([]);
      expect((await app.get(path)).body.items).not.toEqual([]);
    }
  });

  it('works normally in its own pool', async () => {
    const client = app.as(key.key);
    const request = {
      pool: own,
      reference: randomUUID(),
      parties: [
        { role: 'rider', phoneNumber: booking.rider },
        { role: 'driver', phoneNumber: booking.driver },
      ],
    };
    const { body } = await client.post('/v1/bookings', request).expect(201);
    const { body: found } = await client.get(`/v1/bookings/${body.id}`).expect(200);
    expect(found).toMatchObject({ pool: own, status: 'active' });
    await client.get(`/v1/bookings/${body.id}/calls`).expect(200);
    await client.get(`/v1/pools/${own}/load`).expect(200);
    await client.post(`/v1/bookings/${body.id}/complete`).expect(200);
    await client.patch(`/v1/pools/${own}`, { policy: { sticky: false } }).expect(200);
  });
});

describe('a route without a declared scope', () => {
  it('is closed to every key', async () => {
    const settings = loadSettings({
      DATABASE_URL: app.databaseUrl,
      ADMIN_API_KEY,
      WEBHOOK_SECRETS: WEBHOOK_SECRET,
      NUMBER_KEYS,
    });
    const unsafe = await createApp(settings, new LogLines());
    const fastify = unsafe.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    fastify.get('/v1/forgotten', () => ({ secret: true }));
    fastify.post('/v1/forgotten', () => ({ secret: true }));
    await unsafe.listen(0, '127.0.0.1');
    try {
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(`${await unsafe.getUrl()}/v1/forgotten`, {
          method,
          headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
        });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ code: 'scope-undeclared' });
      }
    } finally {
      await unsafe.close();
    }
  });
});
