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
import { seedCallableBookings } from './support/seed-calls.js';
import { startSides, stopSides } from './support/sides.js';
import { startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:status`: what it costs one process with all features to store a call status durably, at
 * several rates, and the highest rate, compared with a server that writes each with one insert.
 * `--rounds`, `--seconds`, `--rates`, `--connections` and `--only` change it; BEFORE adds another commit.
 */
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 6);
const CONNECTIONS = numberOption('connections', 64);
const NUMBERS = 100;
const FIRST_MSISDN = 6_560_000_000;

const contestant = loadedBy(new URL('./support/status-load.js', import.meta.url), {
  path: '/webhooks/8x8/call-status',
  subAccountId: SUB_ACCOUNT,
  firstMsisdn: FIRST_MSISDN,
  numbers: NUMBERS,
});

const stops: (() => Promise<void>)[] = [];
try {
  const sides = await startSides();
  stops.push(() => stopSides(sides));
  const contestants: Contestant[] = [];
  for (const { name, app, database } of sides) {
    await seedCallableBookings(database.db, {
      numbers: NUMBERS,
      bookings: 10_000,
      firstMsisdn: FIRST_MSISDN,
    });
    contestants.push(contestant(name, app, database));
  }
  if (takesPart('floor')) {
    const floors = await startDatabase();
    stops.push(floors.stop);
    await floors.db.query(
      `create table floor_status (event_id text primary key, session_id text, call_id text,
         status text, content jsonb, received_at timestamptz default now())`,
    );
    const floor = await startFloor('status', floors);
    stops.push(floor.stop);
    contestants.push(contestant('floor', floor, floors));
  }
  const pace = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1 };
  // Discarded runs, since the application has far more code to warm up than the floor.
  for (const { run } of contestants) await run({ ...pace, seconds: 8 });
  const heats = await compete(contestants, rateOption([50, 200]), { ...pace, rounds: ROUNDS });
  console.log(
    `\nbench:status on ${machine()}, median of ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections\n`,
  );
  printHeats(heats, 'statuses', 'floor');
  printRatios(heats, ['floor', 'before']);
} finally {
  for (const stop of stops.toReversed()) await stop();
}
