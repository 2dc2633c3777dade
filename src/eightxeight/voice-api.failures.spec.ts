import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProblem } from '../common/index.js';
import {
  hangUp,
  json,
  type Reply,
  ScriptedServer,
  silence,
  stall,
} from './test-support/scripted-server.js';
import { VoiceApiClient } from './voice-api.client.js';
import type { VoiceApiOptions } from './voice-api.http.js';

const API_KEY = 'key-0a1b2c3d4e5f';
const WEBHOOK_SECRET = 'the-webhook-secret';
const SUB_ACCOUNT = 'acme_rides';
const MEBIBYTE = 1024 * 1024;

let server: ScriptedServer;
let logs: string[];
let pauses: number[];
beforeEach(async () => {
  server = await ScriptedServer.start();
  logs = [];
  pauses = [];
});
afterEach(() => server.close());

/** A client that pauses for no time, and notes for how long it would have. */
const clientWith = (options: Partial<VoiceApiOptions> = {}): VoiceApiClient =>
  new VoiceApiClient({
    baseUrl: server.url,
    apiKey: API_KEY,
    log: (line) => logs.push(line),
    sleep: async (ms) => pauses.push(ms),
    random: () => 0.5,
    ...options,
  });

/** The error of a call that fails. It and the log hold no key, no secret and no number. */
async function failureOf(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const error = await call.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown as Error & Record<string, unknown>,
  );
  const shown = [
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(toProblem(error, '/')),
    error.stack,
    logs.join('\n'),
  ].join('\n');
  for (const secret of [API_KEY, WEBHOOK_SECRET, '91178965', '68332048', SUB_ACCOUNT]) {
    expect(shown).not.toContain(secret);
  }
  expect(error.cause).toBeUndefined();
  return error;
}

const read = (client: VoiceApiClient) => client.listVirtualNumbers(SUB_ACCOUNT);
const register = (client: VoiceApiClient) =>
  client.createWebhook(SUB_ACCOUNT, {
    type: 'VCA',
    url: 'https://mask.example/',
    httpAuthHeader: WEBHOOK_SECRET,
  });
const startCall = (client: VoiceApiClient) => client.startCallflow(SUB_ACCOUNT, { callflow: [] });

const EMPTY_LIST = json(200, { totalNumbers: 0, numbers: [] });
const WEBHOOKS = json(200, { webhooks: [] });

describe('a refusal of 8x8', () => {
  const fault = {
    errorId: '1aa1fc32-8e07-11ea-864e-1961d882f548',
    statusCode: '1001',
    statusMessage: 'Invalid JSON request body',
    timestamp: '2026-07-01T00:00:00Z',
  };
  const { timestamp: _, ...told } = fault;

  it.each([
    [400, 'eightxeight-invalid-request', 422],
    [401, 'eightxeight-unauthorized', 502],
    [403, 'eightxeight-forbidden', 502],
    [404, 'eightxeight-not-found', 404],
    [405, 'eightxeight-refused', 502],
    [422, 'eightxeight-invalid-request', 422],
  ])('with %i is %s, and %i in our own API', async (status, code, ours) => {
    server.reply(json(status, fault));
    const error = await failureOf(read(clientWith()));
    expect(error).toMatchObject({ code, extensions: { upstream: { status, ...told } } });
    expect(toProblem(error, '/v1/x')).toMatchObject({ status: ours, code });
    expect(server.received).toHaveLength(1);
    expect(logs).toEqual([
      expect.stringMatching(
        new RegExp(`^GET /numbers → ${code} ${status} \\(1 attempt, \\d+ ms\\)$`),
      ),
    ]);
  });

  it('tells its number code, as callflows have it', async () => {
    const statusMessage = 'Invalid Callflow : First action should be a MakeCall action';
    server.reply(json(422, { sessionStatus: 'NOT_CREATED', statusCode: -1013, statusMessage }));
    const error = await failureOf(startCall(clientWith()));
    expect(error).toMatchObject({
      extensions: { upstream: { status: 422, statusCode: '-1013', statusMessage } },
    });
  });

  it('is told without the numbers and secrets that it repeats', async () => {
    const statusMessage = `${API_KEY} ${WEBHOOK_SECRET} +65 9117 8965 6568332048\n`;
    server.reply(json(422, { errorId: '6591178965', statusCode: API_KEY, statusMessage }));
    const error = await failureOf(register(clientWith()));
    expect(error).toMatchObject({
      extensions: {
        upstream: { status: 422, statusCode: '[secret]', statusMessage: '[secret] [secret] ••••' },
      },
    });
  });

  it.each([
    ['is empty', json(401, '')],
    ['is HTML', json(401, '<html>', { 'content-type': 'text/html' })],
    ['is no object', json(401, '"no"')],
    ['is endless', json(401, 'x'.repeat(MEBIBYTE))],
    ['breaks off', json(401, '{"statu', { 'content-length': '500' })],
  ] satisfies [string, Reply][])('counts by its status when its body %s', async (_name, reply) => {
    server.reply(reply);
    const error = await failureOf(read(clientWith({ deadlineMs: 200 })));
    expect(error).toMatchObject({ extensions: { upstream: { status: 401 } } });
    expect(error['upstream'] as object).toEqual({ status: 401 });
  });
});

