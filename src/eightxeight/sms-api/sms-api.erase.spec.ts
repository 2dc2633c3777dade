import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, ScriptedServer, silence } from '../test-support/scripted-server.js';
import { SmsApiClient } from './sms-api.client.js';

const KEY = 'key-of-the-sms-api-for-tests';
const UMID = 'bda3d56d-1424-e711-813c-06ed3428fe67';

let server: ScriptedServer;
let lines: string[];
let client: SmsApiClient;
beforeEach(async () => {
  server = await ScriptedServer.start();
  lines = [];
  const log = (line: string): void => void lines.push(line);
  client = new SmsApiClient({ baseUrl: server.url, apiKey: KEY, timeoutMs: 300, log });
});
afterEach(async () => {
  client.close();
  await server.close();
});

describe('a request to erase a text', () => {
  it('is sent as 8x8 documents it', async () => {
    server.reply(json(202, {}));
    expect(await client.erase('acme_texts', UMID)).toEqual({ kind: 'erased' });
    const [{ method, path, headers } = {}] = server.received;
    expect([method, path]).toEqual([
      'DELETE',
      `/api/v1/subaccounts/acme_texts/messages/${UMID}/pii`,
    ]);
    expect(headers?.authorization).toBe(`Bearer ${KEY}`);
    expect(lines).toEqual([]);
  });

  it.each([
    ['an unknown text', json(404, { code: 1300 }), { kind: 'erased' }],
    [
      'too many requests',
      json(429, {}, { 'retry-after': '7' }),
      { kind: 'postponed', reason: 'http-429', retryAfterMs: 7_000 },
    ],
    ['a server error', json(500, {}), { kind: 'postponed', reason: 'http-500' }],
    ['no answer', silence, { kind: 'postponed', reason: 'timeout' }],
    ['a missing permission', json(403, {}), { kind: 'refused', reason: 'http-403' }],
  ] as const)('distinguishes the outcomes: %s', async (_, reply, outcome) => {
    server.reply(reply);
    expect(await client.erase('acme_texts', UMID)).toEqual(outcome);
    expect(lines.join()).not.toContain(KEY);
  });

  it('stays on its path, whatever the ids are', async () => {
    server.reply(json(202, {}));
    await client.erase('acme_texts', '../../x?y');
    expect(server.received[0]?.path).toBe(
      '/api/v1/subaccounts/acme_texts/messages/..%2F..%2Fx%3Fy/pii',
    );
    expect(await client.erase('../other', UMID)).toMatchObject({ kind: 'refused' });
    const keyless = new SmsApiClient({ baseUrl: server.url });
    expect(await keyless.erase('acme_texts', UMID)).toMatchObject({ kind: 'postponed' });
    expect(server.received).toHaveLength(1);
  });
});
