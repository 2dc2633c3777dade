import { readFileSync } from 'node:fs';
import { measureFloor } from './support/floor.js';
import type { LoadResult } from './support/http-load.js';
import { machine, round, table, verdict } from './support/report.js';
import { fillRoutes, seedCallableBookings } from './support/seed-calls.js';
import { runProcess, startApp, startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:callhandle`: call handles per second of one process with everything on, beside a
 * server that knows nothing and one that is written straightforwardly.
 * ROUNDS, SECONDS, CONNECTIONS, BOOKINGS and ROUTES (of the full table) change its length.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 8);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 128);
const BOOKINGS = Number(process.env['BOOKINGS'] ?? 200_000);
const ROUTES = Number(process.env['ROUTES'] ?? 10_000_000);
const NUMBERS = 1_000;
const FIRST_MSISDN = 6_560_000_000;

const database = await startDatabase();

const measure = (url: string, more: object = {}): Promise<LoadResult> =>
  runProcess(new URL('./support/call-load.js', import.meta.url).href, {
    url,
    path: '/webhooks/8x8/call-action',
    connections: CONNECTIONS,
    seconds: SECONDS,
    warmUpSeconds: 3,
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
    bookings: BOOKINGS,
    ...more,
  });

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const middle = (results: LoadResult[], key: keyof LoadResult): number =>
  results.map((result) => result[key]).toSorted((a, b) => a - b)[Math.floor(results.length / 2)]!;

const app = await startApp(database.url);
try {
  const pool = await seedCallableBookings(database.db, {
    numbers: NUMBERS,
    bookings: BOOKINGS,
    firstMsisdn: FIRST_MSISDN,
  });
  await database.db.query('update pool set max_calls_per_minute = 10000');
  // A discarded run: the application is far more code to warm up than the floors.
  await measure(app.url);
  const results: Record<string, LoadResult[]> = { bare: [], straight: [], ours: [] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    results['bare']!.push(await measureFloor('bare', database.url, measure));
    results['straight']!.push(await measureFloor('straightforward', database.url, measure));
    results['ours']!.push(await measure(app.url));
  }
  const memory = residentMegabytes(app.child.pid!);
  const rate = middle(results['ours']!, 'perSecond');
  const half = await measure(app.url, { rate: rate / 2, connections: 32 });

  await fillRoutes(database.db, pool, ROUTES - 2 * BOOKINGS);
  await measure(app.url);
  results['full'] = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) results['full'].push(await measure(app.url));

  const line = (what: string, all: LoadResult[]) => ({
    what,
    'calls/s': round(middle(all, 'perSecond')),
    '÷ bare': round(middle(all, 'perSecond') / middle(results['bare']!, 'perSecond'), 2),
    '÷ straightforward': round(
      middle(all, 'perSecond') / middle(results['straight']!, 'perSecond'),
      2,
    ),
    'median ms': round(middle(all, 'median'), 2),
    'p99 ms': round(middle(all, 'p99'), 2),
    errors: all.reduce((sum, { errors }) => sum + errors, 0),
  });
  console.log(
    `\nbench:callhandle on ${machine()}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`,
  );
  console.log(
    table([
      line('floor (a): bare node:http', results['bare']!),
      line('floor (b): node:http, pg, a select and an insert', results['straight']!),
      line(`Maskline, ${BOOKINGS.toLocaleString('en')} live bookings`, results['ours']!),
      line(`Maskline, ${ROUTES.toLocaleString('en')} routes`, results['full']),
      line('Maskline at half its rate', [half]),
    ]),
  );
  const toBare = round(rate / middle(results['bare']!, 'perSecond'), 2);
  const toStraight = round(rate / middle(results['straight']!, 'perSecond'), 2);
  const scale = round(middle(results['full'], 'perSecond') / rate, 2);
  const tail = round(half.p99 / half.median, 2);
  console.log(`\n${verdict('ours / bare', toBare, '≥ 0.5', toBare >= 0.5)}`);
  console.log(verdict('ours / straightforward', toStraight, '≥ 3', toStraight >= 3));
  console.log(verdict('full table / small', scale, '≥ 0.9', scale >= 0.9));
  console.log(verdict('p99 / median at half rate', tail, '≤ 3', tail <= 3));
  console.log(verdict('resident memory, MB', round(memory), '≤ 250', memory <= 250));
} finally {
  await app.stop();
  await database.stop();
}
