import {
  compete,
  type Contestant,
  printHeats,
  printRatios,
  rateOption,
  takesPart,
} from './support/contest.js';
import { startFloor } from './support/floors/floor.js';
import { loadedBy } from './support/loaded-by.js';
import { numberOption } from './support/options.js';
import { machine } from './support/report.js';
import type { SeededPool } from './support/seed.js';
import { seedCallableBookings } from './support/seed-calls.js';
import { type Side, startSides, stopSides } from './support/sides.js';
import { type BenchDatabase, startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:callhandle`: what a call costs at several rates, and the highest rate, of one process with all
 * features, compared with a server without logic and with a straightforward implementation.
 * `--rounds`, `--seconds`, `--rates`, `--connections`, `--bookings` and `--only ours,straightforward,bare,before`
 * change it; BEFORE adds another commit.
 */
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 5);
const CONNECTIONS = numberOption('connections', 128);
const BOOKINGS = numberOption('bookings', 50_000);
const NUMBERS = 1_000;
const FIRST_MSISDN = 6_560_000_000;

const contestant = loadedBy(new URL('./support/call-load.js', import.meta.url), {
  path: '/webhooks/8x8/call-action',
  subAccountId: SUB_ACCOUNT,
  firstMsisdn: FIRST_MSISDN,
  numbers: NUMBERS,
  bookings: BOOKINGS,
});

const seedBookings = ({ db }: BenchDatabase): Promise<SeededPool> =>
  seedCallableBookings(db, { numbers: NUMBERS, bookings: BOOKINGS, firstMsisdn: FIRST_MSISDN });

async function prepared({ name, app, database }: Side): Promise<Contestant> {
  await seedBookings(database);
  await database.db.query('update pool set max_calls_per_minute = 10000');
  return contestant(name, app, database);
}

const stops: (() => Promise<void>)[] = [];
try {
  const sides = await startSides();
  stops.push(() => stopSides(sides));
  const contestants: Contestant[] = [];
  for (const side of sides) contestants.push(await prepared(side));
  const kinds = (['straightforward', 'bare'] as const).filter(takesPart);
  if (kinds.length > 0) {
    const floors = await startDatabase();
    stops.push(floors.stop);
    await seedBookings(floors);
    for (const kind of kinds) {
      const floor = await startFloor(kind, floors);
      stops.push(floor.stop);
      contestants.push(contestant(kind, floor, floors));
    }
  }
  const pace = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1 };
  // Discarded runs, since the application has far more code to warm up than the floors.
  for (const { run } of contestants) await run({ ...pace, seconds: 8 });
  const heats = await compete(contestants, rateOption([100, 500, 1_500]), {
    ...pace,
    rounds: ROUNDS,
  });
  console.log(
    `\nbench:callhandle on ${machine()}, median of ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections\n`,
  );
  printHeats(heats, 'calls', 'straightforward');
  printRatios(heats, ['straightforward', 'before']);
} finally {
  for (const stop of stops.toReversed()) await stop();
}
