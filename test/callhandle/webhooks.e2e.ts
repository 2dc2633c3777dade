import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import {
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  expectRefusal,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  app = await startApp();
  const pool = await createPool(app);
  booking = await createBooking(app, pool.name);
});
afterAll(() => app.stop());

const postRaw = (path: string, body: string | Buffer, contentType = 'application/json') =>
  request(app.url)
    .post(`/webhooks/8x8/${path}`)
    .set('authorization', WEBHOOK_SECRET)
    .set('content-type', contentType)
    .send(body);

describe('an unreadable carrier webhook', () => {
  it.each([
    ['broken JSON', '{"payload": {', 'application/json'],
    ['a wrong content type', 'hello', 'text/plain'],
    ['XML', '<call/>', 'application/xml'],
    ['a form', 'payload=1', 'application/x-www-form-urlencoded'],
    ['a body of 2 MB', JSON.stringify({ payload: 'x'.repeat(2_000_000) }), 'application/json'],
    ['prototype pollution', '{"__proto__": {"payload": 1}}', 'application/json'],
  ])(
    'gets the safe callflow as a call handle, and becomes a dead letter as a report: %s',
    async (_what, body, type) => {
      const { body: answer } = await postRaw('call-action', body, type).expect(200);
      expectRefusal(answer, /try again later/);
      for (const path of ['call-status', 'session-summary', 'recording', 'virtual-numbers']) {
        await postRaw(path, body, type).expect(200);
      }
      const { body: kept } = await app.get('/v1/dead-letters').expect(200);
      const types = kept.items.map((message: { type: string }) => message.type);
      expect(types).toEqual(expect.arrayContaining(['VCS', 'VSS', 'VRU', 'VNU']));
    },
  );

  it.each([
    ['null', 'null', 'application/json'],
    ['an empty body', '', 'application/json'],
    ['a list', '[1, 2]', 'application/json'],
    ['a number', '7', 'application/json'],
    ['a missing payload', '{"eventType": "CALL_ACTION"}', 'application/json'],
    ['a payload that is a text', '{"payload": "CALL_ACTION"}', 'application/json'],
    ['a missing session', '{"payload": {"source": "+6591178965"}}', 'application/json'],
    ['a session that is an object', '{"payload": {"sessionId": {}}}', 'application/json'],
  ])(
    'gets the safe callflow as a call handle, and is accepted as a report: %s',
    async (_what, body, type) => {
      const { body: answer } = await postRaw('call-action', body, type).expect(200);
      expectRefusal(answer, /try again later/);
      for (const path of [
        'call-status',
        'session-summary',
        'recording',
        'virtual-numbers',
        'sms',
      ]) {
        await postRaw(path, body, type).expect(200);
      }
    },
  );

  it.each([
    ['an unknown call status', { callStatus: 'CALL_TELEPORTED' }],
    ['an unrequested action', { callStatus: 'ACTION_COMPLETED', eventData: { dtmf: 1 } }],
    ['a call status that is a number', { callStatus: 5 }],
    ['a NUL in the session id', { sessionId: `nul-\u0000-${randomUUID()}` }],
    ['a session id of 10,000 characters', { sessionId: 'x'.repeat(10_000) }],
    ['no destination', { destination: undefined }],
    ['a destination that is a list', { destination: ['+6568332048'] }],
  ])('connects nobody unless it is a complete incoming call: %s', async (_what, overrides) => {
    const handle = callReceived(booking.rider, booking.virtualNumber, overrides);
    const { body } = await app.webhook('call-action', handle).expect(200);
    if ('sessionId' in overrides) expect(connectedTo(body)).toBe(booking.driver);
    // These are not incoming calls: a message could be played into a live call.
    else if ('callStatus' in overrides) expect(body).toEqual({ callflow: [{ action: 'hangup' }] });
    else expectRefusal(body);
  });

  it('is not assumed because of unknown fields', async () => {
    const handle = callReceived(booking.rider, booking.virtualNumber, { novelty: { deep: [1] } });
    const { body } = await app.webhook('call-action', { ...handle, more: true }).expect(200);
    expect(connectedTo(body)).toBe(booking.driver);
  });
});

describe('a carrier webhook', () => {
  const handle = () => callReceived(booking.rider, booking.virtualNumber);
  const post = (url: string, header: Record<string, string | undefined>, path = 'call-action') =>
    request(url)
      .post(`/webhooks/8x8/${path}`)
      .set(header as Record<string, string>)
      .send(handle());

  it.each(['call-action', 'call-status', 'session-summary', 'recording', 'virtual-numbers', 'sms'])(
    'is refused without the shared secret or with a wrong one: %s',
    async (path) => {
      for (const header of [
        {},
        { authorization: '' },
        { authorization: 'Bearer ' },
        { authorization: `${WEBHOOK_SECRET}x` },
        { authorization: WEBHOOK_SECRET.slice(0, -1) },
        { authorization: `Basic ${WEBHOOK_SECRET}` },
        { 'x-authorization': WEBHOOK_SECRET },
      ]) {
        const { body } = await post(app.url, header, path).expect(401);
        expect(body.code).toBe('unauthenticated');
        expect(JSON.stringify(body)).not.toContain('callflow');
      }
    },
  );

  it('accepts the secret alone or after Bearer', async () => {
    for (const authorization of [WEBHOOK_SECRET, `Bearer ${WEBHOOK_SECRET}`]) {
      const { body } = await post(app.url, { authorization }).expect(200);
      expect(connectedTo(body)).toBe(booking.driver);
    }
  });

  it('cannot avoid the secret by another spelling of the path', async () => {
    for (const path of ['%63all-action', 'call-action?x=1', 'call%2Daction']) {
      const { status } = await post(app.url, {}, path);
      expect([401, 404]).toContain(status);
    }
  });

  it('is refused before its body is read', async () => {
    const { status } = await request(app.url)
      .post('/webhooks/8x8/call-action')
      .set('content-type', 'application/json')
      .send('{"broken');
    expect(status).toBe(401);
  });

  it('accepts either of two secrets, in the configured header', async () => {
    const replica = await app.replica({
      WEBHOOK_SECRETS: 'the-old-secret-of-8x8, the-new-secret-of-8x8',
      WEBHOOK_AUTH_HEADER: 'X-Maskline-Auth',
    });
    for (const secret of ['the-old-secret-of-8x8', 'the-new-secret-of-8x8']) {
      const { body } = await post(replica.url, { 'x-maskline-auth': secret }).expect(200);
      expect(connectedTo(body)).toBe(booking.driver);
      await post(replica.url, { authorization: secret }).expect(401);
    }
  });

  it('is refused from addresses that are not allowed, and only trusted proxies can forward an address', async () => {
    const authorization = WEBHOOK_SECRET;
    const direct = await app.replica({ WEBHOOK_ALLOWED_IPS: '18.140.80.2,52.74.0.0/16' });
    await post(direct.url, { authorization }).expect(401);
    await post(direct.url, { authorization, 'x-forwarded-for': '18.140.80.2' }).expect(401);

    const behindProxy = await app.replica({
      WEBHOOK_ALLOWED_IPS: '18.140.80.2,52.74.0.0/16',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    const from = (ip: string) => post(behindProxy.url, { authorization, 'x-forwarded-for': ip });
    await from('18.140.80.2').expect(200);
    await from('52.74.232.241').expect(200);
    await from('18.140.80.3').expect(401);
    // A client can put any address in front; the last entry is the proxy's own.
    await from('18.140.80.2, 203.0.113.9').expect(401);
  });
});
