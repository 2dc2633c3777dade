import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { machine, round, table, verdict } from './support/report.js';
import { seedCallableBookings } from './support/seed-calls.js';
import { SilentProxy } from './support/silent-proxy.js';
import {
  type RunningApp,
  type RunningProcess,
  startApp,
  startDatabase,
  startProcess,
} from './support/stage.js';
import type { SteadyPlan, SteadyResult } from './support/steady-load.js';

/**
 * `npm run bench:outage`:
 * - all database connections go silent at once, while calls, statuses and bookings arrive: how long
 *   until all of them work again
 * - two replicas are restarted in turn (SIGTERM), while calls arrive over keep-alive connections that are
 *   not drained: how many get no callflow
 * RESTARTS and SILENCES change its length.
 */
const RESTARTS = Number(process.env['RESTARTS'] ?? 4);
const SILENCES = Number(process.env['SILENCES'] ?? 3);
const CALLS_PER_SECOND = 200;
const NUMBERS = 100;
const BOOKINGS = 10_000;
const FIRST_MSISDN = 6_560_000_000;

const database = await startDatabase();
const { proxy, url: proxiedUrl } = await SilentProxy.before(database.url);

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

let pool = '';
const startLoad = (
  kind: SteadyPlan['kind'],
  urls: string[],
  ratePerSecond: number,
): RunningProcess<SteadyResult> =>
  startProcess(new URL('./support/steady-load.js', import.meta.url).href, {
    kind,
    urls,
    ratePerSecond,
    seconds: 600,
    connections: 64,
    pool,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
    bookings: BOOKINGS,
  } satisfies SteadyPlan);

/** Counts the wrong results by kind, for example `not connected × 3`. */
function tally(results: readonly SteadyResult[]): string {
  const times = new Map<string, number>();
  for (const { what } of results.flatMap(({ wrong }) => wrong)) {
    times.set(what, (times.get(what) ?? 0) + 1);
  }
  return [...times].map(([what, count]) => `${what} × ${count}`).join(', ') || 'none';
}

async function silence(): Promise<void> {
  const app = await startApp(proxiedUrl, { JOBS: 'off' });
  const kinds = { calls: 100, statuses: 50, bookings: 20 } as const;
  const worst = { calls: 0, statuses: 0, bookings: 0 };
  const rows = [];
  for (let turn = 1; turn <= SILENCES; turn += 1) {
    const loads = Object.entries(kinds).map(([kind, rate]) =>
      startLoad(kind as keyof typeof kinds, [app.url], rate),
    );
    await delay(5_000);
    const silentAt = Date.now();
    proxy.silence();
    await delay(40_000);
    const results = await Promise.all(loads.map((load) => load.end()));
    for (const [at, kind] of (Object.keys(kinds) as (keyof typeof kinds)[]).entries()) {
      const { requests, wrong, slowest } = results[at]!;
      const rightAgain = Math.max(0, ...wrong.map(({ sentAt }) => sentAt - silentAt)) / 1000;
      // Requests from before the recovery may still have been late.
      worst[kind] = Math.max(worst[kind], rightAgain, slowest / 1000);
      rows.push({
        silence: turn,
        kind,
        requests,
        'last failure, s after': round(rightAgain, 1),
        'slowest response, s': round(slowest / 1000, 1),
        wrong: tally([results[at]!]),
      });
    }
  }
  await app.stop();
  console.log(`\nall database connections go silent at once, ${SILENCES} times\n`);
  console.log(table(rows));
  console.log();
  for (const [kind, seconds] of Object.entries(worst)) {
    console.log(verdict(`${kind} right again, s`, round(seconds, 1), '≤ 6', seconds <= 6));
  }
}

async function restart(): Promise<void> {
  const ports = [await freePort(), await freePort()];
  const start = (at: number): Promise<RunningApp> =>
    startApp(database.url, { JOBS: 'off', PORT: ports[at]!, DRAIN_SECONDS: '5' });
  const replicas = [await start(0), await start(1)];
  const load = startLoad(
    'calls',
    replicas.map(({ url }) => url),
    CALLS_PER_SECOND,
  );
  await delay(5_000);
  for (let turn = 0; turn < RESTARTS; turn += 1) {
    const at = turn % replicas.length;
    await replicas[at]!.stop();
    await delay(1_000);
    replicas[at] = await start(at);
    await delay(2_000);
  }
  const result = await load.end();
  await Promise.all(replicas.map((replica) => replica.stop()));
  const { requests, wrong, p99, slowest } = result;
  console.log(
    `\n${RESTARTS} restarts of two replicas in turn, ${CALLS_PER_SECOND} call handles/s\n`,
  );
  console.log(
    table([
      {
        'call handles': requests,
        'p99 ms': round(p99, 1),
        'slowest ms': round(slowest),
        wrong: tally([result]),
      },
    ]),
  );
  const without = wrong.filter(({ what }) => what !== 'not connected').length;
  console.log(`\n${verdict('call handles without a callflow', without, '= 0', without === 0)}`);
  const refused = wrong.length - without;
  console.log(verdict('call handles not connected', refused, '= 0', refused === 0));
}

try {
  const seeded = await seedCallableBookings(database.db, {
    numbers: NUMBERS,
    bookings: BOOKINGS,
    firstMsisdn: FIRST_MSISDN,
  });
  pool = seeded.name;
  await database.db.query('update pool set max_calls_per_minute = 10000');
  console.log(`bench:outage on ${machine()}`);
  await restart();
  await silence();
} finally {
  await proxy.close();
  await database.stop();
}
