import diagnostics from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HTTP_LIMITS } from '../../src/platform/config/index.js';
import { ADMIN_API_KEY, startApp, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { newApiKey } from '../../src/platform/security/api-keys/api-key-format.js';
import {
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  type TestBooking,
} from '../support/scenario.js';

let app: TestApp;
let booking: TestBooking;
const sockets: Socket[] = [];
beforeAll(async () => {
  app = await startApp();
  booking = await createBooking(app, (await createPool(app)).name);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await app.stop();
});

/** Starts a replica with the production limits. */
const strict = (environment = {}, httpLimits = {}) =>
  app.replica(environment, { httpLimits: { ...HTTP_LIMITS, ...httpLimits } });

function open(to: TestApp): Socket {
  const { hostname, port } = new URL(to.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`;

const isOpen = async (to: TestApp): Promise<number> => {
  const server = to.nest.getHttpServer() as Server;
  return promisify(server.getConnections.bind(server))();
};

/** Returns everything received until the connection is closed. */
function allOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text));
  });
}

async function callIsAnswered(by: TestApp): Promise<void> {
  const { rider, driver, virtualNumber } = booking;
  expect(connectedTo(await dial(by, rider, virtualNumber))).toBe(driver);
}

describe('a connection that reads no responses', () => {
  const secret = 'authorization: not-the-secret\r\n';
  it.each([
    ['a document', get('/openapi.json')],
    ['a page', get('/docs')],
    ['metrics', get('/metrics')],
    ['a probe', get('/health/live')],
    ['an unknown path', get('/nothing-here')],
    ['the admin API without a key', get('/v1/bookings')],
    [
      'a carrier webhook with a wrong secret',
      `POST /webhooks/8x8/call-action HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n${secret}\r\n`,
    ],
  ])(
    'and requests %s 3,000 times is served only in part, and delays no call',
    async (_what, text) => {
      const replica = await strict();
      let finished = 0;
      const count = () => (finished += 1);
      diagnostics.subscribe('http.server.response.finish', count);
      try {
        const socket = open(replica);
        socket.pause();
        socket.write(text.repeat(3_000));
        await expect.poll(() => finished).toBeGreaterThan(0);
        await callIsAnswered(replica);
        expect(finished).toBeLessThan(2_500);
        socket.destroy();
      } finally {
        diagnostics.unsubscribe('http.server.response.finish', count);
      }
    },
  );

  it('is closed if a response cannot be written for a long time', async () => {
    const replica = await app.replica({}, { httpLimits: { writeTimeout: 300 } });
    const socket = open(replica);
    socket.pause();
    socket.write(get('/openapi.json').repeat(200));
    await expect.poll(() => isOpen(replica)).toBe(1);
    await expect.poll(() => isOpen(replica)).toBe(0);
  });
});

describe('a connection with pipelined requests', () => {
  it('gets all responses in order', async () => {
    const socket = open(app);
    const paths = ['/health/live', '/v1/pools', '/nothing-here', '/docs/errors', '/v1/nothing'];
    const key = `authorization: Bearer ${ADMIN_API_KEY}\r\n`;
    const asked = Array.from({ length: 100 }, (_, at) => paths[at % paths.length]!);
    socket.write(asked.map((path) => get(path, key)).join(''));
    socket.write(get('/health/live', 'connection: close\r\n'));
    const text = await allOf(socket);
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
    const expected = asked.map((_, at) => ['200', '200', '404', '200', '404'][at % paths.length]);
    expect(statuses).toEqual([...expected, '200']);
  });

  it('gets the callflow of a call that is followed by garbage, and then a problem', async () => {
    const body = JSON.stringify(callReceived(booking.rider, booking.virtualNumber));
    const socket = open(app);
    const head = `POST /webhooks/8x8/call-action HTTP/1.1\r\nhost: x\r\nauthorization: ${WEBHOOK_SECRET}\r\n`;
    socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}nonsense\r\n\r\n`);
    const [, first, second] = (await allOf(socket)).split('HTTP/1.1 ');
    expect(first).toMatch(/^200 OK/);
    expect(first).toContain(booking.driver);
    expect(second).toMatch(/^400 Bad Request/);
    expect(second).toContain('malformed-request');
  });
});

