import { connect, type Socket } from 'node:net';
import type { Server } from 'node:http';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import { HTTP_LIMITS } from '../../src/platform/config/index.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { connectedTo, createBooking, createPool, dial } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('the rate limit of a key', () => {
  it('is shown in each response, and requests above it are refused', async () => {
    const { key } = await createKey(app, ['pools:read'], { rateLimitPerMinute: 3 });
    const get = () => app.as(key).get('/v1/pools');
    const remaining: unknown[] = [];
    for (let at = 0; at < 3; at += 1) {
      const { headers } = await get().expect(200);
      expect(headers['ratelimit-policy']).toBe('"key";q=3;w=60');
      remaining.push(/^"key";r=(\d);t=\d+$/.exec(headers['ratelimit']!)?.[1]);
    }
    expect(remaining).toEqual(['2', '1', '0']);
    const askedAt = performance.now();
    const { body, headers } = await get().expect(429);
    // Refusals are delayed, so that a client that ignores them does not retry at full speed.
    expect(performance.now() - askedAt).toBeGreaterThan(HTTP_LIMITS.refusalDelay - 50);
    expect(body).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(headers['content-type']).toContain('application/problem+json');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(20);
    // Requests outside the key's scopes count as well, and are refused above the limit.
    await app.as(key).get('/v1/bookings').expect(429);
  });

  it('comes from the settings if the key has none of its own, on each replica separately', async () => {
    const { key } = await createKey(app, ['pools:read']);
    const strict = { API_RATE_LIMIT_PER_MINUTE: '2' };
    const [one, other] = [await app.replica(strict), await app.replica(strict)];
    for (const replica of [one, other]) {
      const statuses = [];
      for (let at = 0; at < 3; at += 1) {
        statuses.push((await replica.as(key).get('/v1/pools')).status);
      }
      expect(statuses).toEqual([200, 200, 429]);
    }
    await app.as(key).get('/v1/pools').expect(200);
  });

  it('does not affect other keys, calls and probes', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const strict = await app.replica({ API_RATE_LIMIT_PER_MINUTE: '1' });
    const [noisy, quiet] = [
      await createKey(app, ['pools:read']),
      await createKey(app, ['pools:read']),
    ];
    await strict.as(noisy.key).get('/v1/pools').expect(200);
    await strict.as(noisy.key).get('/v1/pools').expect(429);
    await strict.as(quiet.key).get('/v1/pools').expect(200);
    for (let at = 0; at < 5; at += 1) {
      expect(connectedTo(await dial(strict, rider, virtualNumber))).toBe(driver);
      await strict.get('/health/ready').expect(200);
      const { headers } = await request(strict.url).get('/metrics').expect(200);
      expect(headers['ratelimit']).toBeUndefined();
    }
  });
});

describe('every response', () => {
  it('forbids scripts, framing, MIME sniffing and caching, and does not name the server software', async () => {
    const answers = [
      await app.get('/v1/pools').expect(200),
      await request(app.url).get('/v1/pools').expect(401),
      await app.get('/v1/nothing').expect(404),
      await app.get(`/v1/pools/${'x'.repeat(5_000)}`).expect(414),
      await app.get('/v1/pools/%zz').expect(400),
      await app.post('/v1/pools', { name: 5 }).expect(400),
      await app.webhook('call-action', {}).expect(200),
      await request(app.url).get('/health/live').expect(200),
      await request(app.url).get('/metrics').expect(200),
    ];
    for (const { headers, req } of answers as (request.Response & { req: { path: string } })[]) {
      expect(headers, req.path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'content-type': expect.stringMatching(/; charset=utf-8/),
      });
      for (const name of ['server', 'x-powered-by', 'access-control-allow-origin', 'etag']) {
        expect(headers[name], req.path).toBeUndefined();
      }
    }
  });

  it('is a problem document even if the request is not HTTP or has too large headers', async () => {
    for (const [raw, status] of [
      ['nonsense\r\n\r\n', 400],
      [`GET /health/live HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
      [
        'POST /v1/pools HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
        400,
      ],
    ] as const) {
      const text = await sendRaw(raw);
      expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(text).toContain('application/problem+json');
      expect(text).toContain('x-content-type-options: nosniff');
      expect(text).not.toContain('nonsense');
    }
  });
});

describe('a client that sends its request slowly', () => {
  it('is cut off, in the headers as in the body', async () => {
    const slow = await app.replica();
    const server = slow.nest.getHttpServer() as Server;
    // 10 and 30 seconds, checked every second; the test uses shorter times.
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
    expect(HTTP_LIMITS.checkInterval).toBe(1_000);
    [server.headersTimeout, server.requestTimeout] = [400, 800];
    const headers = `host: x\r\nauthorization: Bearer ${ADMIN_API_KEY}\r\ncontent-type: application/json\r\ncontent-length: 100`;
    for (const beginning of [
      'GET /v1/pools HTTP/1.1\r\nhost: x\r\n',
      `POST /v1/pools HTTP/1.1\r\n${headers}\r\n\r\n{`,
    ]) {
      const text = await sendRaw(beginning, slow, 'x');
      expect(text).toMatch(/^HTTP\/1.1 408 /);
    }
    await slow.get('/v1/pools').expect(200);
  });
});

/** Returns everything received until the connection is closed, while sending `drip` repeatedly. */
function sendRaw(raw: string, to = app, drip?: string): Promise<string> {
  const { hostname, port } = new URL(to.url);
  return new Promise((resolve) => {
    let text = '';
    const socket: Socket = connect(Number(port), hostname, () => socket.write(raw));
    const dripping = drip && setInterval(() => socket.write(drip), 100);
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (dripping) clearInterval(dripping);
      resolve(text);
    });
  });
}
