import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Attack, attacks } from './support/attacks.js';
import type { AttackResult } from './support/hostile-load.js';
import type { LoadResult } from './support/http-load.js';
import { machine, round, table, verdict } from './support/report.js';
import { seedCallableBookings } from './support/seed-calls.js';
import { sendSnapshot } from './support/snapshot.js';
import {
  adminRequest,
  runProcess,
  startApp,
  startDatabase,
  startProcess,
  SUB_ACCOUNT,
} from './support/stage.js';

/**
 * `npm run bench:hostile`: how long callers wait during attacks, and while 8x8 sends a snapshot of
 * 100,000 numbers. Call handles arrive at 200/s, alone and then under each attack. Each attack is bounded
 * in time, requests and bytes, and targets this machine only.
 * SECONDS, RATE, SNAPSHOT and ONLY (a part of an attack's name) change its length.
 */
const SECONDS = Number(process.env['SECONDS'] ?? 10);
const RATE = Number(process.env['RATE'] ?? 200);
const SNAPSHOT = Number(process.env['SNAPSHOT'] ?? 100_000);
const ONLY = process.env['ONLY'] ?? '';
const NUMBERS = 100;
const BOOKINGS = 10_000;
const FIRST_MSISDN = 6_560_000_000;

const database = await startDatabase();
// The default limits of keys, since they are under test.
const app = await startApp(database.url, { API_RATE_LIMIT_PER_MINUTE: '6000', JOBS: 'off' });

const startCalls = (seconds: number) =>
  startProcess<LoadResult>(new URL('./support/call-load.js', import.meta.url).href, {
    url: app.url,
    path: '/webhooks/8x8/call-action',
    connections: 32,
    seconds,
    warmUpSeconds: 1,
    rate: RATE,
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
    bookings: BOOKINGS,
  });

const residentMegabytes = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${app.child.pid}/status`, 'utf8'))?.[1]) / 1024;

/** Waits until memory is back within a fifth of its former size, for at most a minute. */
async function settledMegabytes(before: number): Promise<number> {
  const giveUpAt = performance.now() + 60_000;
  while (residentMegabytes() > before * 1.2 && performance.now() < giveUpAt) await delay(1_000);
  return residentMegabytes();
}

interface Row {
  name: string;
  alone: LoadResult;
  meanwhile: LoadResult;
  statuses: string;
  memoryBefore: number;
  memoryPeak: number;
  memoryAfter: number;
}

async function measure(name: string, attack: () => Promise<string>): Promise<Row> {
  const alone = await startCalls(SECONDS).result;
  const memoryBefore = residentMegabytes();
  let memoryPeak = memoryBefore;
  const watch = setInterval(() => (memoryPeak = Math.max(memoryPeak, residentMegabytes())), 100);
  const calls = startCalls(600);
  try {
    await delay(1_500);
    const statuses = await attack();
    await delay(500);
    const meanwhile = await calls.end();
    const memoryAfter = await settledMegabytes(memoryBefore);
    return { name, alone, meanwhile, statuses, memoryBefore, memoryPeak, memoryAfter };
  } finally {
    clearInterval(watch);
  }
}

const run = ({ name, plan }: Attack): Promise<Row> =>
  measure(name, async () => {
    const file = new URL('./support/hostile-load.js', import.meta.url).href;
    const result = await runProcess<AttackResult>(file, {
      ...plan,
      url: app.url,
      seconds: SECONDS,
    });
    const heard = Object.entries(result.statuses).map(([status, times]) => `${status} × ${times}`);
    return [...heard, `${result.sent} sent`].join(', ');
  });

const line = ({ name, alone, meanwhile, ...row }: Row) => ({
  what: name,
  'p99 alone, ms': round(alone.p99, 1),
  'p99, ms': round(meanwhile.p99, 1),
  '÷ alone': round(meanwhile.p99 / alone.p99, 2),
  'slowest, ms': round(meanwhile.max),
  'without callflow': meanwhile.errors,
  'MB before, at most, after': [row.memoryBefore, row.memoryPeak, row.memoryAfter]
    .map((megabytes) => round(megabytes))
    .join(', '),
  answers: row.statuses,
});

try {
  const pool = await seedCallableBookings(database.db, {
    numbers: NUMBERS,
    bookings: BOOKINGS,
    firstMsisdn: FIRST_MSISDN,
  });
  await database.db.query('update pool set max_calls_per_minute = 10000');
  const { key } = (await adminRequest(app.url, 'POST', '/v1/api-keys', {
    name: 'hostile',
    scopes: ['bookings:read', 'bookings:write', 'calls:read'],
    pools: [pool.name],
  })) as { key: string };
  // A discarded run, to warm up the application.
  await startCalls(5).result;

  const rows: Row[] = [];
  for (const attack of attacks(key).filter(({ name }) => name.includes(ONLY))) {
    rows.push(await run(attack));
    console.error(JSON.stringify(line(rows.at(-1)!)));
  }
  if (rows.length > 0) {
    console.log(
      `\nbench:hostile on ${machine()}, ${RATE} call handles/s, ${SECONDS} s per attack\n`,
    );
    console.log(table(rows.map(line)));
    const worst = Math.max(...rows.map(({ alone, meanwhile }) => meanwhile.p99 / alone.p99));
    const slowest = Math.max(...rows.map(({ meanwhile }) => meanwhile.max));
    const errors = rows.reduce((sum, { meanwhile }) => sum + meanwhile.errors, 0);
    const memory = Math.max(
      ...rows.map(({ memoryBefore, memoryAfter }) => memoryAfter / memoryBefore),
    );
    console.log(`\n${verdict('worst p99 / alone', round(worst, 2), '≤ 3', worst <= 3)}`);
    console.log(verdict('slowest call handle, ms', round(slowest), '< 800', slowest < 800));
    console.log(verdict('call handles without a callflow', errors, '= 0', errors === 0));
    console.log(verdict('memory after / before', round(memory, 2), '≤ 1.2', memory <= 1.2));
  }

  if ('snapshot'.includes(ONLY) || ONLY.includes('snapshot')) {
    const snapshot = await measure(`a snapshot of ${SNAPSHOT} numbers`, () =>
      sendSnapshot(app.url, SUB_ACCOUNT, SNAPSHOT, NUMBERS, FIRST_MSISDN),
    );
    const { rows: counted } = await database.db.query<{ count: number }>(
      'select count(*)::integer as count from virtual_number',
    );
    console.log(`\n${table([line(snapshot)])}`);
    const ratio = snapshot.meanwhile.p99 / snapshot.alone.p99;
    console.log(`\n${verdict('p99 / alone', round(ratio, 2), '≤ 2', ratio <= 2)}`);
    const taken = counted[0]!.count;
    console.log(verdict('numbers that were stored', taken, `= ${SNAPSHOT}`, taken === SNAPSHOT));
  }
} finally {
  await app.stop();
  await database.stop();
}
