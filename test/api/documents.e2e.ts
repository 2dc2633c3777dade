import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { sendHttp } from '../support/infrastructure/raw-http.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  sendHttp(app.url, { method, path, headers });

describe.each(['/openapi.json', '/docs/errors'])('%s', (path) => {
  it('is sent compressed, with the same content, to clients that accept it', async () => {
    const plain = await get(path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const decoders = { gzip: gunzipSync, br: brotliDecompressSync };
    for (const [coding, decode] of Object.entries(decoders)) {
      const compressed = await get(path, { 'accept-encoding': `${coding}, identity;q=0.5` });
      expect(compressed.headers).toMatchObject({
        'content-encoding': coding,
        vary: 'accept-encoding',
        'content-type': plain.headers['content-type'],
        'content-security-policy': plain.headers['content-security-policy'],
      });
      expect(compressed.body.length).toBeLessThan(plain.body.length / 3);
      expect(decode(compressed.body).equals(plain.body)).toBe(true);
      expect(compressed.headers.etag).not.toBe(plain.headers.etag);
    }
    expect(plain.headers).toMatchObject({
      vary: 'accept-encoding',
      'cache-control': 'public, max-age=300',
    });
  });

  it('is not sent again to a client that has it', async () => {
    for (const coding of ['', 'gzip', 'br']) {
      const headers = { 'accept-encoding': coding };
      const { etag } = (await get(path, headers)).headers;
      expect(etag).toMatch(/^"[^"]+"$/);
      for (const known of [etag!, `"other", ${etag}`, `W/${etag}`, '*']) {
        const again = await get(path, { ...headers, 'if-none-match': known });
        expect(again.status).toBe(304);
        expect(again.body.length).toBe(0);
        expect(again.headers).toMatchObject({ etag, vary: 'accept-encoding' });
      }
      expect((await get(path, { ...headers, 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  it('answers HEAD with headers and no body', async () => {
    const { status, headers, body } = await get(path, {}, 'HEAD');
    expect([status, body.length]).toEqual([200, 0]);
    expect(Number(headers['content-length'])).toBeGreaterThan(1_000);
  });
});

describe('/docs', () => {
  it('is sent compressed, and not again to a client that has it', async () => {
    const accepted = { 'accept-encoding': 'br' };
    const { status, headers } = await get('/docs', accepted);
    expect([status, headers['content-encoding']]).toEqual([200, 'br']);
    const again = await get('/docs', { ...accepted, 'if-none-match': headers.etag! });
    expect(again.status).toBe(304);
  });
});

describe('an address', () => {
  it('without a path redirects to the documentation', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await get('/', {}, method);
      expect([status, headers.location]).toEqual([302, 'docs']);
    }
  });

  it('works with a trailing slash too', async () => {
    const { status, headers } = await get('/docs/');
    expect([status, headers.location]).toEqual([302, '../docs']);
    for (const path of ['/docs//errors', '/health/live/', '/openapi.json/?x=/']) {
      expect((await get(path)).status, path).toBe(200);
    }
  });
});
