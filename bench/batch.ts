import { benchmark } from './support/benchmark.js';
import type { LoadResult } from './support/http-load.js';
import { numberOption } from './support/options.js';
import { machine, round, table, verdict } from './support/report.js';
import { type SeededPool, seedPool } from './support/seed.js';
import {
  ADMIN_API_KEY,
  type RunningApp,
  runProcess,
  startApp,
  startDatabase,
} from './support/stage.js';

/**
 * `npm run bench:batch`: bookings per second in batches of 500, compared with single requests over as many
 * connections. `--rounds`, `--seconds` and `--connections` change it.
 */
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 6);
const CONNECTIONS = numberOption('connections', 16);
/** Bookings per request. */
const BATCH = 500;
let run = 0;

interface Rate {
  /** Bookings per second. */
  perSecond: number;
  /** Milliseconds of a request. */
  median: number;
  errors: number;
}

async function book({ url }: RunningApp, { name: pool }: SeededPool, batch: number): Promise<Rate> {
  const plan = {
    url,
    path: batch === 1 ? '/v1/bookings' : '/v1/bookings/batch',
    headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
    connections: CONNECTIONS,
    seconds: SECONDS,
    warmUpSeconds: 2,
    pool,
    run: run++,
    batch,
  };
  const load = new URL('./support/booking-load.js', import.meta.url).href;
  const { perSecond, median, errors } = await runProcess<LoadResult>(load, plan);
  return { perSecond: perSecond * batch, median, errors };
}

const middle = (rates: readonly Rate[], key: keyof Rate): number =>
  rates.map((rate) => rate[key]).toSorted((a, b) => a - b)[Math.floor(rates.length / 2)]!;

const row = (what: string, rates: readonly Rate[]) => ({
  what,
  'bookings/s': round(middle(rates, 'perSecond')),
  'median ms': round(middle(rates, 'median'), 1),
  errors: rates.reduce((sum, { errors }) => sum + errors, 0),
});

await benchmark(async (keep) => {
  const database = keep(await startDatabase());
  const app = keep(await startApp(database.url));
  const pool = await seedPool(database.db, {
    numbers: 100,
    bookings: 1_000,
    firstMsisdn: 6_560_000_000,
  });
  const single: Rate[] = [];
  const batches: Rate[] = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    single.push(await book(app, pool, 1));
    batches.push(await book(app, pool, BATCH));
  }
  console.log(
    `\nbench:batch on ${machine()}, median of ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections\n`,
  );
  console.log(table([row('one per request', single), row(`${BATCH} per request`, batches)]));
  const gain = round(middle(batches, 'perSecond') / middle(single, 'perSecond'), 2);
  console.log(`\n${verdict('batch / single', gain, '≥ 3', gain >= 3)}`);
});
