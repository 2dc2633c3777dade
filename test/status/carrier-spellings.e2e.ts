import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEY, startApp, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { messagesOfCall } from '../support/carrier/call-messages.js';
import { sendHttp } from '../support/infrastructure/raw-http.js';
import {
  type Answer,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  expectRefusal,
  type TestBooking,
} from '../support/scenario.js';

/** Spellings that 8x8 or a proxy in front of Maskline may use. */
let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  booking = await createBooking(
    app,
    (await createPool(app, { policy: { maxCallsPerMinute: null } })).name,
  );
});
afterAll(() => app.stop());

const call = () => JSON.stringify(callReceived(booking.rider, booking.virtualNumber));

async function post(
  path: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
  to = app,
) {
  const answer = await sendHttp(to.url, {
    method: 'POST',
    path,
    headers: { authorization: WEBHOOK_SECRET, 'content-type': 'application/json', ...headers },
    body,
  });
  const text = answer.body.toString();
  return { ...answer, json: text.startsWith('{') ? (JSON.parse(text) as Answer) : undefined };
}

const CALL = '/webhooks/8x8/call-action';

describe('the path of a carrier webhook', () => {
  it.each([
    `${CALL}/`,
    `/${CALL}`,
    `//webhooks//8x8///call-action//`,
    `${CALL}?x=1`,
    `${CALL}/?x=//`,
    '/webhooks/8x8/call%2Daction',
    '/%77ebhooks/8x8/call-action',
  ])('may be written as %s', async (path) => {
    expect(connectedTo((await post(path, call())).json!)).toBe(booking.driver);
    const { status } = await post(path, call(), { authorization: 'not-the-secret' });
    expect(status).toBe(401);
  });

  it('may end in a slash for every message', async () => {
    for (const { path, body } of messagesOfCall(booking).messages) {
      const { status } = await post(`/webhooks/8x8/${path}/`, JSON.stringify(body));
      expect(status, path).toBe(200);
    }
  });

  it.each([
    '/Webhooks/8x8/call-action',
    '/webhooks/8x8/Call-Action',
    '/webhooks%2F8x8/call-action',
    '/webhooks/8x8%2fcall-action',
    '/webhooks/8x8/../8x8/call-action',
    '/webhooks/8x8/x/../call-action',
    '/webhooks/8x8/call-action;x=1',
    '/webhooks\\8x8\\call-action',
    '/./webhooks/8x8/call-action',
  ])('cannot be %s', async (path) => {
    const { status } = await post(path, call());
    expect([400, 404]).toContain(status);
  });

  it('has no spelling that avoids the secret, nor has the admin API one that avoids the key', async () => {
    const spellings = (path: string): string[] => [
      path,
      `/${path}`,
      `${path}/`,
      path.replaceAll('/', '//'),
      path.replaceAll('/', '%2f'),
      path.replace('/', '/%2e/'),
      `${path}%00`,
      `${path};`,
      path.toUpperCase(),
      `/x/..${path}`,
      `/docs/..${path}`,
      `/health/live/..${path}`,
      path.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
      `http://x${path}`,
      `http://x/${path}`,
    ];
    for (const path of [CALL, '/v1/bookings', '/v1/pools']) {
      for (const spelling of spellings(path)) {
        for (const authorization of ['', 'Bearer x', `Basic ${ADMIN_API_KEY}`]) {
          for (const method of ['GET', 'POST']) {
            const { status } = await sendHttp(app.url, {
              method,
              path: spelling,
              headers: { authorization, 'content-type': 'application/json' },
              body: method === 'POST' ? call() : undefined,
            });
            expect([400, 401, 404, 405], `${method} ${spelling}`).toContain(status);
          }
        }
      }
    }
  });
});

describe('a compressed carrier webhook', () => {
  const codings = {
    gzip: gzipSync,
    'x-gzip': gzipSync,
    GZIP: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
    identity: (text: string) => Buffer.from(text),
  };
  it.each(Object.entries(codings))('is read with the coding %s', async (coding, compress) => {
    const { json } = await post(CALL, compress(call()), { 'content-encoding': coding });
    expect(connectedTo(json!)).toBe(booking.driver);
    for (const { path, body } of messagesOfCall(booking).messages) {
      const bytes = compress(JSON.stringify(body));
      const { status } = await post(`/webhooks/8x8/${path}`, bytes, { 'content-encoding': coding });
      expect(status, path).toBe(200);
    }
    const { body: kept } = await app.get('/v1/dead-letters').expect(200);
    expect(kept.items).toEqual([]);
  });

  it('gets the safe callflow or becomes a dead letter if the coding is unknown or the data broken', async () => {
    const bomb = gzipSync(`"${'x'.repeat(20_000_000)}"`);
    expect(bomb.length).toBeLessThan(30_000);
    // Identical bodies are stored once.
    for (const [coding, bytes, type] of [
      ['zstd', Buffer.from('x'), 'call-status'],
      ['gzip, br', gzipSync(call()), 'call-status'],
      ['gzip', Buffer.from(call()), 'call-status'],
      ['gzip', gzipSync(call()).subarray(0, 50), 'recording'],
      ['gzip', bomb, 'session-summary'],
    ] as const) {
      const { status, json } = await post(CALL, bytes, { 'content-encoding': coding });
      expect(status).toBe(200);
      expectRefusal(json!, /try again later/);
      const before = (await app.get('/v1/dead-letters').expect(200)).body.items.length;
      const report = await post(`/webhooks/8x8/${type}`, bytes, { 'content-encoding': coding });
      expect(report.status, coding).toBe(200);
      const { body } = await app.get('/v1/dead-letters').expect(200);
      expect(body.items.length, coding).toBe(before + 1);
      const isKnown = coding === 'gzip';
      expect(report.headers['accept-encoding']).toBe(isKnown ? undefined : 'gzip, deflate, br');
    }
    const { text } = await app.get('/metrics');
    expect(text).toMatch(
      /maskline_carrier_webhooks_refused_total\{reason="content-encoding"\} [1-9]/,
    );
  });

  it('is refused by the admin API, which names the accepted coding', async () => {
    const answer = await post('/v1/pools', gzipSync('{}'), {
      authorization: `Bearer ${ADMIN_API_KEY}`,
      'content-encoding': 'gzip',
    });
    expect(answer.status).toBe(415);
    expect(answer.headers['accept-encoding']).toBe('identity');
    expect(answer.json).toMatchObject({ code: 'unsupported-media-type' });
  });
});