describe('a failure that may pass', () => {
  it.each([
    ['500', json(500, { statusCode: 500, statusMessage: 'Server error' })],
    ['503', json(503, '')],
    ['429', json(429, '')],
    ['a broken connection', hangUp],
    ['a broken body', json(200, '{"numbers": [', { 'content-length': '500' })],
  ] satisfies [string, Reply][])('is tried again: %s', async (_name, failing) => {
    const breakOff: Reply = (response) => {
      failing(response);
      response.socket?.end();
    };
    server.reply(breakOff, breakOff, EMPTY_LIST);
    expect((await read(clientWith())).numbers).toEqual([]);
    // Half of 200 ms and of 400 ms, since the random number is a half.
    expect(pauses).toEqual([100, 200]);
    expect(logs).toEqual([]);
  });

  it.each([
    [json(500, { statusCode: 500, statusMessage: 'Server error' }), 'server-error 500'],
    [json(429, ''), 'rate-limited 429'],
    [hangUp, 'network UND_ERR_SOCKET'],
  ])('is unavailable after three attempts (%#)', async (reply, reason) => {
    server.reply(reply);
    const error = await failureOf(read(clientWith()));
    expect(toProblem(error, '/')).toMatchObject({ status: 503, code: 'eightxeight-unavailable' });
    expect(server.received).toHaveLength(3);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatch(`GET /numbers → eightxeight-unavailable ${reason} (3 attempts, `);
  });

  it('is tried again for a webhook, which only replaces itself, and for a removal', async () => {
    server.reply(hangUp, WEBHOOKS);
    await register(clientWith());
    server.reply(json(500, ''), json(200, {}));
    await clientWith().deleteWebhook(SUB_ACCOUNT, 'VCA');
    expect(server.received.map(({ method }) => method)).toEqual([
      'POST',
      'POST',
      'DELETE',
      'DELETE',
    ]);
  });

  it.each([
    ['silence', silence],
    ['a broken connection', hangUp],
    ['500', json(500, '')],
    ['429', json(429, '', { 'retry-after': '0' })],
  ])('never starts a call twice: %s', async (_, reply) => {
    server.reply(reply);
    const error = await failureOf(startCall(clientWith({ deadlineMs: 150, answerTimeoutMs: 50 })));
    expect(error).toMatchObject({ code: 'eightxeight-unavailable' });
    const push = { protocol: 'S3', host: 'h', username: 'u', password: 'p', path: '/' };
    await failureOf(clientWith({ deadlineMs: 150 }).createRecordingPushConfig(SUB_ACCOUNT, push));
    expect(server.received.map(({ path }) => path.split('/').at(-1))).toEqual([
      'callflows',
      'recording-push-config',
    ]);
  });

  it('waits as long as 8x8 asks, and not longer than makes sense', async () => {
    server.reply(json(429, '', { 'retry-after': '2' }), EMPTY_LIST);
    await read(clientWith());
    expect(pauses).toEqual([2100]);
    server.reply(json(429, '', { 'retry-after': '6' }));
    const error = await failureOf(read(clientWith({ deadlineMs: 60_000 })));
    expect(error).toMatchObject({ reason: 'rate-limited', retryAfterMs: 6_000 });
    expect(pauses).toHaveLength(1);
  });

  it('waits until the date that 8x8 names', async () => {
    const soon = new Date(Date.now() + 3_000).toUTCString();
    server.reply(json(503, '', { 'retry-after': soon }), EMPTY_LIST);
    await read(clientWith());
    expect(pauses[0]).toBeGreaterThan(1_000);
    expect(pauses[0]).toBeLessThanOrEqual(3_100);
  });

  it('is not waited for beyond the deadline', async () => {
    server.reply(json(503, '', { 'retry-after': '3' }));
    await failureOf(read(clientWith({ deadlineMs: 2_000 })));
    expect(server.received).toHaveLength(1);
    expect(pauses).toEqual([]);
  });
});

