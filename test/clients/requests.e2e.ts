import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answerOf,
  type ClientOptions,
  createMasklineClient,
  EventSignatureError,
  isProblem,
  itemsOf,
  NoResponseError,
  verifyEvent,
} from '../../clients/typescript/src/index.js';

type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that behaves in turn, the last way for ever. */
let behaviours: Behaviour[];
let received: { method: string; url: string; body: string }[];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    received.push({ method: request.method!, url: request.url!, body });
    const behave = behaviours.length > 1 ? behaviours.shift()! : behaviours[0]!;
    behave(response, request);
  });
});
let url: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
const json =
  (status: number, body: object, headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': JSON_TYPE, ...headers })
      .end(JSON.stringify(body));
const problem = (status: number, code: string, headers: Record<string, string> = {}): Behaviour =>
  json(
    status,
    { code, status, detail: 'No.', instance: '/v1' },
    { 'content-type': PROBLEM_TYPE, ...headers },
  );
const fromProxy =
  (status: number): Behaviour =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Oh</h1>');
const hangUp: Behaviour = (response) => void response.destroy();
const silent: Behaviour = () => undefined;
const OK = json(200, { items: [], nextCursor: null });

const client = (options?: ClientOptions) => createMasklineClient(url, 'key', options);
const body = {
  pool: 'rides',
  reference: 'ride-1',
  parties: [{ role: 'rider', phoneNumber: '+6591178965' }],
};
const read = (options?: ClientOptions) => answerOf(client(options).GET('/v1/pools'));
const book = (options?: ClientOptions) => answerOf(client(options).POST('/v1/bookings', { body }));
/** Creates another subscription each time. */
const subscribe = (options?: ClientOptions) =>
  answerOf(
    client(options).POST('/v1/event-subscriptions', { body: { url: 'https://a.example/events' } }),
  );

describe('a request that failed', () => {
  it.each([
    ['a lost response', hangUp],
    ['503', problem(503, 'database-unavailable')],
    ['504 of a proxy', fromProxy(504)],
    ['502 of a proxy', fromProxy(502)],
  ])(
    'is sent again after %s if that has the same effect, with the same body',
    async (_, failure) => {
      for (const request of [read, book]) {
        received = [];
        behaviours = [failure, OK];
        await request();
        expect(received).toHaveLength(2);
        expect(received[1]).toEqual(received[0]);
      }
      expect(JSON.parse(received[1]!.body)).toEqual(body);
      received = [];
      behaviours = [failure, OK];
      await expect(subscribe()).rejects.toThrow();
      expect(received).toHaveLength(1);
    },
  );

  it.each([
    [429, 'rate-limited'],
    [503, 'overloaded'],
  ])('is sent again after %i, when the server says', async (status, code) => {
    behaviours = [problem(status, code, { 'retry-after': '1' }), OK];
    const start = performance.now();
    await subscribe();
    expect(received).toHaveLength(2);
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  it('understands a date in Retry-After', async () => {
    behaviours = [problem(429, 'rate-limited', { 'retry-after': new Date().toUTCString() }), OK];
    await subscribe();
    expect(received).toHaveLength(2);
  });

  it.each([
    ['a wait of more than half a minute', problem(429, 'rate-limited', { 'retry-after': '31' })],
    ['another refusal', problem(409, 'reference-taken')],
    ['a failure of 8x8', problem(502, 'eightxeight-refused')],
    ['too many calls', problem(429, 'too-many-calls')],
  ])('is not sent again for %s', async (_, failure) => {
    behaviours = [failure, OK];
    await expect(book()).rejects.toThrow();
    expect(received).toHaveLength(1);
  });

  it('is sent three times at most, or as often as you say', async () => {
    behaviours = [hangUp];
    await expect(read()).rejects.toMatchObject({ reason: 'network' });
    expect(received).toHaveLength(3);
    received = [];
    await expect(read({ attempts: 1 })).rejects.toThrow(NoResponseError);
    expect(received).toHaveLength(1);
  });

  it('ends when you abort it', async () => {
    behaviours = [problem(503, 'overloaded', { 'retry-after': '20' }), OK];
    const { signal, abort } = stoppable();
    const request = client().GET('/v1/pools', { signal });
    await expect.poll(() => received.length).toBe(1);
    abort();
    await expect(request).rejects.toThrow('enough');
    expect(received).toHaveLength(1);
  });

  it('ends when you abort it before there is a response', async () => {
    behaviours = [silent];
    const { signal, abort } = stoppable();
    const request = client().GET('/v1/pools', { signal });
    await expect.poll(() => received.length).toBe(1);
    abort();
    await expect(request).rejects.toThrow('enough');
    expect(received).toHaveLength(1);
  });
});

const stoppable = () => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error('enough')) };
};

