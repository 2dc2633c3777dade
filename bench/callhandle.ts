import { benchmark, type Keep } from './support/benchmark.js';
import { callContestant, callSide, startCallContestants } from './support/call-contestants.js';
import {
  compete,
  type Contestant,
  type Heat,
  idle,
  rateOption,
  takesPart,
  prepare,
} from './support/contest.js';
import { listOption, numberOption } from './support/options.js';
import { machine, round, table } from './support/report.js';
import {
  median,
  middle,
  printChange,
  printContest,
  printRatio,
  printVerdict,
} from './support/results.js';
import { seedBlocks } from './support/seed-blocks.js';
import { fillRoutes } from './support/seed-calls.js';
import { soak, watchMemory } from './support/soak.js';
import { startApp, startDatabase } from './support/stage.js';

/**
 * `npm run bench:callhandle`: what a call costs one process with all features, at several rates and at the
 * highest, compared with a server without logic and with a straightforward implementation. The parts:
 * - `rates`: `--rates`, `--connections`
 * - `half`: half of the highest rate over 32 connections
 * - `routes`: a table of ten million routes (`--routes`) against one of 10,000
 * - `replicas`: one process and two on the same database
 * - `blocks`: a table of 100,000 blocks (`--blocks`) against an empty one
 * - `memory`: resident memory over ten minutes (`--minutes`) at the highest rate
 * - `soak`: memory, latency and errors by minute over ten minutes (`--minutes`) at half of the highest rate
 *
 * `--parts`, `--rounds`, `--seconds`, `--bookings` and `--only ours,straightforward,bare,before` change it; BEFORE
 * adds another commit.
 */
const PARTS = listOption('parts', ['rates', 'half']);
const ROUNDS = numberOption('rounds', 3);
const SECONDS = numberOption('seconds', 4);
const CONNECTIONS = numberOption('connections', 128);
const BOOKINGS = numberOption('bookings', 50_000);
const ROUTES = numberOption('routes', 10_000_000);
const BLOCKS = numberOption('blocks', 100_000);
const MINUTES = numberOption('minutes', 10);
const PACE = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 1, rounds: ROUNDS };
const HALF_CONNECTIONS = 32;
const OURS = ['ours', 'straightforward'] as const;

const heading = (what: string) => console.log(`\n${what}, median of ${ROUNDS} rounds\n`);

async function measureRates(contestants: readonly Contestant[]): Promise<Heat | undefined> {
  const contest = await compete(contestants, rateOption([100, 500, 1_500]), PACE);
  heading(`Calls over ${CONNECTIONS} connections`);
  printContest(contest, 'calls', 'straightforward');
  printChange(contest);
  console.log();
  const at = (load: string) => contest.heats.find((heat) => heat.load === load);
  for (const [load, atMost] of [
    ['100/s', 0.9],
    ['500/s', 0.9],
    ['1500/s', 0.7],
    ['full rate', 0.3],
  ] as const) {
    printRatio(at(load), OURS, 'cost', `processor time of a call at ${load}`, { atMost });
  }
  for (const load of ['500/s', '1500/s']) {
    printRatio(at(load), OURS, 'median', `median at ${load}`, { atMost: 1 });
  }
  printRatio(at('full rate'), OURS, 'perSecond', 'full rate', { atLeast: 3.5 });
  return at('full rate');
}

async function measureHalf(contestants: readonly Contestant[], fullRate: number): Promise<void> {
  const half = Math.round(fullRate / 2);
  const measured = contestants.filter(({ name }) => name !== 'bare');
  const contest = await compete(measured, [half], { ...PACE, connections: HALF_CONNECTIONS });
  heading(`Half of the full rate over ${HALF_CONNECTIONS} connections`);
  printContest(contest, 'calls', 'straightforward');
  printChange(contest);
  console.log();
  const [heat] = contest.heats as [Heat];
  const ours = heat.runs.get('ours');
  if (!ours) return;
  const tail = median(ours.map((run) => run.p99 / run.median));
  printVerdict('p99 / median at half rate', tail, { atMost: 5 });
  printRatio(heat, OURS, 'p99', 'p99 at half rate', { atMost: 1.5 });
}

