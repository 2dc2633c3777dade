import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('the admin API', () => {
  it.each([
    ['get', '/v1/pools'],
    ['post', '/v1/pools'],
    ['get', '/v1/pools/x'],
    ['patch', '/v1/pools/x'],
    ['post', '/v1/pools/x/numbers'],
    ['get', '/v1/virtual-numbers'],
    ['get', '/v1/virtual-numbers/x'],
    ['patch', '/v1/virtual-numbers/x'],
    ['get', '/v1/bookings'],
    ['post', '/v1/bookings'],
    ['get', '/v1/bookings/x'],
    ['patch', '/v1/bookings/x'],
    ['put', '/v1/bookings/x/parties/y'],
    ['get', '/v1/pools/x/load'],
    ['get', '/v1/pools/x/capacity'],
    ['post', '/v1/bookings/x/complete'],
    ['post', '/v1/bookings/x/cancel'],
    ['get', '/v1/bookings/x/calls'],
    ['get', '/v1/calls/x'],
    ['post', '/v1/routing/explain'],
  ] as const)('refuses %s %s without the key', async (method, path) => {
    for (const authorization of [
      '',
      ADMIN_API_KEY,
      `Bearer ${ADMIN_API_KEY}x`,
      `Bearer ${ADMIN_API_KEY.slice(0, -1)}`,
      `Basic ${ADMIN_API_KEY}`,
    ]) {
      const { body, headers } = await request(app.url)
        [method](path)
        .set('authorization', authorization)
        .expect(401);
      expect(body.code).toBe('unauthenticated');
      expect(headers['content-type']).toContain('application/problem+json');
    }
  });

  it('answers malformed and unsupported requests with problem documents', async () => {
    const post = (body: string, type = 'application/json') =>
      request(app.url)
        .post('/v1/pools')
        .set('authorization', `Bearer ${ADMIN_API_KEY}`)
        .set('content-type', type)
        .send(body);
    expect((await post('{"broken').expect(400)).body.code).toBe('malformed-request');
    expect((await post('<a/>', 'application/xml').expect(415)).body.code).toBe(
      'unsupported-media-type',
    );
    expect((await post(`"${'x'.repeat(3_000_000)}"`).expect(413)).body.code).toBe('body-too-large');
    expect((await post('{"__proto__": {"name": "x"}}').expect(400)).body.code).toBe(
      'malformed-request',
    );
    expect((await app.get('/v1/nothing').expect(404)).body.code).toBe('not-found');
    for (const body of ['', 'null', '[]', '7', '"text"']) {
      expect((await post(body)).status, body).toBe(400);
    }
  });

  it('repeats no unknown field name that could be a phone number', async () => {
    const { body } = await app.post('/v1/pools', { '+6591178965': 1, naem: 2 }).expect(400);
    expect(JSON.stringify(body)).not.toContain('9117');
    expect(body.errors).toContainEqual({ path: 'naem', message: 'is not a known field' });
    for (const path of ['/v1/pools/%zz?phone=6591178965', `/v1/pools/${'9117'.repeat(100)}`]) {
      const problem = await request(app.url).get(path);
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.headers['content-type']).toContain('application/problem+json');
      expect(problem.text).not.toContain('9117');
    }
    const form = await app
      .post('/v1/pools')
      .set('content-type', 'text/plain')
      .send('x' as never);
    expect(form.body.code).toBe('unsupported-media-type');
  });

  it('names the place of a problem without repeating the query', async () => {
    const { body } = await app.get('/v1/bookings?limit=secret-of-the-client').expect(400);
    expect(body).toMatchObject({
      type: '/docs/errors#validation-failed',
      title: 'Bad Request',
      status: 400,
      instance: '/v1/bookings',
      code: 'validation-failed',
      errors: [{ path: 'limit', message: expect.any(String) }],
    });
    expect(JSON.stringify(body)).not.toContain('secret-of-the-client');
  });
});
