import { benchmark } from './support/benchmark.js';
import {
  compete,
  type Contestant,
  contestant,
  rateOption,
  takesPart,
  prepare,
} from './support/contest.js';
import { numberOption } from './support/options.js';
import { machine } from './support/report.js';
import { printChange, printContest, printRatio } from './support/results.js';
import { type SeededPool, seedPool } from './support/seed.js';
import { type Side, startSides } from './support/sides.js';
import { ADMIN_API_KEY, type BenchDatabase, startDatabase } from './support/stage.js';

/**
 * `npm run bench:booking`: what a booking costs over HTTP with all features, at several rates and at the highest,
 * compared with a bare program that writes the same rows, and with a pool of a thousand times as many live
 * bookings.
 * `--rounds`, `--seconds`, `--rates`, `--connections`, `--only ours,floor,before` and `--bookings` (live ones of the
 * large pool; 0 omits it) change it; BEFORE adds another commit.
 */
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 6);
const CONNECTIONS = numberOption('connections', 16);
const LIVE_BOOKINGS = numberOption('bookings', 1_000_000);
const PACE = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1, rounds: ROUNDS };

/** Numbers the loads of each database, since no two may share a person. */
const loads = new Map<BenchDatabase, number>();
function nextLoad(database: BenchDatabase): number {
  const load = loads.get(database) ?? 0;
  loads.set(database, load + 1);
  return load;
}

const bookingContestant = (name: string, { app, database }: Side, pool: SeededPool): Contestant =>
  contestant(
    name,
    { server: app.child, database },
    new URL('./support/booking-load.js', import.meta.url),
    () => ({
      url: app.url,
      path: '/v1/bookings',
      headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
      pool: pool.name,
      run: nextLoad(database),
    }),
  );

const floorContestant = (database: BenchDatabase, pool: SeededPool): Contestant =>
  contestant(
    'floor',
    { database },
    new URL('./support/floors/booking-floor.js', import.meta.url),
    () => ({ databaseUrl: database.url, poolId: pool.id }),
  );

const seedSmall = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedPool(db, { numbers: 100, bookings: 1_000, firstMsisdn: 6_560_000_000 });

const seedLarge = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedPool(db, { numbers: 10_000, bookings: LIVE_BOOKINGS, firstMsisdn: 6_561_000_000 });

await benchmark(async (keep) => {
  const contestants: Contestant[] = [];
  const large: Contestant[] = [];
  for (const side of await startSides(keep)) {
    contestants.push(bookingContestant(side.name, side, await seedSmall(side.database)));
    if (LIVE_BOOKINGS === 0) continue;
    const pool = await seedLarge(side.database);
    large.push(bookingContestant(`${side.name}, large pool`, side, pool));
  }
  if (takesPart('floor')) {
    const database = keep(await startDatabase());
    contestants.push(floorContestant(database, await seedSmall(database)));
  }
  await prepare([...contestants, ...large], PACE);
  const contest = await compete(contestants, rateOption([50, 200]), PACE);
  console.log(
    `\nbench:booking on ${machine()}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`,
  );
  printContest(contest, 'bookings', 'floor');
  printChange(contest);
  console.log();
  const full = contest.heats.find(({ load }) => load === 'full rate');
  printRatio(full, ['ours', 'floor'], 'perSecond', 'full rate', { atLeast: 1.8 });
  if (!takesPart('ours') || large.length === 0) return;
  const scaled = await compete([contestants[0]!, ...large], [undefined], PACE);
  console.log(
    `\nThe large pool has 10,000 numbers and ${LIVE_BOOKINGS.toLocaleString('en')} live bookings\n`,
  );
  printContest(scaled, 'bookings', 'ours');
  console.log();
  printRatio(scaled.heats[0], ['ours, large pool', 'ours'], 'perSecond', 'full rate', {
    atLeast: 0.8,
  });
});