describe('an error', () => {
  it('says that time ran out, also in the middle of a body', async () => {
    const halfway: Behaviour = (response) => {
      response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': '100' });
      response.write('{');
    };
    for (const behaviour of [silent, halfway]) {
      behaviours = [behaviour];
      await expect(read({ timeoutMs: 200, attempts: 1 })).rejects.toMatchObject({
        name: 'NoResponseError',
        reason: 'timeout',
      });
    }
  });

  it('has the members of its code', async () => {
    const reasons = { conflict: 3 };
    behaviours = [
      json(
        409,
        { code: 'pool-exhausted', instance: '/v1', detail: 'No.', reasons },
        { 'content-type': PROBLEM_TYPE },
      ),
    ];
    const error: unknown = await book().catch((caught: unknown) => caught);
    expect(isProblem(error, 'reference-taken')).toBe(false);
    expect(isProblem(error, 'reference-taken', 'pool-exhausted')).toBe(true);
    if (isProblem(error, 'pool-exhausted')) expect(error.problem.reasons).toEqual(reasons);
  });

  it('says if something else than Maskline responded', async () => {
    behaviours = [fromProxy(404)];
    await expect(read()).rejects.toMatchObject({ reason: 'unexpected', status: 404 });
  });
});

describe('a list', () => {
  it('is read page by page, and no further than needed', async () => {
    const page = (items: string[], nextCursor: string | null) =>
      json(200, { items: items.map((name) => ({ name })), nextCursor });
    behaviours = [page(['a', 'b'], 'c1'), page([], 'c2'), page(['c'], null)];
    const pools = () =>
      itemsOf((query) => client().GET('/v1/pools', { params: { query: { limit: 2, ...query } } }));
    const names: string[] = [];
    for await (const { name } of pools()) names.push(name);
    expect(names).toEqual(['a', 'b', 'c']);
    expect(received.map(({ url: path }) => path)).toEqual([
      '/v1/pools?limit=2',
      '/v1/pools?limit=2&cursor=c1',
      '/v1/pools?limit=2&cursor=c2',
    ]);
    received = [];
    behaviours = [page(['a', 'b'], 'c1')];
    for await (const { name } of pools()) if (name === 'b') break;
    expect(received).toHaveLength(1);
  });
});

describe('the signature of an event', () => {
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  const event = JSON.stringify({ id: 'e1', type: 'call.missed', pool: 'rides', data: {} });
  const sign = (at = new Date()) => ({
    'webhook-id': 'e1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('e1', at, event),
  });

  it('is accepted with the headers of Node and of the Fetch API', () => {
    for (const headers of [sign(), new Headers(sign())]) {
      expect(verifyEvent(event, headers, secret).type).toBe('call.missed');
      expect(verifyEvent(Buffer.from(event), headers, secret).type).toBe('call.missed');
    }
  });

  it('is refused if it is missing, old, or of something else', () => {
    const old = new Date(Date.now() - 301_000);
    const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;
    const refused = [
      () => verifyEvent(event, {}, secret),
      () => verifyEvent(event, sign(old), secret),
      () => verifyEvent(event.replace('missed', 'ended'), sign(), secret),
      () => verifyEvent(event, sign(), other),
      () => verifyEvent(event, { ...sign(), 'webhook-signature': ['v1,a', 'v1,b'] }, secret),
    ];
    for (const verify of refused) expect(verify).toThrow(EventSignatureError);
  });
});
