import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { toProblem } from '../../platform/rest/index.js';
import {
  API_KEY,
  ClientUnderTest,
  EMPTY_LIST,
  MEBIBYTE,
  read,
  register,
  startCall,
  SUB_ACCOUNT,
  WEBHOOK_SECRET,
} from '../test-support/client-under-test.js';
import { hangUp, json, type Reply, silence, stall } from '../test-support/scripted-server.js';

let stage: ClientUnderTest;
beforeEach(async () => {
  stage = await ClientUnderTest.start();
});
afterEach(() => stage.server.close());

const WEBHOOKS = json(200, { webhooks: [] });

describe('an error response of 8x8', () => {
  const fault = {
    errorId: '1aa1fc32-8e07-11ea-864e-1961d882f548',
    statusCode: '1001',
    statusMessage: 'Invalid JSON request body',
    timestamp: '2026-07-01T00:00:00Z',
  };
  const { timestamp: _, ...details } = fault;

  it.each([
    [400, 'eightxeight-invalid-request', 422],
    [401, 'eightxeight-unauthorized', 502],
    [403, 'eightxeight-forbidden', 502],
    [404, 'eightxeight-not-found', 404],
    [405, 'eightxeight-refused', 502],
    [422, 'eightxeight-invalid-request', 422],
  ])('with status %i is %s, and %i in the API of Maskline', async (status, code, ours) => {
    stage.server.reply(json(status, fault));
    const error = await stage.failureOf(read(stage.clientWith()));
    expect(error).toMatchObject({ code, extensions: { upstream: { status, ...details } } });
    expect(toProblem(error, '/v1/x')).toMatchObject({ status: ours, code });
    expect(stage.server.received).toHaveLength(1);
    expect(stage.logs).toEqual([
      expect.stringMatching(
        new RegExp(`^GET /numbers → ${code} ${status} \\(1 attempt, \\d+ ms\\)$`),
      ),
    ]);
  });

  it('includes its numeric code, as in callflows', async () => {
    const statusMessage = 'Invalid Callflow : First action should be a MakeCall action';
    stage.server.reply(
      json(422, { sessionStatus: 'NOT_CREATED', statusCode: -1013, statusMessage }),
    );
    const error = await stage.failureOf(startCall(stage.clientWith()));
    expect(error).toMatchObject({
      extensions: { upstream: { status: 422, statusCode: '-1013', statusMessage } },
    });
  });

  it('is reported without the numbers and secrets that it echoes', async () => {
    const statusMessage = `${API_KEY} ${WEBHOOK_SECRET} +65 9117 8965 6568332048\n`;
    stage.server.reply(json(422, { errorId: '6591178965', statusCode: API_KEY, statusMessage }));
    const error = await stage.failureOf(register(stage.clientWith()));
    expect(error).toMatchObject({
      extensions: {
        upstream: { status: 422, statusCode: '[secret]', statusMessage: '[secret] [secret] ••••' },
      },
    });
  });

  it.each([
    ['is empty', json(401, '')],
    ['is HTML', json(401, '<html>', { 'content-type': 'text/html' })],
    ['is not an object', json(401, '"no"')],
    ['is endless', json(401, 'x'.repeat(MEBIBYTE))],
    ['breaks off', json(401, '{"statu', { 'content-length': '500' })],
  ] satisfies [string, Reply][])('is read by its status if its body %s', async (_name, reply) => {
    stage.server.reply(reply);
    const error = await stage.failureOf(read(stage.clientWith({ deadlineMs: 1_000 })));
    expect(error).toMatchObject({ extensions: { upstream: { status: 401 } } });
    expect(error['upstream'] as object).toEqual({ status: 401 });
  });
});

