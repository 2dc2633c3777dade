import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresPool } from '../../src/platform/database/index.js';
import { startTracing } from '../../src/platform/observability/index.js';
import { ADMIN_API_KEY, NUMBER_KEYS, type TestApp, WEBHOOK_SECRET } from '../support/app.js';
import { EIGHTXEIGHT_KEY } from '../support/carrier/platform.js';
import { runJob } from '../support/job-runs.js';
import { OtlpCollector } from '../support/servers/otlp-collector.js';
import { callReceived, createBooking, newPhone } from '../support/scenario.js';
import { createTextPool, inboundText, startTexts } from '../support/texts.js';
import {
  deliverAll,
  subscribe,
  TO_LOOPBACK,
  WebhookReceiver,
} from '../support/servers/webhook-receiver.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SERVER = 2;
const CLIENT = 3;

let app: TestApp;
let stopApp: () => Promise<void>;
let collector: OtlpCollector;
let receiver: WebhookReceiver;
let stopTracing: () => Promise<void>;
const reports: string[] = [];

/** Sets variables of this process, where the packages of OpenTelemetry read them. */
async function trace(env: Record<string, string>): Promise<void> {
  Object.assign(process.env, { OTEL_BSP_SCHEDULE_DELAY: '20', ...env });
  const report = (line: string) => reports.push(line);
  stopTracing = await startTracing({ version: '1.2.3', report: (line) => void report(line) });
}

beforeAll(async () => {
  ({ app, stop: stopApp } = await startTexts({
    ...TO_LOOPBACK,
    EIGHTXEIGHT_BASE_URL: 'http://127.0.0.1:9',
  }));
  receiver = await WebhookReceiver.start();
});
afterAll(async () => {
  await stopApp();
  await receiver.close();
});
beforeEach(async () => {
  collector = await OtlpCollector.start();
  reports.length = 0;
});
afterEach(async () => {
  await stopTracing();
  await collector.close();
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OTEL_')) Reflect.deleteProperty(process.env, name);
  }
});

const toCollector = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
const call = (from: string, to: string, headers: Record<string, string> = {}) =>
  app.webhook('call-action', callReceived(from, to)).set(headers).expect(200);

/** Returns the spans of a name, once there are as many. */
const spans = async (name: string, count = 1) => {
  await expect.poll(() => collector.named(name).length).toBeGreaterThanOrEqual(count);
  return collector.named(name);
};

