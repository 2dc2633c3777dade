import { benchmark } from './support/benchmark.js';
import {
  compete,
  type Contestant,
  contestant,
  rateOption,
  takesPart,
  prepare,
} from './support/contest.js';
import type { Target } from './support/cost.js';
import { startServer } from './support/floors/floor.js';
import { numberOption } from './support/options.js';
import { machine } from './support/report.js';
import { printChange, printContest, printRatio } from './support/results.js';
import { seedCallableBookings } from './support/seed-calls.js';
import { startSides } from './support/sides.js';
import { startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:status`: what it costs one process with all features to store a call status durably, at
 * several rates and at the highest, compared with a server that writes each with one insert.
 * `--rounds`, `--seconds`, `--rates`, `--connections` and `--only ours,floor,before` change it; BEFORE adds
 * another commit.
 */
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 6);
const CONNECTIONS = numberOption('connections', 64);
const PACE = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1, rounds: ROUNDS };
const NUMBERS = 100;
const FIRST_MSISDN = 6_560_000_000;

const statusContestant = (name: string, url: string, target: Target): Contestant =>
  contestant(name, target, new URL('./support/status-load.js', import.meta.url), () => ({
    url,
    path: '/webhooks/8x8/call-status',
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
  }));

await benchmark(async (keep) => {
  const contestants: Contestant[] = [];
  for (const { name, app, database } of await startSides(keep)) {
    await seedCallableBookings(database.db, {
      numbers: NUMBERS,
      bookings: 10_000,
      firstMsisdn: FIRST_MSISDN,
    });
    contestants.push(statusContestant(name, app.url, { server: app.child, database }));
  }
  if (takesPart('floor')) {
    const database = keep(await startDatabase());
    await database.db.query(
      `create table floor_status (event_id text primary key, session_id text, call_id text,
         status text, content jsonb, received_at timestamptz default now())`,
    );
    const plan = { kind: 'status', databaseUrl: database.url };
    const { url, child } = keep(await startServer('call-floors', plan));
    contestants.push(statusContestant('floor', url, { server: child, database }));
  }
  await prepare(contestants, PACE);
  const contest = await compete(contestants, rateOption([50, 200]), PACE);
  console.log(
    `\nbench:status on ${machine()}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`,
  );
  printContest(contest, 'statuses', 'floor');
  printChange(contest);
  console.log();
  const full = contest.heats.find(({ load }) => load === 'full rate');
  printRatio(full, ['ours', 'floor'], 'perSecond', 'full rate', { atLeast: 1.7 });
});
