import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, startApp, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { sendHttp } from '../support/infrastructure/raw-http.js';
import { routesOf } from '../support/routes.js';
import { createBooking, createPool } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
  sendHttp(app.url, { method, path, headers });
const problemOf = ({ body }: { body: Buffer }) => JSON.parse(body.toString()) as { code: string };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

describe('a method that a route does not support', () => {
  it('gets 405 with the allowed methods on every route, with and without a key', async () => {
    const methodsOf = new Map<string, Set<string>>();
    for (const { method, url } of routesOf(app)) {
      methodsOf.set(url, (methodsOf.get(url) ?? new Set()).add(method));
    }
    expect(methodsOf.size).toBeGreaterThan(40);
    for (const [url, has] of methodsOf) {
      if (url.includes('*')) continue;
      const path = url.replaceAll(/:\w+/g, 'x');
      // A fixed part of one route can match the parameter of another: /v1/bookings/search.
      const others = [...methodsOf].filter(
        ([other]) =>
          new RegExp(`^${other.replaceAll(/:\w+/g, '[^/]+')}$`).test(path) && !other.includes('*'),
      );
      const allowed = new Set(others.flatMap(([, methods]) => [...methods]));
      expect([...allowed]).toEqual(expect.arrayContaining([...has]));
      const expected = [...METHODS.filter((method) => allowed.has(method)), 'OPTIONS'].join(', ');
      for (const method of [...METHODS, 'TRACE', 'PROPFIND'].filter((one) => !allowed.has(one))) {
        for (const authorization of ['', `Bearer ${ADMIN_API_KEY}`]) {
          const answer = await ask(method, path, { authorization });
          expect([answer.status, answer.headers.allow], `${method} ${url}`).toEqual([
            405,
            expected,
          ]);
          // Twilio's code for it.
          const code = url.startsWith('/twilio/') ? 20004 : 'method-not-allowed';
          if (method !== 'HEAD') expect(problemOf(answer).code).toBe(code);
        }
      }
      const options = await ask('OPTIONS', path);
      expect([options.status, options.headers.allow], url).toEqual([204, expected]);
    }
  });

  it('gets 404 without allowed methods if the route does not exist', async () => {
    for (const method of [...METHODS, 'OPTIONS', 'TRACE', 'PROPFIND']) {
      for (const path of ['/v1/nothing', '/v1', '/nothing', '/v1/pools/x/y/z', '//v1/bookings']) {
        const { status, headers } = await ask(method, path);
        expect([status, headers.allow], `${method} ${path}`).toEqual([404, undefined]);
      }
    }
  });
});

describe('a request without a body', () => {
  it('is accepted with any content type', async () => {
    const pool = await createPool(app);
    for (const [type, encoding] of [
      ['application/x-www-form-urlencoded', 'length'],
      ['text/plain', 'length'],
      ['application/json', 'length'],
      ['multipart/form-data; boundary=x', 'chunked'],
      ['application/x-www-form-urlencoded', 'chunked'],
      ['nonsense', 'length'],
      ['nonsense', 'chunked'],
      ['', 'length'],
      ['application/json; charset', 'chunked'],
    ] as const) {
      const { id } = await createBooking(app, pool.name);
      const answer = await sendHttp(app.url, {
        method: 'POST',
        path: `/v1/bookings/${id}/complete`,
        headers: {
          authorization: `Bearer ${ADMIN_API_KEY}`,
          'content-type': type,
          ...(encoding === 'chunked'
            ? { 'transfer-encoding': 'chunked' }
            : { 'content-length': '0' }),
        },
      });
      expect(answer.status, `${type} ${encoding}`).toBe(200);
    }
  });

  it('is refused with validation-failed where a body is required', async () => {
    for (const [method, path] of [
      ['POST', '/v1/pools'],
      ['POST', '/v1/bookings'],
    ]) {
      const answer = await sendHttp(app.url, {
        method: method!,
        path: path!,
        headers: {
          authorization: `Bearer ${ADMIN_API_KEY}`,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': '0',
        },
      });
      expect([answer.status, problemOf(answer).code]).toEqual([400, 'validation-failed']);
    }
  });

  it('is accepted from 8x8 and stored as a dead letter', async () => {
    const headers = { authorization: WEBHOOK_SECRET, 'content-type': 'text/plain' };
    const path = '/webhooks/8x8/call-status';
    expect((await ask('POST', path, { ...headers, 'content-length': '0' })).status).toBe(200);
    const { body } = await app.get('/v1/dead-letters').expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ type: 'VCS' }));
  });
});
