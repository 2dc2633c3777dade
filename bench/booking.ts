import type { LoadResult } from './support/http-load.js';
import { machine, round, table, verdict } from './support/report.js';
import { type SeededPool, seedPool } from './support/seed.js';
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
import { ADMIN_API_KEY, type BenchDatabase, runProcess, startDatabase } from './support/stage.js';

/**
 * `npm run bench:booking`: bookings per second over HTTP with all features, compared with a bare program
 * that writes the same rows, and with a pool of a thousand times as many live bookings.
 * ROUNDS, SECONDS and LIVE_BOOKINGS (of the large pool) change its length; BEFORE adds another commit.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 8);
const LIVE_BOOKINGS = Number(process.env['LIVE_BOOKINGS'] ?? 1_000_000);
const CONNECTIONS = 16;

const sides = await startSides();
const floors = await startDatabase();
let run = 0;

const book = ({ app, database }: Side, pool: SeededPool): Promise<Measured> =>
  withCost(app.child.pid, database, () =>
    runProcess<LoadResult>(new URL('./support/booking-load.js', import.meta.url).href, {
      url: app.url,
      path: '/v1/bookings',
      headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
      connections: CONNECTIONS,
      seconds: SECONDS,
      warmUpSeconds: 2,
      pool: pool.name,
      run: run++,
    }),
  );

const bookBare = (pool: SeededPool): Promise<Measured> =>
  withCost(undefined, floors, () =>
    runProcess<LoadResult>(new URL('./support/floors/booking-floor.js', import.meta.url).href, {
      databaseUrl: floors.url,
      poolId: pool.id,
      connections: CONNECTIONS,
      seconds: SECONDS,
      warmUpSeconds: 2,
    }),
  );

const seedSmall = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedPool(db, { numbers: 100, bookings: 1_000, firstMsisdn: 6_560_000_000 });

async function seed({ database }: Side): Promise<{ small: SeededPool; large: SeededPool }> {
  return {
    small: await seedSmall(database),
    large: await seedPool(database.db, {
      numbers: 10_000,
      bookings: LIVE_BOOKINGS,
      firstMsisdn: 6_561_000_000,
    }),
  };
}

try {
  const pools = new Map<Side, { small: SeededPool; large: SeededPool }>();
  for (const side of sides) pools.set(side, await seed(side));
  const floorPool = await seedSmall(floors);
  const floor: Measured[] = [];
  const results = {
    ours: { small: [] as Measured[], large: [] as Measured[] },
    before: { small: [] as Measured[], large: [] as Measured[] },
  };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    floor.push(await bookBare(floorPool));
    for (const size of ['small', 'large'] as const) {
      for (const side of inTurn(sides, turn)) {
        results[side.name][size].push(await book(side, pools.get(side)![size]));
      }
    }
  }
  const { ours, before } = results;
  const line = (what: string, measured: Measured[]) => row(what, 'bookings/s', measured, floor);
  const large = `10,000 numbers, ${LIVE_BOOKINGS.toLocaleString('en')} live bookings`;
  console.log(`\nbench:booking on ${machine()}, median of ${ROUNDS} rounds\n`);
  console.log(
    table([
      line('floor: bare Node and pg, no HTTP', floor),
      line('100 numbers, 1,000 live bookings', ours.small),
      line(large, ours.large),
      ...(sides.length > 1
        ? [
            line('before: 1,000 live bookings', before.small),
            line(`before: ${large}`, before.large),
          ]
        : []),
    ]),
  );
  const ratio = round(middle(ours.small, 'perSecond') / middle(floor, 'perSecond'), 2);
  const scale = round(middle(ours.large, 'perSecond') / middle(ours.small, 'perSecond'), 2);
  const tail = round(middle(ours.small, 'p99') / middle(ours.small, 'median'), 2);
  console.log(`\n${verdict('ours / floor', ratio, '≥ 1.5', ratio >= 1.5)}`);
  console.log(verdict('large / small', scale, '≥ 0.8', scale >= 0.8));
  console.log(verdict('p99 / median', tail, '≤ 5', tail <= 5));
  if (sides.length > 1) {
    console.log(againstBefore('small pool', ours.small, before.small));
    console.log(againstBefore('large pool', ours.large, before.large));
  }
} finally {
  await stopSides(sides, floors);
}