describe('8x8 out of reach', () => {
  it('is given up within the deadline when it never answers', async () => {
    server.reply(silence);
    const startedAt = performance.now();
    const error = await failureOf(read(clientWith({ deadlineMs: 300, answerTimeoutMs: 100 })));
    expect(error).toMatchObject({ code: 'eightxeight-unavailable', reason: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(server.received.length).toBeGreaterThan(1);
  });

  it('is given up within the deadline when its body stalls', async () => {
    server.reply(stall);
    const error = await failureOf(read(clientWith({ deadlineMs: 200 })));
    expect(error).toMatchObject({ code: 'eightxeight-unavailable', reason: 'timeout' });
    expect(server.received).toHaveLength(1);
  });

  it('may take its time over a body that it has begun', async () => {
    server.reply((response) => {
      response.writeHead(200);
      response.write('{"totalNumbers": 0,');
      setTimeout(() => response.end('"numbers": []}'), 700);
    });
    const list = await read(clientWith({ answerTimeoutMs: 500 }));
    expect(list.numbers).toEqual([]);
    expect(server.received).toHaveLength(1);
  });

  it('is unavailable when nobody listens', async () => {
    const client = clientWith();
    await server.close();
    const error = await failureOf(read(client));
    expect(error).toMatchObject({
      extensions: { reason: 'network', networkCode: 'ECONNREFUSED' },
    });
    expect(pauses).toHaveLength(2);
    server = await ScriptedServer.start();
  });
});

describe('an answer that is not one of 8x8', () => {
  it.each([
    ['HTML', json(200, '<!doctype html><title>Welcome</title>', { 'content-type': 'text/html' })],
    ['truncated', json(200, '{"numbers": [{"msisdn": "65')],
    ['empty', json(200, '')],
    ['binary', json(200, '\0\u0001')],
  ] satisfies [string, Reply][])('is a bad one: %s', async (_name, reply) => {
    server.reply(reply);
    const error = await failureOf(read(clientWith()));
    expect(error).toMatchObject({ code: 'eightxeight-bad-answer', reason: 'not-json' });
    expect(toProblem(error, '/')).toMatchObject({ status: 502 });
    expect(server.received).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'is a bad one: a redirect to another host, which is never asked (%i)',
    async (status) => {
      const other = await ScriptedServer.start();
      other.reply(EMPTY_LIST);
      for (const location of [other.url, `${server.url}/elsewhere`, '']) {
        server.reply(json(status, '{}', { location }));
        for (const call of [read, register, startCall]) {
          const error = await failureOf(call(clientWith()));
          expect(error).toMatchObject({ code: 'eightxeight-bad-answer', reason: 'redirect' });
        }
      }
      expect(other.received).toEqual([]);
      expect(server.received.filter(({ path }) => path === '/elsewhere')).toEqual([]);
      await other.close();
    },
  );

  it('is not read to its end when it has 20 MB', async () => {
    let sent = 0;
    const flood: Reply = (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const send = () => {
        while (!response.destroyed && sent < 20 * MEBIBYTE) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', send);
        }
        response.end();
      };
      send();
    };
    server.reply(flood);
    const error = await failureOf(read(clientWith()));
    expect(error).toMatchObject({ code: 'eightxeight-bad-answer', reason: 'too-large' });
    expect(sent).toBeLessThan(20 * MEBIBYTE);
    expect(server.received).toHaveLength(1);
  });

  it('may be large within the limit', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => ({
      msisdn: String(6_500_000_000 + index),
      operationalStatus: 'Active',
    }));
    server.reply(json(200, { totalNumbers: numbers.length, numbers }));
    const list = await read(clientWith());
    expect(list.numbers).toHaveLength(20_000);
  });
});

describe('the API key', () => {
  it('is needed: without one nothing is sent', async () => {
    const error = await failureOf(read(clientWith({ apiKey: undefined })));
    expect(error).toMatchObject({ code: 'eightxeight-not-configured' });
    expect(toProblem(error, '/')).toMatchObject({ status: 503 });
    expect(server.received).toEqual([]);
  });

  it('does not show when the client is inspected or serialised', () => {
    const client = clientWith();
    expect(inspect(client, { depth: null, showHidden: true })).not.toContain(API_KEY);
    expect(JSON.stringify(client)).not.toContain(API_KEY);
  });

  it.each(['key\r\nx: y', 'schlüssel', 'two words', ''])(
    'that cannot stand in a header is refused without being told: %j',
    (apiKey) => {
      expect(() => clientWith({ apiKey })).toThrow(/^not an API key$/);
    },
  );
});