/** Both tables have an application each, and take turns. */
async function measureRoutes(keep: Keep): Promise<void> {
  const contestants: Contestant[] = [];
  for (const routes of [10_000, ROUTES]) {
    const database = keep(await startDatabase());
    const app = keep(await startApp(database.url, {}, undefined, true));
    // The calls to the large table come from all over its index.
    const bookings = Math.min(routes / 2, 200_000);
    const side = await callSide({ name: 'ours', app, database }, bookings);
    const rows = routes - 2 * bookings;
    const { rows: pools } = await database.db.query<{ id: string; name: string }>(
      'select id, name from pool',
    );
    if (rows > 0) await fillRoutes(database.db, pools[0]!, rows);
    contestants.push({ ...side, name: `${routes.toLocaleString('en')} routes` });
  }
  await prepare(contestants, PACE);
  const contest = await compete(contestants, [undefined], PACE);
  const [small, large] = contestants.map(({ name }) => name) as [string, string];
  heading('Maskline with few and with many routes');
  printContest(contest, 'calls', small);
  console.log();
  printRatio(contest.heats[0], [large, small], 'perSecond', 'full rate', { atLeast: 0.9 });
}

/** One replica, and two that share its database and the connections of the load. */
async function measureReplicas(keep: Keep): Promise<void> {
  const database = keep(await startDatabase());
  const start = async () => keep(await startApp(database.url, {}, undefined, true));
  const [first, second] = [await start(), await start()];
  const one = await callSide({ name: 'ours', app: first, database }, BOOKINGS);
  const target = { server: first.child, replicas: [second.child], database };
  const contestants = [
    { ...one, name: '1 replica' },
    callContestant('2 replicas', [first.url, second.url], target, BOOKINGS),
  ];
  await prepare(contestants, PACE);
  const contest = await compete(contestants, [undefined], PACE);
  heading('Replicas on one database');
  printContest(contest, 'calls', '1 replica');
}

/** No call is blocked, so each looks for a block that is not there. */
async function measureBlocks(keep: Keep): Promise<void> {
  const contestants: Contestant[] = [];
  for (const blocks of [0, BLOCKS]) {
    const database = keep(await startDatabase());
    const app = keep(await startApp(database.url, {}, undefined, true));
    const side = await callSide({ name: 'ours', app, database }, BOOKINGS);
    if (blocks > 0) await seedBlocks(database.db, blocks);
    contestants.push({ ...side, name: `${blocks.toLocaleString('en')} blocks` });
  }
  await prepare(contestants, PACE);
  const contest = await compete(contestants, [undefined], PACE);
  const [none, many] = contestants.map(({ name }) => name) as [string, string];
  heading('Maskline without and with blocks');
  printContest(contest, 'calls', none);
  console.log();
  printRatio(contest.heats[0], [many, none], 'perSecond', 'full rate', { atLeast: 0.95 });
}

async function measureMemory({ target, run }: Contestant): Promise<void> {
  const { samples, end } = watchMemory(target.server!.pid!);
  try {
    await run({ ...PACE, seconds: MINUTES * 60 });
  } finally {
    end();
  }
  const quarter = Math.floor(samples.length / 4);
  const quarters = [0, 1, 2, 3].map((at) =>
    median(samples.slice(at * quarter, (at + 1) * quarter)),
  );
  console.log(
    `\nResident memory, MB, in the quarters of ${MINUTES} minutes at full rate: ` +
      `${quarters.map((value) => round(value)).join(', ')}; at most ${round(Math.max(...samples))}\n`,
  );
  printVerdict('resident memory at the end, MB', samples.at(-1)!, { atMost: 220 });
  // Flat: it grows while the heap finds its size, not after that.
  printVerdict('last / second quarter', quarters[3]! / quarters[1]!, { atMost: 1.05 });
}

await benchmark(async (keep) => {
  console.log(`bench:callhandle on ${machine()}`);
  const ownDatabases = new Set(['routes', 'blocks', 'replicas']);
  if (PARTS.some((part) => !ownDatabases.has(part))) {
    const contestants = await startCallContestants(keep, BOOKINGS);
    await prepare(contestants, PACE);
    console.log('\nWithout calls\n');
    console.log(table(await idle(contestants)));
    let full = PARTS.includes('rates') ? await measureRates(contestants) : undefined;
    const ours = contestants.find(({ name }) => name === 'ours');
    if (PARTS.some((part) => part === 'half' || part === 'soak')) {
      full ??= (await compete(ours ? [ours] : contestants, [undefined], PACE)).heats[0];
    }
    const fullRate = middle(full?.runs.get('ours'), 'perSecond');
    if (PARTS.includes('half')) await measureHalf(contestants, fullRate);
    if (PARTS.includes('soak') && ours) {
      const rate = Math.round(fullRate / 2);
      await soak(ours, { rate, connections: HALF_CONNECTIONS, minutes: MINUTES });
    }
    if (PARTS.includes('memory') && ours) await measureMemory(ours);
  }
  if (PARTS.includes('replicas') && takesPart('ours')) await measureReplicas(keep);
  if (PARTS.includes('blocks') && takesPart('ours')) await measureBlocks(keep);
  if (PARTS.includes('routes') && takesPart('ours')) await measureRoutes(keep);
});