describe('an endless body', () => {
  it.each([
    ['POST /v1/pools', 401],
    ['POST /webhooks/8x8/call-action', 401],
    ['POST /nothing-here', 404],
    ['POST /docs', 405],
    ['GET /health/live', 200],
  ])('is not read if the request is answered without it: %s gets %i', async (line, status) => {
    const socket = open(app);
    socket.write(`${line} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    const sending = setInterval(() => socket.write(chunk), 5);
    const text = await allOf(socket).finally(() => clearInterval(sending));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain('connection: close');
  });

  it('is not assumed for a short body, whose connection stays open', async () => {
    const socket = open(app);
    socket.write('POST /v1/pools HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\n');
    const text = allOf(socket);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(`abc${get('/health/live', 'connection: close\r\n')}`);
    expect(await text).toMatch(/^HTTP\/1.1 401 [^]*HTTP\/1.1 200 /);
  });
});

describe('a malformed HTTP request', () => {
  it.each([
    ['no Host', 'GET /health/live HTTP/1.1\r\n\r\n', 400],
    ['an expectation', get('/health/live', 'expect: a miracle\r\n'), 417],
    ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\n\r\n', 405],
    ['an unknown version', 'GET / HTTP/7.3\r\nhost: x\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['an unknown method', 'BREW / HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['two lengths', get('/docs', 'content-length: 1\r\ncontent-length: 2\r\n'), 400],
    ['a coding', get('/docs', 'transfer-encoding: gzip, chunked\r\n'), 400],
    ['a space before a colon', get('/docs', 'content-length : 1\r\n'), 400],
  ])('gets a problem with the security headers: %s', async (_what, text, status) => {
    const socket = open(app);
    socket.write(text);
    const answer = await allOf(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('x-content-type-options: nosniff');
    expect(answer).toContain('connection: close');
  });

  it.each([
    ['an upgrade', get('/health/live', 'connection: upgrade\r\nupgrade: websocket\r\n'), 200],
    ['an expected body', get('/health/live', 'expect: 100-continue\r\n'), 100],
  ])('is not assumed for %s', async (_what, text, status) => {
    const socket = open(app);
    socket.write(text);
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    socket.destroy();
  });
});

describe('a flood of requests without a key', () => {
  it('is refused after the first few, while calls, keys and probes are served', async () => {
    const replica = await strict({}, { publicPerSecond: 1, refusalDelay: 20, probeDelay: 20 });
    const flood = [];
    for (let at = 0; at < 10; at += 1) flood.push(await request(replica.url).get('/docs/errors'));
    expect(flood.slice(0, 2).map(({ status }) => status)).toEqual([200, 200]);
    const refused = flood.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, body } of refused) {
      expect(headers['retry-after']).toBe('1');
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body.code).toBe('overloaded');
    }
    for (let at = 0; at < 10; at += 1) {
      await callIsAnswered(replica);
      await replica.get('/v1/pools').expect(200);
      for (const path of ['/health/live', '/health/ready']) {
        const { body } = await request(replica.url).get(path).expect(200);
        expect(body).toMatchObject({ status: 'ok' });
      }
    }
  });

  it('with well-formed keys is refused without database look-ups', async () => {
    const replica = await strict({}, { publicPerSecond: 1, refusalDelay: 20 });
    const statuses: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      statuses.push((await replica.as(newApiKey()).get('/v1/pools')).status);
    }
    expect(statuses.slice(0, 2)).toEqual([401, 401]);
    expect(statuses).toContain(503);
  });

  it('to unknown paths is refused even with a key', async () => {
    const replica = await strict({}, { publicPerSecond: 1 });
    const statuses = [];
    for (let at = 0; at < 8; at += 1) statuses.push((await replica.get('/v1/nothing')).status);
    expect(statuses.slice(0, 2)).toEqual([404, 404]);
    expect(statuses).toContain(503);
  });
});

describe('more connections than the maximum', () => {
  it('shut out silent connections and no call', async () => {
    const replica = await app.replica({ MAX_CONNECTIONS: '10' });
    const carrier = open(replica);
    const body = JSON.stringify(callReceived(booking.rider, booking.virtualNumber));
    const call = `POST /webhooks/8x8/call-action HTTP/1.1\r\nhost: x\r\nauthorization: ${WEBHOOK_SECRET}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const answer = () =>
      new Promise((resolve) => {
        carrier.once('data', (chunk: Buffer) => resolve(chunk.toString()));
        carrier.write(call);
      });
    expect(await answer()).toContain(booking.driver);
    const silent = Array.from({ length: 30 }, () => open(replica));
    await expect.poll(() => silent.filter(({ destroyed }) => destroyed).length).toBe(21);
    await callIsAnswered(replica);
    expect(await answer()).toContain(booking.driver);
    // Open connections do not delay the shutdown.
    await replica.nest.close();
  });
});
