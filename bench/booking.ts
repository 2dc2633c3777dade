import type { LoadResult } from './support/http-load.js';
import { machine, round, table, verdict } from './support/report.js';
import { type SeededPool, seedPool } from './support/seed.js';
import { ADMIN_API_KEY, runProcess, startApp, startDatabase } from './support/stage.js';

/**
 * `npm run bench:booking`: bookings per second over HTTP, everything included, beside a bare program
 * that writes the same rows, and beside the same with a thousand times as many live bookings.
 * ROUNDS, SECONDS and LIVE_BOOKINGS (of the large pool) change its length.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 8);
const LIVE_BOOKINGS = Number(process.env['LIVE_BOOKINGS'] ?? 1_000_000);
const CONNECTIONS = 16;

const database = await startDatabase();
const app = await startApp(database.url);
let run = 0;

const ours = (pool: SeededPool): Promise<LoadResult> =>
  runProcess(new URL('./support/booking-load.js', import.meta.url).href, {
    url: app.url,
    path: '/v1/bookings',
    headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
    connections: CONNECTIONS,
    seconds: SECONDS,
    warmUpSeconds: 2,
    pool: pool.name,
    run: run++,
  });

const floor = (pool: SeededPool): Promise<LoadResult> =>
  runProcess(new URL('./support/booking-floor.js', import.meta.url).href, {
    databaseUrl: database.url,
    poolId: pool.id,
    connections: CONNECTIONS,
    seconds: SECONDS,
    warmUpSeconds: 2,
  });

try {
  const small = await seedPool(database.db, {
    numbers: 100,
    bookings: 1_000,
    firstMsisdn: 6_560_000_000,
  });
  const large = await seedPool(database.db, {
    numbers: 10_000,
    bookings: LIVE_BOOKINGS,
    firstMsisdn: 6_561_000_000,
  });
  const results: Record<string, LoadResult[]> = { floor: [], small: [], large: [] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    results['floor']!.push(await floor(small));
    results['small']!.push(await ours(small));
    results['large']!.push(await ours(large));
  }
  const median = (name: string, key: keyof LoadResult): number => {
    const values = results[name]!.map((result) => result[key]).toSorted((a, b) => a - b);
    return values[Math.floor(values.length / 2)]!;
  };
  const line = (name: string, what: string) => ({
    what,
    'bookings/s': round(median(name, 'perSecond')),
    '÷ floor': round(median(name, 'perSecond') / median('floor', 'perSecond'), 2),
    'median ms': round(median(name, 'median'), 2),
    'p99 ms': round(median(name, 'p99'), 2),
    errors: results[name]!.reduce((sum, { errors }) => sum + errors, 0),
  });
  console.log(`\nbench:booking on ${machine()}, median of ${ROUNDS} rounds\n`);
  console.log(
    table([
      line('floor', 'floor: bare Node and pg, no HTTP'),
      line('small', '100 numbers, 1,000 live bookings'),
      line('large', `10,000 numbers, ${LIVE_BOOKINGS.toLocaleString('en')} live bookings`),
    ]),
  );
  const ratio = round(median('small', 'perSecond') / median('floor', 'perSecond'), 2);
  const scale = round(median('large', 'perSecond') / median('small', 'perSecond'), 2);
  const tail = round(median('small', 'p99') / median('small', 'median'), 2);
  console.log(`\n${verdict('ours / floor', ratio, '≥ 1.5', ratio >= 1.5)}`);
  console.log(verdict('large / small', scale, '≥ 0.8', scale >= 0.8));
  console.log(verdict('p99 / median', tail, '≤ 5', tail <= 5));
} finally {
  await app.stop();
  await database.stop();
}
