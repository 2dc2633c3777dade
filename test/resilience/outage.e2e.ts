import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CALL_TIMEOUTS } from '../../src/platform/config/index.js';
import { HotPathPool, PostgresPool } from '../../src/platform/database/index.js';
import { startApp, SUB_ACCOUNT, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  type TestBooking,
} from '../support/scenario.js';
import { TcpProxy } from '../support/infrastructure/tcp-proxy.js';

let app: TestApp;
/** Gives up on a call after 700 ms, the default of an installation. */
let inHaste: TestApp;
let direct: TestApp;
let proxy: TcpProxy;
let booking: TestBooking;
beforeAll(async () => {
  direct = await startApp();
  const through = await TcpProxy.before(direct.databaseUrl);
  proxy = through.proxy;
  app = await direct.replica({ DATABASE_URL: through.url });
  const options = { callTimeouts: CALL_TIMEOUTS };
  inHaste = await direct.replica({ DATABASE_URL: through.url }, options);
  const pool = await createPool(app);
  booking = await createBooking(app, pool.name);
});
afterAll(async () => {
  proxy.restore();
  await direct.stop();
  await proxy.close();
});
beforeEach(() => proxy.restore());

const call = (on: TestApp) => dial(on, booking.rider, booking.virtualNumber);
async function callsConnect(on: TestApp): Promise<void> {
  await expect.poll(async () => connectedTo(await call(on))).toBe(booking.driver);
}

describe.each(['cut', 'silence'] as const)('during a database outage (%s)', (how) => {
  it('asks callers to try later, and connects them again afterwards', async () => {
    await callsConnect(inHaste);
    proxy[how]();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(inHaste)));
    for (const answer of answers) expectRefusal(answer, /try again later/);
    proxy.restore();
    await callsConnect(inHaste);
  });
});

describe('while the database is cut off', () => {
  it('a replica survives connections that break while in use', async () => {
    for (const pool of [app.nest.get(HotPathPool), app.nest.get(PostgresPool)]) {
      await callsConnect(app);
      proxy.silence();
      const inUse = [
        call(app),
        app.post(`/v1/bookings/${booking.id}/complete`).then(({ status }) => status),
      ];
      await expect.poll(() => pool.totalCount - pool.idleCount).toBeGreaterThan(0);
      proxy.cut();
      expect((await Promise.all(inUse))[1]).toBe(503);
      proxy.restore();
      await callsConnect(app);
    }
  });

  it('a replica is alive but not ready', async () => {
    await app.get('/health/ready').expect(200);
    proxy.cut();
    await app.get('/health/live').expect(200);
    const { body } = await app.get('/health/ready').expect(503);
    expect(body).toMatchObject({ code: 'not-ready', status: 503 });
  });

  it('a replica does not acknowledge what it could not store', async () => {
    proxy.cut();
    const { payload } = callReceived(booking.rider, booking.virtualNumber);
    await app.webhook('call-status', { payload }).expect(503);
    const summary = { sessionId: payload.sessionId, subAccountId: SUB_ACCOUNT };
    await app.webhook('session-summary', { payload: summary }).expect(503);
    const request = bookingRequest(booking.pool);
    const { body } = await app.post('/v1/bookings', request).expect(503);
    expect(body.code).toBe('database-unavailable');

    proxy.restore();
    await expect.poll(async () => (await app.get('/health/ready')).status).toBe(200);
    await app.get(`/v1/calls/${payload.sessionId}`).expect(404);
    await app.post('/v1/bookings', request).expect(201);
  });
});