describe('a transient failure', () => {
  it.each([
    ['500', json(500, { statusCode: 500, statusMessage: 'Server error' })],
    ['503', json(503, '')],
    ['429', json(429, '')],
    ['a broken connection', hangUp],
    ['a broken body', json(200, '{"numbers": [', { 'content-length': '500' })],
  ] satisfies [string, Reply][])('is retried: %s', async (_name, failing) => {
    const breakOff: Reply = (response) => {
      failing(response);
      response.socket?.end();
    };
    stage.server.reply(breakOff, breakOff, EMPTY_LIST);
    expect((await read(stage.clientWith())).numbers).toEqual([]);
    // Half of 200 ms and of 400 ms, since the random number is 0.5.
    expect(stage.pauses).toEqual([100, 200]);
    expect(stage.logs).toEqual([]);
  });

  it.each([
    [json(500, { statusCode: 500, statusMessage: 'Server error' }), 'server-error 500'],
    [json(429, ''), 'rate-limited 429'],
    [hangUp, 'network UND_ERR_SOCKET'],
  ])('is unavailable after three attempts (%#)', async (reply, reason) => {
    stage.server.reply(reply);
    const error = await stage.failureOf(read(stage.clientWith()));
    expect(toProblem(error, '/')).toMatchObject({ status: 503, code: 'eightxeight-unavailable' });
    expect(stage.server.received).toHaveLength(3);
    expect(stage.logs).toHaveLength(1);
    expect(stage.logs[0]).toMatch(`GET /numbers → eightxeight-unavailable ${reason} (3 attempts, `);
  });

  it('is retried when registering a webhook, which only replaces itself, and when deleting', async () => {
    stage.server.reply(hangUp, WEBHOOKS);
    await register(stage.clientWith());
    stage.server.reply(json(500, ''), json(200, {}));
    await stage.clientWith().deleteWebhook(SUB_ACCOUNT, 'VCA');
    expect(stage.server.received.map(({ method }) => method)).toEqual([
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
    stage.server.reply(reply);
    const error = await stage.failureOf(
      startCall(stage.clientWith({ deadlineMs: 1_000, answerTimeoutMs: 500 })),
    );
    expect(error).toMatchObject({ code: 'eightxeight-unavailable' });
    const push = { protocol: 'S3', host: 'h', username: 'u', password: 'p', path: '/' };
    await stage.failureOf(
      stage.clientWith({ deadlineMs: 1_000 }).createRecordingPushConfig(SUB_ACCOUNT, push),
    );
    expect(stage.server.received.map(({ path }) => path.split('/').at(-1))).toEqual([
      'callflows',
      'recording-push-config',
    ]);
  });

  it('is retried after the time that 8x8 asks for, within a limit', async () => {
    stage.server.reply(json(429, '', { 'retry-after': '2' }), EMPTY_LIST);
    await read(stage.clientWith());
    expect(stage.pauses).toEqual([2100]);
    stage.server.reply(json(429, '', { 'retry-after': '6' }));
    const error = await stage.failureOf(read(stage.clientWith({ deadlineMs: 60_000 })));
    expect(error).toMatchObject({ reason: 'rate-limited', retryAfterMs: 6_000 });
    expect(stage.pauses).toHaveLength(1);
  });

  it('is retried at the date that 8x8 names', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T08:00:00Z') });
    onTestFinished(() => void vi.useRealTimers());
    const soon = 'Tue, 24 Nov 2026 08:00:03 GMT';
    stage.server.reply(json(503, '', { 'retry-after': soon }), EMPTY_LIST);
    await read(stage.clientWith());
    expect(stage.pauses).toEqual([3_100]);
  });

  it('is not retried beyond the deadline', async () => {
    stage.server.reply(json(503, '', { 'retry-after': '3' }));
    await stage.failureOf(read(stage.clientWith({ deadlineMs: 2_000 })));
    expect(stage.server.received).toHaveLength(1);
    expect(stage.pauses).toEqual([]);
  });
});

describe('an unreachable 8x8', () => {
  it('is given up within the deadline if it never responds', async () => {
    stage.server.reply(silence);
    const error = await stage.failureOf(
      read(stage.clientWith({ deadlineMs: 2_000, answerTimeoutMs: 800 })),
    );
    expect(error).toMatchObject({ code: 'eightxeight-unavailable', reason: 'timeout' });
    expect(stage.server.received.length).toBeGreaterThan(1);
  });

  it('is given up within the deadline if its body stalls', async () => {
    stage.server.reply(stall);
    const error = await stage.failureOf(read(stage.clientWith({ deadlineMs: 200 })));
    expect(error).toMatchObject({ code: 'eightxeight-unavailable', reason: 'timeout' });
    expect(stage.server.received).toHaveLength(1);
  });

  it('may take longer over a body that it has begun', async () => {
    stage.server.reply((response) => {
      response.writeHead(200);
      response.write('{"totalNumbers": 0,');
      setTimeout(() => response.end('"numbers": []}'), 1_700);
    });
    const list = await read(stage.clientWith({ answerTimeoutMs: 1_500 }));
    expect(list.numbers).toEqual([]);
    expect(stage.server.received).toHaveLength(1);
  });

  it('is unavailable if nothing listens', async () => {
    const client = stage.clientWith();
    await stage.server.close();
    const error = await stage.failureOf(read(client));
    expect(error).toMatchObject({
      extensions: { reason: 'network', networkCode: 'ECONNREFUSED' },
    });
    expect(stage.pauses).toHaveLength(2);
  });
});
