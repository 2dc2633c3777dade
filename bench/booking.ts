import {
  compete,
  type Contestant,
  type Pace,
  printHeats,
  printRatios,
  rateOption,
  takesPart,
} from './support/contest.js';
import { withCost } from './support/cost.js';
import type { LoadResult } from './support/http-load.js';
import { numberOption } from './support/options.js';
import { machine } from './support/report.js';
import { type SeededPool, seedPool } from './support/seed.js';
import { type Side, startSides, stopSides } from './support/sides.js';
import { ADMIN_API_KEY, type BenchDatabase, runProcess, startDatabase } from './support/stage.js';

/**
 * `npm run bench:booking`: what a booking costs over HTTP with all features at several rates, and the highest
 * rate, compared with a bare program that writes the same rows, and with a pool of a thousand times as many
 * live bookings.
 * `--rounds`, `--seconds`, `--rates`, `--connections`, `--only` and `--bookings` (live ones of the large pool; 0
 * omits it) change it; BEFORE adds another commit.
 */
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 6);
const CONNECTIONS = numberOption('connections', 16);
const LIVE_BOOKINGS = numberOption('bookings', 1_000_000);

/** The runs of each database, since no two may share a person. */
const runs = new Map<BenchDatabase, number>();

const contestant = (name: string, { app, database }: Side, pool: SeededPool): Contestant => ({
  name,
  run: (pace) => {
    const run = runs.get(database) ?? 0;
    runs.set(database, run + 1);
    return withCost(
      app.child,
      database,
      () =>
        runProcess<LoadResult>(new URL('./support/booking-load.js', import.meta.url).href, {
          url: app.url,
          path: '/v1/bookings',
          headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
          pool: pool.name,
          run,
          ...pace,
        }),
      pace.rate === undefined,
    );
  },
});

const floorOf = (floors: BenchDatabase, pool: SeededPool): Contestant => ({
  name: 'floor',
  run: (pace: Pace) =>
    withCost(
      undefined,
      floors,
      () =>
        runProcess<LoadResult>(new URL('./support/floors/booking-floor.js', import.meta.url).href, {
          databaseUrl: floors.url,
          poolId: pool.id,
          ...pace,
        }),
      false,
    ),
});

const seedSmall = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedPool(db, { numbers: 100, bookings: 1_000, firstMsisdn: 6_560_000_000 });

const seedLarge = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedPool(db, { numbers: 10_000, bookings: LIVE_BOOKINGS, firstMsisdn: 6_561_000_000 });

const stops: (() => Promise<void>)[] = [];
try {
  const sides = await startSides();
  stops.push(() => stopSides(sides));
  const contestants: Contestant[] = [];
  const large: Contestant[] = [];
  for (const side of sides) {
    contestants.push(contestant(side.name, side, await seedSmall(side.database)));
    if (LIVE_BOOKINGS === 0) continue;
    large.push(contestant(`${side.name}, large pool`, side, await seedLarge(side.database)));
  }
  if (takesPart('floor')) {
    const floors = await startDatabase();
    stops.push(floors.stop);
    contestants.push(floorOf(floors, await seedSmall(floors)));
  }
  const pace = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1 };
  // Discarded runs, since the application has far more code to warm up than the floor.
  for (const { run } of [...contestants, ...large]) await run({ ...pace, seconds: 8 });
  const heats = await compete(contestants, rateOption([50, 200]), { ...pace, rounds: ROUNDS });
  console.log(
    `\nbench:booking on ${machine()}, median of ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections\n`,
  );
  printHeats(heats, 'bookings', 'floor');
  printRatios(heats, ['floor', 'before']);
  if (large.length > 0) {
    const [ours] = contestants as [Contestant];
    const full = await compete([ours, ...large], [undefined], { ...pace, rounds: ROUNDS });
    console.log(
      `\nThe large pool: 10,000 numbers, ${LIVE_BOOKINGS.toLocaleString('en')} live bookings\n`,
    );
    printHeats(full, 'bookings', 'ours');
  }
} finally {
  for (const stop of stops.toReversed()) await stop();
}
