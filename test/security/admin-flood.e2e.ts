import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AdminBulkhead } from '../../src/platform/security/auth/admin-bulkhead.js';
import { MAX_ADMIN_REQUESTS } from '../../src/platform/security/index.js';
import { adminRoutesOf, createKey } from '../support/api-keys.js';
import { ADMIN_API_KEY, startApp, type TestApp } from '../support/app.js';
import { connectedTo, createBooking, createPool, dial } from '../support/scenario.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** All sockets of a test, closed after it so that a failed test does not affect others. */
const sockets = new Set<Socket>();
const open = (): Socket => {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  sockets.add(socket);
  return socket;
};
const closeAll = (): void => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
};
afterEach(closeAll);

/** Sends a request whose body never arrives. */
const stuckRequest = (): Promise<void> =>
  new Promise((resolve) => {
    const head = [
      'POST /v1/bookings HTTP/1.1',
      'host: x',
      `authorization: Bearer ${ADMIN_API_KEY}`,
      'content-type: application/json',
      'content-length: 10',
    ].join('\r\n');
    open().write(`${head}\r\n\r\n`, () => resolve());
  });

describe('a flood on the admin API', () => {
  it('is shed and delays no call', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    await Promise.all(Array.from({ length: MAX_ADMIN_REQUESTS }, stuckRequest));
    await expect.poll(async () => (await app.get('/v1/pools')).status).toBe(503);
    const { body, headers } = await app.get('/v1/pools');
    expect(body.code).toBe('overloaded');
    expect(headers['retry-after']).toBe('1');
    expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
    await app.get('/health/ready').expect(200);

    closeAll();
    await expect.poll(async () => (await app.get('/v1/pools')).status).toBe(200);
  });

  it('leaves no counted requests behind, even if they came on one connection that broke', async () => {
    const head = `GET /v1/pools HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ADMIN_API_KEY}\r\n\r\n`;
    for (let time = 0; time < 3; time += 1) {
      const socket = open();
      socket.write(head.repeat(MAX_ADMIN_REQUESTS));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }
    await expect.poll(() => app.nest.get(AdminBulkhead)['underWay']).toBe(0);
    await app.get('/v1/pools').expect(200);
  });
});

/** Returns the number of statements that wait for a lock. */
async function countWaiting({ db }: TestApp): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]!.count;
}

/** Single objects, and lists that are always short. */
const SHORT = new Set([
  '/v1/jobs',
  '/v1/number-keys',
  '/v1/stats/call-handles',
  '/v1/calls/:sessionId/recordings',
  '/v1/pools/:pool/decision-hook',
]);

describe('requests that read or write many rows', () => {
  it('are all lists, statistics and changes of a pool', () => {
    const isList = (url: string): boolean => !/:[A-Za-z]+$/.test(url) && !SHORT.has(url);
    const reads = adminRoutesOf(app).filter(({ method }) => ['GET', 'HEAD'].includes(method));
    const wide = reads.filter(({ isWide }) => isWide).map(({ url }) => url);
    expect(wide.length).toBeGreaterThan(15);
    expect(reads.map(({ url }) => url).filter(isList)).toEqual(wide);
    const changes = adminRoutesOf(app).filter(({ isWide, action }) => isWide && action);
    expect(changes.map(({ action }) => action).toSorted()).toEqual([
      'booking.search',
      'call.search',
      'pool.add-numbers',
      'pool.rebalance',
      'pool.sync',
    ]);
  });

  it('of one key run one after the other, and delay no other key, no other request and no call', async () => {
    const pool = await createPool(app);
    const { rider, driver, virtualNumber } = await createBooking(app, pool.name);
    const other = app.as((await createKey(app, ['bookings:read'])).key);
    const client = await app.db.connect();
    const answered: string[] = [];
    try {
      await client.query('begin; lock table audit_event in access exclusive mode');
      const hanging = app.get('/v1/audit-events').then(() => answered.push('the one that hangs'));
      await expect.poll(() => countWaiting(app)).toBe(1);
      const behind = app.get('/v1/bookings').then(() => answered.push('the one behind it'));
      await other.get('/v1/bookings').expect(200);
      await app.get(`/v1/pools/${pool.name}`).expect(200);
      expect(connectedTo(await dial(app, rider, virtualNumber))).toBe(driver);
      expect(answered).toEqual([]);
      await client.query('rollback');
      await Promise.all([hanging, behind]);
      expect(answered).toEqual(['the one that hangs', 'the one behind it']);
    } finally {
      client.release(true);
    }
  });
});
