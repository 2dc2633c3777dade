import type { LoadResult } from './support/http-load.js';
import { measureFloor } from './support/floor.js';
import { machine, round, table, verdict } from './support/report.js';
import { seedCallableBookings } from './support/seed-calls.js';
import { runProcess, startApp, startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:status`: call statuses taken durably per second by one process with everything on,
 * beside a server that writes each with one insert. ROUNDS, SECONDS and CONNECTIONS change its length.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 8);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 64);
const NUMBERS = 100;
const FIRST_MSISDN = 6_560_000_000;

const database = await startDatabase();
const measure = (url: string): Promise<LoadResult> =>
  runProcess(new URL('./support/status-load.js', import.meta.url).href, {
    url,
    path: '/webhooks/8x8/call-status',
    connections: CONNECTIONS,
    seconds: SECONDS,
    warmUpSeconds: 2,
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
  });
const middle = (results: LoadResult[], key: keyof LoadResult): number =>
  results.map((result) => result[key]).toSorted((a, b) => a - b)[Math.floor(results.length / 2)]!;

const app = await startApp(database.url);
try {
  await seedCallableBookings(database.db, {
    numbers: NUMBERS,
    bookings: 10_000,
    firstMsisdn: FIRST_MSISDN,
  });
  await database.db.query(
    `create table floor_status (event_id text primary key, session_id text, call_id text,
       status text, content jsonb, received_at timestamptz default now())`,
  );
  // A discarded run: the application is far more code to warm up than the floor.
  await measure(app.url);
  const results: Record<'floor' | 'ours', LoadResult[]> = { floor: [], ours: [] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    results.floor.push(await measureFloor('status', database.url, measure));
    results.ours.push(await measure(app.url));
  }
  const line = (what: string, all: LoadResult[]) => ({
    what,
    'messages/s': round(middle(all, 'perSecond')),
    '÷ floor': round(middle(all, 'perSecond') / middle(results.floor, 'perSecond'), 2),
    'median ms': round(middle(all, 'median'), 2),
    'p99 ms': round(middle(all, 'p99'), 2),
    errors: all.reduce((sum, { errors }) => sum + errors, 0),
  });
  console.log(
    `\nbench:status on ${machine()}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`,
  );
  console.log(
    table([line('floor: node:http, pg, an insert', results.floor), line('Maskline', results.ours)]),
  );
  const ratio = round(middle(results.ours, 'perSecond') / middle(results.floor, 'perSecond'), 2);
  console.log(`\n${verdict('ours / floor', ratio, '≥ 1.5', ratio >= 1.5)}`);
} finally {
  await app.stop();
  await database.stop();
}
