import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALL_TIMEOUTS } from '../../src/platform/config/index.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  connectedTo,
  createBooking,
  createPool,
  dial,
  type TestBooking,
} from '../support/scenario.js';
import { TcpProxy } from '../support/infrastructure/tcp-proxy.js';

let direct: TestApp;
let app: TestApp;
let proxy: TcpProxy;
let booking: TestBooking;
beforeAll(async () => {
  direct = await startApp();
  const through = await TcpProxy.before(direct.databaseUrl);
  proxy = through.proxy;
  app = await direct.replica({ DATABASE_URL: through.url }, { callTimeouts: CALL_TIMEOUTS });
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
});
afterAll(async () => {
  await direct.stop();
  await proxy.close();
});

const statusOf = (at: number) => ({
  payload: callReceived(booking.rider, booking.virtualNumber, { callDuration: at }).payload,
});

/** Sends every kind of request at once, so that all connection pools have open connections. */
const work = async (): Promise<number[]> => {
  const times = Array.from({ length: 6 }, (_, at) => at);
  const answers = await Promise.all(
    times.flatMap((at) => [
      app.webhook('call-status', statusOf(at)),
      app.post('/v1/bookings', bookingRequest(booking.pool)),
      app.get(`/v1/bookings/${booking.id}`),
      app.get(`/v1/pools/${booking.pool}`),
    ]),
  );
  return answers.map(({ status }) => status);
};
const isRight = (status: number): boolean => status === 200 || status === 201;

describe('when all database connections fall silent and new ones work', () => {
  it('at most one round of requests fails, then everything works', async () => {
    expect((await work()).every(isRight)).toBe(true);
    proxy.forget();
    const silentAt = performance.now();
    const first = await work();
    expect(first.filter((status) => !isRight(status) && status !== 503)).toEqual([]);
    // Milliseconds. A statement is given up after 4.5 s.
    expect(performance.now() - silentAt).toBeLessThan(15_000);

    const second = await work();
    expect(second.filter((status) => !isRight(status))).toEqual([]);
    const call = await dial(app, booking.rider, booking.virtualNumber);
    expect(connectedTo(call)).toBe(booking.driver);
  });

  it('a status report is still accepted, because it is retried on another connection', async () => {
    await work();
    proxy.forget();
    expect((await app.webhook('call-status', statusOf(99))).status).toBe(200);
  });

  it('reads still work', async () => {
    await work();
    proxy.forget();
    expect((await app.get(`/v1/bookings/${booking.id}`)).status).toBe(200);
  });
});