describe('a trace', () => {
  it('of a call handle has the request and its statement, in the trace of the caller', async () => {
    const pool = await createTextPool(app);
    const { id, rider, virtualNumber } = await createBooking(app, pool.name);
    await trace({ ...toCollector(), OTEL_EXPORTER_OTLP_HEADERS: 'authorization=collector-key' });
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    await call(rider, virtualNumber, { traceparent, 'x-request-id': 'traced-17' });
    const [request] = await spans('POST /webhooks/8x8/call-action');
    expect(request).toMatchObject({
      traceId: TRACE,
      parentSpanId: '00f067aa0ba902b7',
      kind: SERVER,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/webhooks/8x8/call-action',
        'http.response.status_code': 200,
        'maskline.surface': 'voice-webhooks',
        'maskline.request_id': 'traced-17',
        'maskline.booking_id': id,
      },
    });
    const [statement] = await spans('decide-usual-calls');
    expect(statement).toMatchObject({
      traceId: TRACE,
      parentSpanId: request!.spanId,
      kind: CLIENT,
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'decide-usual-calls',
      },
    });
    expect(collector.headers.authorization).toBe('collector-key');
    expect(collector.resource).toMatchObject({
      'service.name': 'maskline',
      'service.version': '1.2.3',
    });
  });

  it('is not begun for a request that the caller does not sample', async () => {
    await trace(toCollector());
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-00`;
    await app.get('/v1/pools').set('traceparent', traceparent).expect(200);
    await app.get('/v1/jobs').expect(200);
    await spans('GET /v1/jobs');
    expect(collector.named('GET /v1/pools')).toEqual([]);
  });

  it('of calls that share a statement links it to each of them', async () => {
    await trace(toCollector());
    const handles = Array.from({ length: 12 }, () => call(newPhone(), newPhone()));
    await Promise.all(handles);
    const requests = await spans('POST /webhooks/8x8/call-action', 12);
    await expect
      .poll(() => {
        const statements = collector.spans.filter(({ name }) => name.startsWith('decide-'));
        const served = new Set(
          statements.flatMap(({ parentSpanId, links }) => [
            parentSpanId,
            ...links.map(({ spanId }) => spanId),
          ]),
        );
        return requests.filter(({ spanId }) => !served.has(spanId));
      })
      .toEqual([]);
  });

  it('has each statement in the trace of its own request, also after a wait for a connection', async () => {
    const database = app.nest.get(PostgresPool);
    const clients = await Promise.all(
      Array.from({ length: database.options.max }, () => database.connect()),
    );
    await trace(toCollector());
    const requests = ['/v1/jobs', '/v1/event-subscriptions'].map((path) =>
      app.get(path).expect(200),
    );
    const pending = Promise.all(requests.map((one) => one.then(() => undefined)));
    await expect.poll(() => database.waitingCount).toBe(2);
    for (const client of clients) client.release();
    await pending;
    const [jobs] = await spans('GET /v1/jobs');
    const [list] = await spans('list-jobs');
    expect(list!.traceId).toBe(jobs!.traceId);
  });

  it('names failures by a code', async () => {
    await trace(toCollector());
    await app.get('/v1/pools').expect(200);
    await app.db.query('alter table job rename to job_away');
    await app.get('/v1/jobs').expect(500);
    await app.db.query('alter table job_away rename to job');
    const [request] = await spans('GET /v1/jobs');
    expect(request).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '500' } });
    const [statement] = await spans('list-jobs');
    expect(statement).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '42P01' } });
  });

  it('shows requests to 8x8 and deliveries of events', async () => {
    const pool = await createTextPool(app);
    const { rider, virtualNumber } = await createBooking(app, pool.name);
    await subscribe(app, receiver, { pools: [pool.name] });
    await trace(toCollector());
    await createBooking(app, pool.name);
    await app.webhook('sms', inboundText(rider, virtualNumber, 'hello')).expect(200);
    await runJob(app, 'messages');
    await deliverAll(app);
    const [sent] = await spans('8x8 POST texts');
    expect(sent).toMatchObject({ kind: CLIENT, attributes: { 'http.response.status_code': 200 } });
    const [delivery] = await spans('deliver event');
    expect(delivery).toMatchObject({
      kind: CLIENT,
      attributes: { 'maskline.event_type': 'booking.created', 'maskline.attempt': 1 },
    });
    await app.post(`/v1/pools/${pool.name}/sync`);
    const [sync] = await spans('8x8 GET /numbers');
    expect(sync).toMatchObject({ kind: CLIENT, status: { code: 2 } });
  });

  it('holds no phone number, text or key', async () => {
    const secret = `secret-${randomUUID()}`;
    const pool = await createTextPool(app);
    await trace(toCollector());
    await subscribe(app, { url: `${receiver.url}?token=${secret}` }, { pools: [pool.name] });
    const { id, rider, driver, virtualNumber } = await createBooking(app, pool.name, {
      metadata: { note: secret },
    });
    await app.get(`/v1/bookings/${id}?reveal=true`).set('audit-reason', 'a test').expect(200);
    await app.post('/v1/bookings/search', { phoneNumber: rider }).expect(200);
    await call(rider, virtualNumber);
    const stranger = newPhone();
    await call(stranger, virtualNumber, { 'x-request-id': stranger, traceparent: stranger });
    await app.get(`/v1/bookings/${stranger.slice(1)}?phoneNumber=${stranger.slice(1)}`);
    await app.webhook('sms', inboundText(rider, virtualNumber, `a text: ${secret}`)).expect(200);
    await app.webhook('sms', { text: secret }).expect(200);
    await runJob(app, 'messages');
    await deliverAll(app);
    await spans('deliver event');
    await stopTracing();
    const everything = collector.bodies.join('\n');
    expect(collector.spans.length).toBeGreaterThan(20);
    for (const [what, word] of Object.entries({
      secret,
      rider: rider.slice(1),
      driver: driver.slice(1),
      stranger: stranger.slice(1),
      adminKey: ADMIN_API_KEY,
      webhookSecret: WEBHOOK_SECRET,
      numberKeys: NUMBER_KEYS,
      carrierKey: EIGHTXEIGHT_KEY,
    })) {
      expect(everything.includes(word), what).toBe(false);
    }
  });
});

describe('a dead collector', () => {
  it.each(['that refuses connections', 'that never answers', 'that closes each connection'])(
    '%s costs neither calls nor the stop',
    async (kind) => {
      const server = createServer();
      server.on('connection', (socket) => {
        if (kind === 'that closes each connection') socket.destroy();
      });
      server.on('request', () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      if (kind === 'that refuses connections') {
        await new Promise((resolve) => server.close(resolve));
        await expect(
          new Promise((resolve, reject) =>
            connect(port).once('connect', resolve).once('error', reject),
          ),
        ).rejects.toThrow();
      }
      await trace({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:password@127.0.0.1:${port}` });
      const pool = await createTextPool(app);
      const { rider, virtualNumber } = await createBooking(app, pool.name);
      for (let calls = 0; calls < 50; calls += 1) {
        const startedAt = performance.now();
        await call(rider, virtualNumber);
        expect(performance.now() - startedAt).toBeLessThan(5_000);
      }
      const stopsAt = performance.now();
      await stopTracing();
      expect(performance.now() - stopsAt).toBeLessThan(4_000);
      server.closeAllConnections();
      server.close();
      expect(reports.length).toBeLessThanOrEqual(1);
      expect(reports.join()).not.toContain('password');
    },
  );
});
