import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hangUp, json, ScriptedServer, silence, stall } from '../test-support/scripted-server.js';
import { SmsApiClient } from './sms-api.client.js';

const KEY = 'key-of-the-sms-api-for-tests';
const SMS = {
  source: '+6568332048',
  destination: '+6591178965',
  text: 'I am at gate 3',
  clientMessageId: '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10',
  expiry: new Date('2026-11-24T12:00:00Z'),
};

let server: ScriptedServer;
let lines: string[];
let client: SmsApiClient;
beforeEach(async () => {
  server = await ScriptedServer.start();
  lines = [];
  client = clientOf(server.url);
});
afterEach(async () => {
  client.close();
  await server.close();
});

const clientOf = (baseUrl: string, apiKey: string | undefined = KEY) =>
  new SmsApiClient({ baseUrl, apiKey, timeoutMs: 300, log: (line) => lines.push(line) });

const send = () => client.send('acme_texts', SMS);

describe('the SMS API client', () => {
  it('sends a text as 8x8 documents it', async () => {
    const umid = 'bda3d56d-1424-e711-813c-06ed3428fe67';
    server.reply(json(200, { umid, status: { code: 'QUEUED' } }));
    expect(await send()).toEqual({ kind: 'accepted', umid });
    const [{ method, path, headers, body } = { body: undefined }] = server.received;
    expect([method, path]).toEqual(['POST', '/api/v1/subaccounts/acme_texts/messages']);
    expect(headers?.authorization).toBe(`Bearer ${KEY}`);
    expect(body).toEqual({ ...SMS, encoding: 'AUTO', expiry: '2026-11-24T12:00:00.000Z' });
    expect(lines).toEqual([]);
  });

  it.each([
    [
      'a rejection with status 200',
      json(200, { status: { code: 'REJECTED' } }),
      'refused',
      'rejected',
    ],
    ['a bad request', json(400, { code: 1002 }), 'refused', 'http-400'],
    ['a redirect', json(302, {}, { location: 'http://127.0.0.1:1/' }), 'unknown', 'http-302'],
    ['a server error', json(500, { code: 2000 }), 'unknown', 'http-500'],
    ['another body', json(200, '[]'), 'unknown', 'unexpected-answer'],
    [
      'an answer without an id',
      json(200, { status: { code: 'QUEUED' } }),
      'unknown',
      'unexpected-answer',
    ],
    ['no answer', silence, 'unknown', 'timeout'],
    ['half an answer', stall, 'unknown', 'timeout'],
    ['a broken connection', hangUp, 'unknown', 'network'],
  ] as const)('distinguishes the outcomes: %s', async (_, reply, kind, reason) => {
    server.reply(reply);
    expect(await send()).toMatchObject({ kind, reason });
    expect(lines.join()).toContain(reason);
    for (const secret of [KEY, SMS.text, SMS.destination.slice(1)]) {
      expect(lines.join()).not.toContain(secret);
    }
  });

  it('waits as long as 8x8 says', async () => {
    server.reply(json(429, {}, { 'retry-after': '7' }));
    expect(await send()).toEqual({
      kind: 'not-taken',
      reason: 'rate-limited',
      retryAfterMs: 7_000,
    });
  });

  it('explains that 8x8 requires TLS 1.3 for Singapore', async () => {
    server.reply(json(426, { code: 1014 }, { upgrade: 'TLS/1.3' }));
    expect(await send()).toEqual({ kind: 'refused', reason: 'http-426', code: 1014 });
    expect(lines.join()).toContain('requires TLS 1.3');
  });

  it('knows that nothing was sent without a connection, a handshake or a key', async () => {
    expect(await clientOf('http://127.0.0.1:9').send('acme_texts', SMS)).toEqual({
      kind: 'not-taken',
      reason: 'network',
    });
    // A server without TLS never completes a handshake.
    const sockets: Socket[] = [];
    const plain = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    expect(await clientOf(`https://127.0.0.1:${port}`).send('acme_texts', SMS)).toEqual({
      kind: 'not-taken',
      reason: 'timeout',
    });
    for (const socket of sockets) socket.destroy();
    plain.close();
    const keyless = new SmsApiClient({ baseUrl: server.url });
    expect(await keyless.send('acme_texts', SMS)).toMatchObject({ kind: 'not-taken' });
    expect(await client.send('../other', SMS)).toMatchObject({ kind: 'refused' });
    expect(server.received).toEqual([]);
  });
});
