import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HotPathPool } from '../../src/platform/database/index.js';
import { startApp, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { sendRaw } from '../support/infrastructure/raw-http.js';
import { deferred } from '../support/deferred.js';
import { JsonLog } from '../support/json-log.js';
import { callReceived, createBooking, createPool, newPhone } from '../support/scenario.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

let app: TestApp;
const log = new JsonLog();
beforeAll(async () => {
  app = await startApp({ ACCESS_LOG: 'all' }, { logger: log });
});
afterAll(() => app.stop());
beforeEach(() => {
  log.entries.length = 0;
});
afterEach(() => {
  Reflect.deleteProperty(app.nest.get(HotPathPool), 'run');
});

/** Lets the statements of calls fail, once another call has begun. */
function breakHotPath(): void {
  app.nest.get(HotPathPool).run = () => Promise.reject(new Error('broken'));
}

const call = (handle: object, headers: Record<string, string>) =>
  app.webhook('call-action', handle).set(headers).expect(200);

/** Returns the lines of the access log, once there are as many. */
const accessLines = async (count: number) => {
  await expect.poll(() => log.of('Access')).toHaveLength(count);
  return log.of('Access');
};

describe('the id of a request', () => {
  it('is that of the client, or a new one, in every response', async () => {
    const { headers } = await app.get('/v1/pools').set('x-request-id', 'gateway-17').expect(200);
    expect(headers['x-request-id']).toBe('gateway-17');
    const number = newPhone();
    const made = await app.get('/v1/pools').set('x-request-id', number).expect(200);
    expect(made.headers['x-request-id']).toMatch(UUID);
    const callflow = await call({}, { 'x-request-id': 'call-17' });
    expect(callflow.headers['x-request-id']).toBe('call-17');
  });

  it('is in refusals too, also in their body', async () => {
    const headers = { 'x-request-id': 'refused-17' };
    for (const test of [
      app.as(undefined).get('/v1/pools'),
      app.get('/nowhere'),
      app.get('/v1/bookings/unknown'),
      app.post('/v1/bookings', { pool: 7 }),
      request(app.url).post('/webhooks/8x8/call-action').send({}),
    ]) {
      const response = await test.set(headers);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers['x-request-id']).toBe('refused-17');
      expect(response.body.requestId).toBe('refused-17');
    }
    const raw = await sendRaw(
      app.url,
      'GET /v1/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: refused-18\r\n\r\n',
    );
    expect(raw).toMatch(/^HTTP\/1\.1 4/);
    expect(raw.toLowerCase()).toContain('x-request-id: refused-18');
  });

  it('is in the refusal of a call handle that came without one', async () => {
    // Without the access log nothing else needs an id.
    const quiet = await app.replica({ ACCESS_LOG: 'off' });
    const { body, headers } = await request(quiet.url)
      .post('/webhooks/8x8/call-action')
      .send({})
      .expect(401);
    expect(body.requestId).toMatch(UUID);
    expect(headers['x-request-id']).toBe(body.requestId);
  });

  it('is in refusals under overload', async () => {
    const full = await app.replica({}, { httpLimits: { publicPerSecond: 0, publicInFlight: 0 } });
    const { status, headers } = await full
      .as(undefined)
      .get('/v1/pools')
      .set('x-request-id', 'shed-17');
    expect([status, headers['x-request-id']]).toEqual([503, 'shed-17']);
    await full.stop();
  });
});

describe('the log lines of a request', () => {
  it('have its id, its trace and its call', async () => {
    const pool = await createPool(app);
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    const handle = callReceived(rider, virtualNumber);
    breakHotPath();
    await call(handle, { 'x-request-id': 'call-18', traceparent: TRACEPARENT });
    expect(log.of('CallHandleService')).toMatchObject([
      { level: 'error', requestId: 'call-18', traceId: TRACE, sessionId: handle.payload.sessionId },
    ]);
  });

  it('have them after a large body in many pieces', async () => {
    const body = { payload: { sessionId: 7, filler: 'x'.repeat(200_000) } };
    await call(body, { 'x-request-id': 'call-19' });
    expect(log.of('CallHandleService')).toMatchObject([{ requestId: 'call-19' }]);
  });

  it('do not mix up concurrent requests', async () => {
    breakHotPath();
    const handles = Array.from({ length: 20 }, () => callReceived(newPhone(), newPhone()));
    await Promise.all(
      handles.map((handle, at) => call(handle, { 'x-request-id': `concurrent-${at}` })),
    );
    const seen = log
      .of('CallHandleService')
      .map(({ requestId, sessionId }) => [requestId, sessionId]);
    expect(new Map(seen as [string, string][])).toEqual(
      new Map(handles.map(({ payload }, at) => [`concurrent-${at}`, payload.sessionId])),
    );
  });

  it('have no session id that could be a phone number', async () => {
    breakHotPath();
    const number = newPhone().slice(1);
    await call(callReceived(newPhone(), newPhone(), { sessionId: number }), {});
    const [line] = log.of('CallHandleService');
    expect(line).toBeDefined();
    expect(JSON.stringify(line)).not.toContain(number);
  });
});