describe('a carrier webhook with another content type', () => {
  it.each([
    'text/json',
    'application/cloudevents+json',
    'application/json; charset=utf-8',
    'application/json; charset="utf-8"; profile=x',
    'text/plain',
    'application/octet-stream',
    'json',
    '',
  ])('is read if it is JSON: %s', async (type) => {
    const { json } = await post(CALL, call(), { 'content-type': type });
    expect(connectedTo(json!)).toBe(booking.driver);
    const kept = (await app.get('/v1/dead-letters')).body.items.length;
    const { path, body } = messagesOfCall(booking).messages[1]!;
    const headers = { 'content-type': type };
    const report = await post(`/webhooks/8x8/${path}`, JSON.stringify(body), headers);
    expect(report.status).toBe(200);
    expect((await app.get('/v1/dead-letters')).body.items.length).toBe(kept);
  });

  it('is refused by the admin API', async () => {
    for (const type of ['text/json', 'text/plain', 'application/xml', 'json', '']) {
      const headers = { authorization: `Bearer ${ADMIN_API_KEY}`, 'content-type': type };
      const { status } = await post('/v1/pools', '{"name": "x"}', headers);
      expect(status, type).toBe(415);
    }
  });
});

describe('the client address behind a proxy', () => {
  let guarded: TestApp;
  beforeAll(async () => {
    guarded = await app.replica({
      WEBHOOK_ALLOWED_IPS: '18.140.80.2, 2001:db8::/32',
      TRUSTED_PROXIES: '127.0.0.1',
    });
  });
  const from = (forwardedFor: string, more = {}) =>
    post(CALL, call(), { 'x-forwarded-for': forwardedFor, ...more }, guarded);

  it.each([
    '18.140.80.2',
    '18.140.80.2:55123',
    '"18.140.80.2:55123"',
    '2001:db8::1',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    '"[2001:db8::1]:443"',
    '::ffff:18.140.80.2',
    '9.9.9.9, 18.140.80.2:1',
    'unknown, 18.140.80.2',
    '18.140.80.2,',
  ])('is recognised in the form %s', async (forwardedFor) => {
    expect(connectedTo((await from(forwardedFor)).json!)).toBe(booking.driver);
  });

  it.each([
    '9.9.9.9:55123',
    '18.140.80.2, 9.9.9.9',
    '18.140.80.2:1, 9.9.9.9:2',
    'unknown',
    '18.140.80.2, unknown',
    '',
    ' ',
    '18.140.80.2:x',
    '18.140.80.2:',
    '18.140.80.2 55123',
    '[18.140.80.2]:1',
    '2001:db8::1:443:x',
    '_hidden',
    '18.140.80.2\t9.9.9.9',
  ])('is not recognised in the form "%s"', async (forwardedFor) => {
    expect((await from(forwardedFor)).status).toBe(401);
  });

  it('is not read from the Forwarded header', async () => {
    const forwarded = { forwarded: 'for=18.140.80.2' };
    expect((await from('9.9.9.9', forwarded)).status).toBe(401);
  });

  it('does not affect the admin API if it is malformed', async () => {
    for (const text of ['unknown', '', '1.2.3.4:5', 'x'.repeat(300)]) {
      const name = `pool-${Math.random().toString(36).slice(2)}`;
      const pool = { name, subAccountId: 'acme_rides' };
      const { status } = await guarded.post('/v1/pools', pool).set('x-forwarded-for', text);
      expect(status, text).toBe(201);
    }
  });

  it('is logged with the reason and counted when it is refused', async () => {
    const replica = await app.replica({ WEBHOOK_ALLOWED_IPS: '18.140.80.2' });
    const before = (await replica.get('/metrics')).text;
    const count = (text: string, reason: string) =>
      Number(
        new RegExp(`maskline_carrier_webhooks_refused_total\\{reason="${reason}"\\} (\\d+)`).exec(
          text,
        )?.[1] ?? 0,
      );
    for (let at = 0; at < 20; at += 1) await post(CALL, call(), {}, replica);
    const lines = replica.logs.lines.filter((line) => line.includes('carrier webhook'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(20);
    expect(lines[0]).toMatch(
      /from 127\.0\.0\.1 was refused: its address is not in WEBHOOK_ALLOWED/,
    );
    await post(CALL, call(), { authorization: 'a-secret-of-nobody' });
    const line = app.logs.lines.find((one) => one.includes('none of WEBHOOK_SECRETS'));
    expect(line).toMatch(/from 127\.0\.0\.1 was refused/);
    expect(line).not.toContain('a-secret-of-nobody');
    await expect
      .poll(async () => count((await replica.get('/metrics')).text, 'address'))
      .toBe(count(before, 'address') + 20);
    expect(count((await replica.get('/metrics')).text, 'secret')).toBeGreaterThan(0);
  });
});
