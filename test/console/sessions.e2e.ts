import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIGN_INS_PER_MINUTE } from '../../src/console/sign-in-limiter.js';
import { RequestClassifier, SCOPES } from '../../src/platform/security/index.js';
import { newApiKey } from '../../src/platform/security/api-keys/api-key-format.js';
import { createKey } from '../support/api-keys.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { CONSOLE_HEADERS, cookieOf, postSignIn, signIn } from '../support/console.js';
import { createBooking, createPool, newPhone } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  // Each test signs in as from another address.
  app = await startApp({ TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => app.stop());

const statusOf = async (promise: request.Test): Promise<number> => (await promise).status;

/** Reads the audit events of an action, newest first. */
const audited = async (action: string) =>
  (await app.get(`/v1/audit-events?action=${action}`).expect(200)).body.items as {
    keyId: string | null;
    actor: string;
    details: Record<string, unknown>;
  }[];

describe('signing in to the console', () => {
  it('exchanges a key for a cookie that scripts and other sites cannot use', async () => {
    const { key, id } = await createKey(app, ['pools:read']);
    const response = await postSignIn(app, key).expect(204);
    expect(response.text).toBe('');
    expect(String(response.headers['set-cookie'])).toMatch(
      /^maskline_session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/,
    );
    const { body } = await request(app.url)
      .get('/console/session')
      .set(CONSOLE_HEADERS)
      .set('cookie', cookieOf(response))
      .expect(200);
    expect(body).toMatchObject({
      keyId: id,
      actor: key.slice(0, 12),
      name: 'key of a test',
      scopes: ['pools:read'],
      pools: null,
    });
    const seconds = (Date.parse(body.expiresAt) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(8 * 3600 - 60);
    expect(seconds).toBeLessThanOrEqual(8 * 3600 + 1);
    expect(JSON.stringify(body)).not.toContain(key.slice(12));
  });

  it('sets a __Host- cookie if the browser uses https, even behind a proxy that does not say so', async () => {
    const { key } = await createKey(app, ['pools:read']);
    for (const header of [{ origin: 'https://ops.example' }, { 'x-forwarded-proto': 'https' }]) {
      const response = await postSignIn(app, key).set(header).expect(204);
      expect(String(response.headers['set-cookie'])).toMatch(
        /^__Host-maskline_session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure$/,
      );
      const cookie = cookieOf(response);
      await request(app.url)
        .get('/v1/pools')
        .set(CONSOLE_HEADERS)
        .set('cookie', `other=1; ${cookie}; maskline_session=${'x'.repeat(43)}`)
        .expect(200);
    }
  });

  it('stores neither the key nor the token, and records who signed in and out', async () => {
    const { key, id } = await createKey(app, ['pools:read']);
    const { cookie, send } = await signIn(app, key);
    await send('delete', '/console/session').expect(204);
    const token = cookie.split('=')[1]!;
    const { rows } = await app.db.query('select * from console_session where key_id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect(rows[0].token_hash).toEqual(createHash('sha256').update(token).digest());
    for (const action of ['console.sign-in', 'console.sign-out']) {
      const events = await audited(action);
      expect(events.filter(({ keyId }) => keyId === id)).toHaveLength(1);
      expect(JSON.stringify(events)).not.toContain(token);
    }
    expect(app.logs.lines.join('\n')).not.toContain(token);
  });

  it('is refused with a wrong key, with no key, and from a page of another site', async () => {
    const wrong = newApiKey();
    for (const [key, status] of [
      [wrong, 401],
      ['x', 401],
      ['', 400],
      [1, 400],
      [undefined, 400],
    ] as const) {
      const response = await postSignIn(app, key).expect(status);
      expect(response.headers['set-cookie']).toBeUndefined();
    }
    expect(app.logs.lines.join('\n')).not.toContain(wrong);
    for (const headers of [
      {},
      { 'x-maskline-console': '0' },
      { ...CONSOLE_HEADERS, 'sec-fetch-site': 'cross-site' },
      { ...CONSOLE_HEADERS, 'sec-fetch-site': 'same-site' },
    ]) {
      await request(app.url)
        .post('/console/session')
        .set(headers)
        .send({ key: ADMIN_API_KEY })
        .expect(401);
    }
  });

  it('is limited by address, whatever the keys', async () => {
    const from = (address: string) => postSignIn(app, newApiKey()).set('x-forwarded-for', address);
    for (let at = 0; at < SIGN_INS_PER_MINUTE; at += 1) await from('192.0.2.7').expect(401);
    const { body, headers } = await from('192.0.2.7').expect(429);
    expect(body.code).toBe('too-many-sign-ins');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await from('192.0.2.8').expect(401);
  });
});

describe('a session', () => {
  it('uses the same API with the scopes and pools of its key, and nothing else', async () => {
    const [own, other] = [await createPool(app), await createPool(app)];
    const { id } = await createBooking(app, other.name);
    const { key } = await createKey(app, ['pools:read', 'bookings:read'], { pools: [own.name] });
    const { send } = await signIn(app, key);
    const { body } = await send('get', '/v1/pools').expect(200);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([own.name]);
    await send('get', `/v1/pools/${other.name}`).expect(404);
    await send('get', `/v1/bookings/${id}`).expect(404);
    await send('post', `/v1/bookings/${id}/complete`).expect(403);
    await send('get', '/v1/jobs').expect(403);
    const { body: session } = await send('get', '/console/session').expect(200);
    expect(session.pools).toEqual([own.name]);
  });

  it('takes no place among public requests once the replica knows it', async () => {
    const { key } = await createKey(app, ['pools:read']);
    const { send, cookie } = await signIn(app, key);
    await send('get', '/console/session').expect(200);
    const kindOf = (url: string, cookies?: string) => {
      const message = new IncomingMessage(new Socket());
      message.url = url;
      if (cookies !== undefined) message.headers.cookie = cookies;
      return app.nest.get(RequestClassifier).kindOf(message);
    };
    expect(kindOf('/console/session', cookie)).toBe('trusted');
    expect(kindOf('/console/session', `${cookie}x`)).not.toBe('trusted');
    expect(kindOf('/console/session')).toBe('public');
    // Everybody may load the files, so loading them is limited for everybody.
    expect(kindOf('/console', cookie)).toBe('public');
  });

  it('is refused if a request does not come from the console', async () => {
    const { cookie } = await signIn(app, (await createKey(app, ['pools:read'])).key);
    const get = (headers: Record<string, string>) =>
      statusOf(request(app.url).get('/v1/pools').set('cookie', cookie).set(headers));
    expect(await get(CONSOLE_HEADERS)).toBe(200);
    expect(await get({ 'x-maskline-console': '1' })).toBe(200);
    expect(await get({})).toBe(401);
    expect(await get({ 'sec-fetch-site': 'same-origin' })).toBe(401);
    for (const site of ['cross-site', 'same-site', 'none', '']) {
      expect(await get({ ...CONSOLE_HEADERS, 'sec-fetch-site': site }), site).toBe(401);
    }
    expect(await get({ ...CONSOLE_HEADERS, authorization: 'Bearer x' })).toBe(401);
  });

  it('ends with the sign-out, here at once and on other replicas within five seconds', async () => {
    const replica = await app.replica();
    const { send } = await signIn(app, (await createKey(app, ['pools:read'])).key);
    await send('get', '/v1/pools', replica).expect(200);
    const { headers } = await send('delete', '/console/session').expect(204);
    expect(String(headers['set-cookie'])).toMatch(/^maskline_session=; Path=\/; Max-Age=0;/);
    expect(await statusOf(send('get', '/v1/pools'))).toBe(401);
    await expect
      .poll(() => statusOf(send('get', '/v1/pools', replica)), { interval: 50, timeout: 5_000 })
      .toBe(401);
  });

  it('ends within five seconds when its key is revoked, on every replica', async () => {
    const replica = await app.replica();
    const { key, id } = await createKey(app, ['pools:read']);
    const { send } = await signIn(app, key);
    await send('get', '/v1/pools', replica).expect(200);
    await app.delete(`/v1/api-keys/${id}`).expect(204);
    for (const on of [app, replica]) {
      await expect
        .poll(() => statusOf(send('get', '/v1/pools', on)), { interval: 50, timeout: 5_000 })
        .toBe(401);
    }
    await postSignIn(app, key).expect(401);
  });

  it('ends when its key expires, and when its own time is over', async () => {
    for (const expire of [
      `update api_key set expires_at = now() where id = $1`,
      `update console_session set expires_at = now() where key_id = $1`,
    ]) {
      const { key, id } = await createKey(app, ['pools:read']);
      const { send } = await signIn(app, key);
      await app.db.query(expire, [id]);
      expect(await statusOf(send('get', '/v1/pools'))).toBe(401);
    }
  });

  it('of the bootstrap key ends when that key is replaced', async () => {
    const { send } = await signIn(app, ADMIN_API_KEY);
    await send('get', '/v1/jobs').expect(200);
    const { body } = await send('get', '/console/session').expect(200);
    expect(body).toMatchObject({ keyId: null, actor: 'bootstrap', scopes: [...SCOPES] });
    const replaced = await app.replica({ ADMIN_API_KEY: 'mk_test_another-key-for-the-tests' });
    await send('get', '/v1/jobs', replaced).expect(401);
  });
});

describe('the reason of a request', () => {
  it('is required to reveal a number in the console, and recorded without numbers', async () => {
    const pool = await createPool(app);
    const rider = newPhone();
    const { id } = await createBooking(app, pool.name, { rider });
    const { key, id: keyId } = await createKey(app, ['bookings:read', 'numbers:reveal']);
    const { send } = await signIn(app, key);
    const reveal = `/v1/bookings/${id}?reveal=true`;
    const refused = await send('get', reveal).expect(400);
    expect(refused.body.errors).toEqual([
      { path: 'Audit-Reason', message: 'Audit-Reason must say why the phone numbers are shown' },
    ]);
    expect(JSON.stringify(refused.body)).not.toContain(rider);
    await send('post', '/v1/exports').send({ phoneNumber: rider }).expect(400);
    const reason = `Ticket 7: "nicht erreichbar", ${rider}`;
    const { body } = await send('get', reveal)
      .set('audit-reason', encodeURIComponent(reason))
      .expect(200);
    expect(JSON.stringify(body)).toContain(rider);
    const events = (await audited('booking.reveal')).filter((event) => event.keyId === keyId);
    expect(events.map(({ details }) => details['reason'])).toEqual([
      'Ticket 7: "nicht erreichbar", ••••',
    ]);
    await send('get', `/v1/bookings/${id}?reveal=false`).expect(200);
  });

  it('is required for PINs too, so that looking at a booking is no reveal', async () => {
    const pool = await createPool(app, { policy: { partyPin: true } });
    const { id } = await createBooking(app, pool.name);
    const { key, id: keyId } = await createKey(app, ['bookings:read', 'numbers:reveal']);
    const { send } = await signIn(app, key);
    const pinsIn = async (test: request.Test) =>
      (await test.expect(200)).body.parties.filter(({ pin }: { pin?: string }) => pin).length;
    expect(await pinsIn(app.as(key).get(`/v1/bookings/${id}`))).toBe(2);
    const revealed = async () =>
      (await audited('booking.reveal')).filter((event) => event.keyId === keyId).length;
    const before = await revealed();
    expect(await pinsIn(send('get', `/v1/bookings/${id}`))).toBe(0);
    expect(await revealed()).toBe(before);
    const withReason = send('get', `/v1/bookings/${id}`).set('audit-reason', 'ticket');
    expect(await pinsIn(withReason)).toBe(2);
  });

  it('is optional with an API key, and refused if it is no short text', async () => {
    const pool = await createPool(app);
    const { id } = await createBooking(app, pool.name);
    await app.get(`/v1/bookings/${id}?reveal=true`).expect(200);
    for (const wrong of ['', ' ', '%', '%00', 'x'.repeat(201)]) {
      const { body } = await app.get('/v1/pools').set('audit-reason', wrong).expect(400);
      expect(body.code).toBe('malformed-request');
    }
  });
});
