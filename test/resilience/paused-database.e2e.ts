import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALL_TIMEOUTS } from '../../src/platform/config/index.js';
import {
  type EmbeddedPostgres,
  migrate,
  startEmbeddedPostgres,
} from '../../src/platform/database/index.js';
import { startOn, type TestApp } from '../support/app.js';
import {
  connectedTo,
  createBooking,
  createPool,
  dial,
  expectRefusal,
  type TestBooking,
} from '../support/scenario.js';

let dataDir: string;
let server: EmbeddedPostgres;
let app: TestApp;
let booking: TestBooking;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-paused-'));
  server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } });
  await migrate(server.url);
  app = await startOn(server.url, {}, { callTimeouts: CALL_TIMEOUTS });
  const pool = await createPool(app, { policy: { maxCallsPerMinute: null } });
  booking = await createBooking(app, pool.name);
});
afterAll(async () => {
  await app.stop();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('while PostgreSQL is halted (SIGSTOP) under load', () => {
  it('every call is answered safely, and calls connect again afterwards', async () => {
    const call = () => dial(app, booking.rider, booking.virtualNumber);
    const callsConnect = async () => {
      await expect.poll(async () => connectedTo(await call())).toBe(booking.driver);
    };
    await callsConnect();

    const { rows } = await app.db.query<{ pid: number }>('select pid from pg_stat_activity');
    const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    const pids = [Number(pidFile.split('\n')[0]), ...rows.map(({ pid }) => pid)];
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
      for (const pid of pids) process.kill(pid, name);
    };
    signal('SIGSTOP');
    try {
      // The database cannot answer now, so each of these callflows is the fallback.
      const answers = await Promise.all(Array.from({ length: 100 }, call));
      for (const answer of answers) expectRefusal(answer, /try again later/);
    } finally {
      signal('SIGCONT');
    }
    await callsConnect();
  });
});
