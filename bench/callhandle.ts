import { readFileSync } from 'node:fs';
import { measureFloor } from './support/floors/floor.js';
import type { LoadResult } from './support/http-load.js';
import { machine, round, table, verdict } from './support/report.js';
import type { SeededPool } from './support/seed.js';
import { fillRoutes, seedCallableBookings } from './support/seed-calls.js';
import {
  againstBefore,
  inTurn,
  type Measured,
  middle,
  row,
  type Side,
  startSides,
  stopSides,
  withCost,
} from './support/sides.js';
import { type BenchDatabase, runProcess, startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:callhandle`: call handles per second of one process with all features, compared with a
 * server without logic and with a straightforward implementation.
 * ROUNDS, SECONDS, CONNECTIONS, BOOKINGS and ROUTES (of the full table; 0 omits it) change its length;
 * BEFORE adds another commit.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 8);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 128);
const BOOKINGS = Number(process.env['BOOKINGS'] ?? 200_000);
const ROUTES = Number(process.env['ROUTES'] ?? 10_000_000);
const NUMBERS = 1_000;
const FIRST_MSISDN = 6_560_000_000;

const sides = await startSides();
const floors = await startDatabase();

const load = (url: string, more: object = {}): Promise<LoadResult> =>
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
const call = ({ app, database }: Side, more: object = {}): Promise<Measured> =>
  withCost(app.child.pid, database, () => load(app.url, more));

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const seedBookings = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedCallableBookings(db, { numbers: NUMBERS, bookings: BOOKINGS, firstMsisdn: FIRST_MSISDN });

async function seed(side: Side): Promise<SeededPool> {
  const pool = await seedBookings(side.database);
  await side.database.db.query('update pool set max_calls_per_minute = 10000');
  // A discarded run, since the application has far more code to warm up than the floors.
  await call(side);
  return pool;
}

try {
  const [us] = sides as [Side];
  const pools = new Map<Side, SeededPool>();
  for (const side of sides) pools.set(side, await seed(side));
  await seedBookings(floors);
  const bare: Measured[] = [];
  const straight: Measured[] = [];
  const results = { ours: [] as Measured[], before: [] as Measured[] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    bare.push(await measureFloor('bare', floors, load));
    straight.push(await measureFloor('straightforward', floors, load));
    for (const side of inTurn(sides, turn)) results[side.name].push(await call(side));
  }
  const memory = residentMegabytes(us.app.child.pid!);
  const rate = middle(results.ours, 'perSecond');
  const half = await call(us, { rate: rate / 2, connections: 32 });

  const full: Measured[] = [];
  if (ROUTES > 2 * BOOKINGS) {
    await fillRoutes(us.database.db, pools.get(us)!, ROUTES - 2 * BOOKINGS);
    await call(us);
    for (let turn = 0; turn < ROUNDS; turn += 1) full.push(await call(us));
  }

  const line = (what: string, all: Measured[]) => row(what, 'calls/s', all, straight);
  console.log(
    `\nbench:callhandle on ${machine()}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`,
  );
  console.log(
    table([
      line('bare node:http', bare),
      line('floor: node:http, pg, a select and an insert', straight),
      line(`Maskline, ${BOOKINGS.toLocaleString('en')} live bookings`, results.ours),
      ...(sides.length > 1 ? [line('Maskline before', results.before)] : []),
      ...(full.length > 0 ? [line(`Maskline, ${ROUTES.toLocaleString('en')} routes`, full)] : []),
      line('Maskline at half its rate', [half]),
    ]),
  );
  const toBare = round(rate / middle(bare, 'perSecond'), 2);
  const toStraight = round(rate / middle(straight, 'perSecond'), 2);
  const tail = round(half.p99 / half.median, 2);
  console.log(`\n${verdict('ours / bare', toBare, '≥ 0.5', toBare >= 0.5)}`);
  console.log(verdict('ours / straightforward', toStraight, '≥ 3', toStraight >= 3));
  if (full.length > 0) {
    const scale = round(middle(full, 'perSecond') / rate, 2);
    console.log(verdict('full table / small', scale, '≥ 0.9', scale >= 0.9));
  }
  console.log(verdict('p99 / median at half rate', tail, '≤ 3', tail <= 3));
  console.log(verdict('resident memory, MB', round(memory), '≤ 250', memory <= 250));
  if (sides.length > 1) console.log(againstBefore('call handles', results.ours, results.before));
} finally {
  await stopSides(sides, floors);
}
