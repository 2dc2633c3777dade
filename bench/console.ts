import { cp } from 'node:fs/promises';
import { benchmark, type Keep } from './support/benchmark.js';
import { timePages } from './support/console/browser-pages.js';
import { type PageRequests, pagesOf, type Subjects } from './support/console/console-pages.js';
import type { PageLoadResult } from './support/console/page-load.js';
import { type ConsoleData, freshen, seedConsole } from './support/console/seed-console.js';
import type { LoadResult } from './support/http-load.js';
import { listOption, numberOption, textOption } from './support/options.js';
import { machine, round, table } from './support/report.js';
import { median, printVerdict } from './support/results.js';
import {
  adminRequest,
  type BenchDatabase,
  JOBS_ON_REQUEST,
  runProcess,
  startApp,
  startDatabase,
  startProcess,
  SUB_ACCOUNT,
} from './support/stage.js';

/**
 * `npm run bench:console`: how fast the pages of the console show their first content with many bookings and
 * calls, and what loading the console costs call handles. The parts:
 * - `seed`: creates the data, in several runs if `--minutes` says so; needs `--keep`
 * - `pages`: the requests of each page, sent at once as a browser does, and pages in Chromium if there is one
 * - `load`: call handles at half of their highest rate, alone and beside 50 loads of the console a second
 *
 * `--keep <folder>` keeps the database for the next run. `--bookings`, `--calls`, `--rounds` and `--seconds`
 * change the rest.
 */
const PARTS = listOption('parts', ['seed', 'pages', 'load']);
const ROUNDS = numberOption('rounds', 5);
const SECONDS = numberOption('seconds', 8);
const MINUTES = numberOption('minutes', 60);
const KEPT = textOption('keep');
const LOADS_PER_SECOND = 50;
const WITHIN_MS = 1_000;

const bookings = numberOption('bookings', 1_000_000);
const DATA: ConsoleData = {
  numbers: 1_000,
  bookings,
  live: Math.min(100_000, bookings),
  calls: numberOption('calls', 10_000_000),
  firstMsisdn: 6_560_000_000,
};

async function countHours(url: string): Promise<void> {
  await adminRequest(url, 'POST', '/v1/jobs/call-stats/run');
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { items } = (await adminRequest(url, 'GET', '/v1/jobs')) as {
      items: { name: string; isRunning: boolean; completed: number }[];
    };
    const job = items.find(({ name }) => name === 'call-stats')!;
    if (!job.isRunning && job.completed > 0) return;
  }
}

async function subjectsOf({ db }: BenchDatabase): Promise<Subjects> {
  const one = async (sql: string): Promise<string> =>
    (await db.query<{ value: string }>(sql)).rows[0]!.value;
  return {
    pool: await one('select name as value from pool'),
    number: encodeURIComponent(await one('select msisdn as value from virtual_number limit 1')),
    numbers: encodeURIComponent(
      await one(`select string_agg(msisdn, ',') as value
                   from (select msisdn from virtual_number order by ordinal limit 25) numbers`),
    ),
    booking: await one(`select id as value from booking where reference = 'seed-7'`),
    reference: 'seed-7',
    call: 'session-7',
    text: await one(`select id as value from message where inbound_umid = 'seed-7'`),
    event: await one('select id as value from outbox_event order by id desc limit 1'),
  };
}

interface PageTime {
  /** Milliseconds until all requests of the first content were answered. */
  first: number;
  /** Milliseconds until all requests were answered. */
  all: number;
}

/** Sends the requests of a page at once. */
async function timeRequests(url: string, { first, rest }: PageRequests): Promise<PageTime> {
  const start = performance.now();
  const send = async (paths: readonly string[]): Promise<number> => {
    await Promise.all(paths.map((path) => adminRequest(url, 'GET', path)));
    return performance.now() - start;
  };
  const [ofFirst, ofRest] = await Promise.all([send(first), send(rest)]);
  return { first: ofFirst, all: Math.max(ofFirst, ofRest) };
}

