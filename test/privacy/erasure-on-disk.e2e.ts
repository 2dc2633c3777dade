import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type EmbeddedPostgres,
  migrate,
  startEmbeddedPostgres,
} from '../../src/platform/database/index.js';
import { startOn } from '../support/app.js';
import { type Canary, releaseCanary } from '../support/leak/canary.js';
import { endOfLog, placesOnDisk } from '../support/leak/disk-bytes.js';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { createPool } from '../support/scenario.js';
import { indexOf } from '../support/leak/traces.js';
import { subscribe, TO_LOOPBACK } from '../support/servers/webhook-receiver.js';

let dataDir: string;
let server: EmbeddedPostgres;
let platform: Platform;
let canary: Canary;
let start: string;
beforeAll(async () => {
  // The test needs its own server, because all databases of a server share one write-ahead log.
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-disk-'));
  server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', autovacuum: 'off' } });
  await migrate(server.url);
  platform = await startPlatform(15, TO_LOOPBACK, (settings) => startOn(server.url, settings));
  const pool = await createPool(platform.app, { numbers: 0, policy: { newNumbers: 'enable' } });
  await platform.app.post(`/v1/pools/${pool.name}/sync`).expect(200);
  await subscribe(platform.app, { url: 'http://127.0.0.1:9/' });
  start = await endOfLog(platform.app.db);
  canary = await releaseCanary(platform, pool.name);
  await platform.app.db.query('analyze');
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/**
 * Returns a phone number as PostgreSQL stores a JSON number: in groups of four digits. Source:
 * PostgreSQL, numeric.c.
 */
function asNumeric(phone: string): Buffer {
  const groups = [phone.slice(1, 3), phone.slice(3, 7), phone.slice(7)];
  return Buffer.from(Int16Array.from(groups.map(Number)).buffer);
}

const traces = (since: string): Promise<string[]> => {
  const national = canary.phone.slice(3);
  const spaced = `${national.slice(0, 4)} ${national.slice(4)}`;
  const written = [national, spaced].map((text) => Buffer.from(text));
  const made = [asNumeric(canary.phone), indexOf(canary.phone), ...canary.known];
  return placesOnDisk(platform.app.db, [...written, ...made], since);
};

/** Rewrites all tables, as an operator does to be sure (docs/privacy.md). */
async function rewriteAll(): Promise<void> {
  await platform.app.db.query(
    `select pg_clear_attribute_stats(schemaname, tablename, attname, inherited)
       from pg_stats where schemaname = 'public'`,
  );
  await platform.app.db.query('analyze');
  await platform.app.db.query('vacuum full');
}

it('a phone number is in database files and in the write-ahead log before its erasure', async () => {
  const places = await traces(start);
  for (const place of ['booking', 'booking_reference_unique', 'party', 'route', 'route_pk']) {
    expect(places).toContain(place);
  }
  for (const place of ['call_leg', 'outbox_event', 'recording', 'pg_statistic', 'log']) {
    expect(places).toContain(place);
  }
});

it('an erased number is in no file after all tables are rewritten, and in no later write-ahead log', async () => {
  const erasure = { phoneNumber: canary.phone, endBookings: true };
  await platform.app.post('/v1/erasures', erasure).expect(200);
  await rewriteAll();
  const clean = await endOfLog(platform.app.db);
  await rewriteAll();
  const kept = Buffer.from(canary.live[0]!.id.replaceAll('-', ''), 'hex');
  expect(await placesOnDisk(platform.app.db, [kept], clean)).toEqual(
    expect.arrayContaining(['booking', 'booking_pk', 'log']),
  );
  expect(await traces(clean)).toEqual([]);
});
