import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const get = (path: string) => request(app.url).get(path);

/** The local addresses that a page names. */
const addressesIn = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, address]) => address!);

describe('the page of the console', () => {
  it('allows only scripts and styles of its own host', async () => {
    const { headers, text } = await get('/console').expect(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(`default-src 'none'; script-src 'self'; style-src 'self' 'nonce-`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const [nonce] = /(?<='nonce-)[^']+/.exec(policy)!;
    expect(text).toContain(nonce);
    expect(text).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=/);
    const second = await get('/console').expect(200);
    expect(second.text).not.toContain(nonce);
  });

  it('finds its files behind any path prefix, and is found with a slash at the end', async () => {
    const { text } = await get('/console').expect(200);
    const addresses = addressesIn(text);
    // The icon is a part of the page, and the styles are a part of the script.
    expect(addresses).toHaveLength(1);
    for (const address of addresses) {
      expect(address).toMatch(/^\.\/console\/assets\/[\w-]+\.(js|css|svg)$/);
      const { headers } = await get(new URL(address, `${app.url}/console`).pathname).expect(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    const { headers } = await get('/console/').expect(302);
    expect(headers['location']).toBe('../console');
  });

  it('sends less than 200 kB for the first page, styles included', async () => {
    const { text } = await get('/console').expect(200);
    let bytes = 0;
    for (const address of addressesIn(text)) {
      const { headers } = await get(new URL(address, `${app.url}/console`).pathname)
        .set('accept-encoding', 'gzip')
        .expect(200);
      expect(headers['content-encoding']).toBe('gzip');
      bytes += Number(headers['content-length']);
    }
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(200_000);
  });

  it.each([
    '/console/assets/none.js',
    '/console/assets/..%2findex.html',
    '/console/x',
    '/console/index.html',
  ])('is not found at %s', async (path) => {
    await get(path).expect(404);
  });
});