async function measurePages(url: string, database: BenchDatabase): Promise<void> {
  await freshen(database.db);
  const subjects = await subjectsOf(database);
  const pages = Object.entries(pagesOf(subjects));
  const rows: Record<string, string | number>[] = [];
  let worst = 0;
  for (const [page, requests] of pages) {
    const times: PageTime[] = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) times.push(await timeRequests(url, requests));
    const firsts = times.map(({ first }) => first);
    worst = Math.max(worst, ...firsts);
    rows.push({
      page,
      'first content: median ms': round(median(firsts)),
      'slowest ms': round(Math.max(...firsts)),
      requests: requests.first.length + requests.rest.length,
      'all: median ms': round(median(times.map(({ all }) => all))),
    });
  }
  console.log(`\nthe requests of each page, ${ROUNDS} rounds\n`);
  console.log(table(rows));
  printVerdict('first content of any page, ms', worst, { atMost: WITHIN_MS });
  console.log('\nthe slowest requests, one at a time\n');
  const single: { request: string; ms: number }[] = [];
  for (const path of new Set(pages.flatMap(([, { first, rest }]) => [...first, ...rest]))) {
    const { all } = await timeRequests(url, { first: [path], rest: [] });
    single.push({ request: path.replace(/\?.*/, ''), ms: round(all) });
  }
  console.log(table(single.toSorted((a, b) => b.ms - a.ms).slice(0, 8)));
  const { pool, booking, call, text } = subjects;
  const inBrowser = await timePages(url, {
    overview: '/',
    pool: `/pools/${pool}`,
    bookings: '/bookings',
    booking: `/bookings/${booking}`,
    calls: '/calls',
    call: `/calls/${call}`,
    texts: '/messages',
    text: `/messages/${text}`,
    audit: '/audit',
  });
  if (!inBrowser) return console.log('\nNo Chromium: the browser was not measured.');
  console.log('\nin Chromium, from the navigation on, with the files in its cache\n');
  console.log(
    table(
      inBrowser.map(({ page, firstMs, allMs }) => ({
        page,
        'first content ms': round(firstMs),
        'all ms': round(allMs),
      })),
    ),
  );
  const slowest = Math.max(...inBrowser.map(({ firstMs }) => firstMs));
  printVerdict('first content in the browser, ms', slowest, { atMost: WITHIN_MS });
}

async function measureLoad(url: string): Promise<void> {
  const calls = (rate?: number) =>
    runProcess<LoadResult>(new URL('./support/call-load.js', import.meta.url).href, {
      url,
      path: '/webhooks/8x8/call-action',
      subAccountId: SUB_ACCOUNT,
      firstMsisdn: DATA.firstMsisdn,
      numbers: DATA.numbers,
      bookings: DATA.live,
      connections: 32,
      seconds: SECONDS,
      warmUpSeconds: 2,
      ...(rate !== undefined && { rate }),
    });
  const half = Math.round((await calls()).perSecond / 2);
  console.log(`\ncall handles at ${half}/s, half of the full rate, in turns\n`);
  const rows: Record<string, string | number>[] = [];
  const ratios = { 'first visits': [] as number[], 'later visits': [] as number[] };
  for (let turn = 0; turn < ROUNDS * 2; turn += 1) {
    const isFirstVisit = turn % 2 === 0;
    const visits = isFirstVisit ? 'first visits' : 'later visits';
    const alone = await calls(half);
    const loading = startProcess<PageLoadResult>(
      new URL('./support/console/page-load.js', import.meta.url).href,
      { url, isFirstVisit, ratePerSecond: LOADS_PER_SECOND, seconds: SECONDS + 3 },
    );
    const beside = await calls(half);
    const loads = await loading.result;
    ratios[visits].push(beside.p99 / alone.p99);
    rows.push({
      visits,
      'alone: median, p99 ms': `${alone.median.toFixed(2)}, ${alone.p99.toFixed(2)}`,
      'beside: median, p99 ms': `${beside.median.toFixed(2)}, ${beside.p99.toFixed(2)}`,
      errors: alone.errors + beside.errors,
      loads: loads.loads,
      'refused loads': loads.refused,
      'a load, median ms': round(loads.median, 1),
      'kB each': round(loads.bytes / 1000),
    });
  }
  console.log(table(rows));
  for (const [visits, all] of Object.entries(ratios)) {
    const spread = `${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}`;
    printVerdict(
      `p99 of calls beside ${LOADS_PER_SECOND} ${visits} a second / alone`,
      median(all),
      { atMost: 1.2 },
      `${median(all).toFixed(2)} (${spread})`,
    );
  }
}

/** Puts the built console where the service of the benchmark looks for it. */
const copyConsole = (): Promise<void> =>
  cp(
    new URL('../../dist/console-app/', import.meta.url),
    new URL('../dist/console-app/', import.meta.url),
    {
      recursive: true,
    },
  );

async function run(keep: Keep): Promise<void> {
  await copyConsole();
  const { bookings: all, calls } = DATA;
  console.log(
    `bench:console on ${machine()}: ${all.toLocaleString('en')} bookings, ${calls.toLocaleString('en')} calls`,
  );
  const database = keep(await startDatabase(true, KEPT));
  if (PARTS.includes('seed')) {
    const missing = await seedConsole(database.db, DATA, MINUTES * 60_000);
    if (missing !== undefined) {
      return console.log(`time is over before "${missing}"; run it again to go on`);
    }
  }
  const app = keep(await startApp(database.url, JOBS_ON_REQUEST));
  if (PARTS.includes('seed')) await countHours(app.url);
  if (PARTS.includes('pages')) await measurePages(app.url, database);
  if (PARTS.includes('load')) {
    await database.db.query('update pool set max_calls_per_minute = 10000');
    await measureLoad(app.url);
  }
}

await benchmark(run);
