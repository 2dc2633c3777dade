import { benchmark, type Keep } from './support/benchmark.js';
import {
  compete,
  type Contestant,
  contestant,
  prepare,
  rateOption,
  takesPart,
} from './support/contest.js';
import type { Target } from './support/cost.js';
import { startServer } from './support/floors/floor.js';
import type { LoadResult } from './support/http-load.js';
import { listOption, numberOption } from './support/options.js';
import { machine, table } from './support/report.js';
import { median, printChange, printContest, printRatio, printVerdict } from './support/results.js';
import { seedCallableBookings } from './support/seed-calls.js';
import { seedTexts, SMS_SUB_ACCOUNT } from './support/seed-texts.js';
import { type Side, startSides } from './support/sides.js';
import {
  JOBS_ON_REQUEST,
  runProcess,
  startDatabase,
  startProcess,
  SUB_ACCOUNT,
} from './support/stage.js';

/**
 * `npm run bench:messages`: how many texts and receipts one process stores durably, compared with a
 * server that does one select and one insert for each, and what texts cost the call handles beside
 * them. Texts are decided and stored, not forwarded. The parts:
 * - `texts`, `receipts`: `--rates`
 * - `calls`: call handles at half of their highest rate, alone and beside texts (`--texts` per second)
 *
 * `--parts`, `--rounds`, `--seconds`, `--connections` and `--only ours,floor,before` change it; BEFORE
 * adds another commit.
 */
const PARTS = listOption('parts', ['texts', 'receipts', 'calls']);
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 6);
const CONNECTIONS = numberOption('connections', 64);
const TEXTS = numberOption('texts', 200);
const PACE = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1, rounds: ROUNDS };
const SEED = { numbers: 100, bookings: 10_000, firstMsisdn: 6_560_000_000 };

const LOADS = {
  texts: { kind: 'text', atLeast: 2 },
  receipts: { kind: 'receipt', atLeast: 1.5 },
} as const;
type Load = keyof typeof LOADS;

const TEXT_LOAD = new URL('./support/text-load.js', import.meta.url);
const CALL_LOAD = new URL('./support/call-load.js', import.meta.url);

const textPlan = (url: string, load: Load) => ({
  url,
  path: '/webhooks/8x8/sms',
  kind: LOADS[load].kind,
  smsSubAccountId: SMS_SUB_ACCOUNT,
  ...SEED,
});

const textContestant = (name: string, url: string, target: Target, load: Load): Contestant =>
  contestant(name, target, TEXT_LOAD, () => textPlan(url, load));

async function seed(database: Side['database']): Promise<void> {
  await seedCallableBookings(database.db, SEED);
  await seedTexts(database.db);
}

async function measureLoad(load: Load, sides: readonly Side[], keep: Keep): Promise<void> {
  const contestants = sides.map(({ name, app, database }) =>
    textContestant(name, app.url, { server: app.child, database }, load),
  );
  if (takesPart('floor')) {
    const database = keep(await startDatabase());
    await seed(database);
    const { url, child } = keep(
      await startServer('call-floors', { kind: 'text', databaseUrl: database.url }),
    );
    contestants.push(textContestant('floor', url, { server: child, database }, load));
  }
  await prepare(contestants, PACE);
  const contest = await compete(contestants, rateOption([50, 200]), PACE);
  console.log(`\n${load}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`);
  printContest(contest, load, 'floor');
  printChange(contest);
  console.log();
  const full = contest.heats.find(({ load: name }) => name === 'full rate');
  const { atLeast } = LOADS[load];
  printRatio(full, ['ours', 'floor'], 'perSecond', `${load}, full rate`, { atLeast });
}

/** Call handles at half of their highest rate, alone and beside texts, in turns. */
async function measureCalls({ app }: Side): Promise<void> {
  const calls = (rate?: number) =>
    runProcess<LoadResult>(CALL_LOAD.href, {
      ...PACE,
      ...SEED,
      url: app.url,
      path: '/webhooks/8x8/call-action',
      subAccountId: SUB_ACCOUNT,
      connections: 32,
      ...(rate !== undefined && { rate }),
    });
  const half = Math.round((await calls()).perSecond / 2);
  const rows: { calls: string; 'median ms': number; 'p99 ms': number }[] = [];
  const ratios: number[] = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    const alone = await calls(half);
    const texts = startProcess<LoadResult>(TEXT_LOAD.href, {
      ...PACE,
      ...textPlan(app.url, 'texts'),
      seconds: SECONDS + 4,
      rate: TEXTS,
    });
    const beside = await calls(half);
    await texts.end();
    ratios.push(beside.p99 / alone.p99);
    for (const [name, run] of [
      ['alone', alone],
      [`beside ${TEXTS} texts/s`, beside],
    ] as const) {
      rows.push({ calls: name, 'median ms': run.median, 'p99 ms': run.p99 });
    }
  }
  console.log(`\ncall handles at ${half}/s, half of the full rate, in turns\n`);
  console.log(table(rows));
  printVerdict('p99 of calls beside texts / alone', median(ratios), { atMost: 1.5 });
}

await benchmark(async (keep) => {
  console.log(`bench:messages on ${machine()}`);
  const sides = await startSides(keep, JOBS_ON_REQUEST);
  for (const { database } of sides) await seed(database);
  for (const load of ['texts', 'receipts'] as const) {
    if (PARTS.includes(load)) await measureLoad(load, sides, keep);
  }
  const ours = sides.find(({ name }) => name === 'ours');
  if (PARTS.includes('calls') && ours) await measureCalls(ours);
});