describe('the access log', () => {
  it('has a line for each request, with the route instead of the path', async () => {
    const pool = await createPool(app);
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    await app.get(`/v1/bookings/${id}?reveal=true`).set('audit-reason', 'a test').expect(200);
    const handle = callReceived(rider, virtualNumber);
    await call(handle, { 'x-request-id': 'call-20' });
    const lines = await accessLines(5);
    expect(lines.slice(-3)).toMatchObject([
      { method: 'POST', route: '/v1/bookings', status: 201, bookingId: id, surface: 'admin' },
      { method: 'GET', route: '/v1/bookings/:id', status: 200, bookingId: id, actor: 'bootstrap' },
      {
        method: 'POST',
        route: '/webhooks/8x8/call-action',
        surface: 'voice-webhooks',
        status: 200,
        requestId: 'call-20',
        sessionId: handle.payload.sessionId,
        bookingId: id,
      },
    ]);
    for (const line of lines) expect(line['durationMs']).toBeGreaterThan(0);
  });

  it('has no phone number, text, key or query string', async () => {
    const secret = `secret-${randomUUID()}`;
    const number = newPhone();
    const digits = number.slice(1);
    await app.as(secret).get(`/v1/bookings/${digits}?phoneNumber=${digits}`);
    await app.get(`/v1/pools/${digits}/numbers?after=${digits}`);
    await app.get(`/${digits}/${secret}?text=${secret}`);
    await app.post('/v1/bookings/search', { phoneNumber: number });
    await app.webhook('sms', { text: secret, from: number });
    await request(app.url).get(`/twilio/v1/Services/${digits}`).auth(secret, secret);
    const text = JSON.stringify(await accessLines(6));
    for (const word of [digits, secret, WEBHOOK_SECRET]) expect(text).not.toContain(word);
    expect(text).toContain('(no route)');
  });

  it('omits successful probes', async () => {
    await app.get('/health/live').expect(200);
    await app.get('/metrics').expect(200);
    await app.get('/health/nothing').expect(404);
    expect(await accessLines(1)).toMatchObject([{ status: 404 }]);
  });

  it('has a line for a request whose client has gone', async () => {
    const statement = deferred<never>();
    const asked = deferred<void>();
    app.nest.get(HotPathPool).run = () => {
      asked.resolve();
      return statement.promise;
    };
    const pending = app.webhook('call-action', callReceived(newPhone(), newPhone()));
    pending.catch(() => undefined);
    await asked.promise;
    pending.abort();
    expect(await accessLines(1)).toMatchObject([{ status: null }]);
    statement.reject(new Error('the client has gone'));
  });

  it('may have only the requests that fail, whatever the log level is', async () => {
    const quiet = new JsonLog('error');
    const replica = await app.replica({ ACCESS_LOG: 'errors' }, { logger: quiet });
    await replica.get('/v1/pools').expect(200);
    await replica.get('/v1/bookings/unknown').expect(404);
    await replica.as(undefined).get('/v1/pools').expect(401);
    const full = await app.replica(
      { ACCESS_LOG: 'errors' },
      { logger: quiet, httpLimits: { publicPerSecond: 0, publicInFlight: 0 } },
    );
    await full.as(undefined).get('/v1/pools').expect(503);
    await expect.poll(() => quiet.entries).toHaveLength(1);
    expect(quiet.entries).toMatchObject([{ context: 'Access', message: 'request', status: 503 }]);
  });

  it('is off by default', async () => {
    const silent = new JsonLog();
    const replica = await app.replica({ ACCESS_LOG: '' }, { logger: silent });
    await replica.get('/v1/pools').expect(200);
    await replica.stop();
    expect(silent.of('Access')).toEqual([]);
  });
});
