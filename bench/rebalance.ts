import { setTimeout as delay } from 'node:timers/promises';
import { makeLogFiles, makeRoom } from './support/aged-database.js';
import type { LoadResult } from './support/http-load.js';
import { machine, round, table, verdict } from './support/report.js';
import { seedCallableBookings } from './support/seed-calls.js';
import {
  adminRequest,
  JOBS_ON_REQUEST,
  type RunningProcess,
  startApp,
  startDatabase,
  startProcess,
  SUB_ACCOUNT,
} from './support/stage.js';

/**
 * `npm run bench:rebalance`:
 * - a pool of 50 numbers with 10,000 bookings gets 50 empty numbers and is rebalanced; then a number is
 *   drained, and every call to it must still connect
 * - a million bookings are due at once, and expire while calls arrive
 * NUMBERS, BOOKINGS and DUE change its length.
 */
const NUMBERS = Number(process.env['NUMBERS'] ?? 50);
const BOOKINGS = Number(process.env['BOOKINGS'] ?? 10_000);
const DUE = Number(process.env['DUE'] ?? 1_000_000);
const CALLS_PER_SECOND = 500;
const FIRST_MSISDN = 6_560_000_000;
const FIRST_EMPTY = 6_569_000_000;

interface Plan {
  moves: object[];
  before: { peakOverMean: number };
}

const database = await startDatabase();
const app = await startApp(database.url, JOBS_ON_REQUEST);
const post = (path: string, body?: object) => adminRequest(app.url, 'POST', path, body);

/** Starts calls from riders of the seeded bookings to their original numbers. */
const startCalls = (seconds: number): RunningProcess<LoadResult> =>
  startProcess(new URL('./support/call-load.js', import.meta.url).href, {
    url: app.url,
    path: '/webhooks/8x8/call-action',
    connections: 16,
    seconds,
    warmUpSeconds: 3,
    rate: CALLS_PER_SECOND,
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
    bookings: BOOKINGS,
  });
const call = (seconds: number): Promise<LoadResult> => startCalls(seconds).result;

async function evenOut(pool: string): Promise<void> {
  await adminRequest(app.url, 'PATCH', `/v1/pools/${pool}`, { policy: { rebalance: 'full' } });
  const numbers = Array.from({ length: NUMBERS }, (_, at) => ({ msisdn: `+${FIRST_EMPTY + at}` }));
  await post(`/v1/pools/${pool}/numbers`, { numbers });
  const loads = async () => {
    const { before } = (await post(`/v1/pools/${pool}/rebalance?dryRun=true`)) as Plan;
    return before.peakOverMean;
  };
  const rows = [{ run: 0, moved: 0, 'peak ÷ mean': round(await loads(), 3), seconds: 0 }];
  for (let run = 1; run <= 10; run += 1) {
    const start = performance.now();
    const { moved } = (await post(`/v1/pools/${pool}/rebalance`)) as { moved: number };
    const seconds = round((performance.now() - start) / 1000, 1);
    rows.push({ run, moved, 'peak ÷ mean': round(await loads(), 3), seconds });
    if (moved === 0) break;
  }
  console.log(`\n${NUMBERS} numbers with ${BOOKINGS} bookings get ${NUMBERS} empty ones\n`);
  console.log(table(rows));
  const moves = rows.reduce((sum, { moved }) => sum + moved, 0);
  const mean = BOOKINGS / (2 * NUMBERS);
  const least = NUMBERS * (BOOKINGS / NUMBERS - Math.floor(mean * 1.1));
  const peak = rows.at(-1)!['peak ÷ mean'];
  console.log(`\n${verdict('peak / mean', peak, '≤ 1.1', peak <= 1.1)}`);
  const ratio = round(moves / least, 3);
  console.log(verdict('moves / minimum', ratio, '≤ 1.1', ratio <= 1.1));
}

async function drain(pool: string): Promise<void> {
  const msisdn = `+${FIRST_MSISDN}`;
  await adminRequest(app.url, 'PATCH', `/v1/virtual-numbers/${encodeURIComponent(msisdn)}`, {
    state: 'draining',
  });
  const outcome = (await post(`/v1/pools/${pool}/rebalance`)) as { moved: number };
  const { rows } = await database.db.query<{ own: number }>(
    `select count(*)::int as own from booking b join virtual_number n on n.id = b.virtual_number_id
      where n.msisdn = $1 and b.status = 'active'`,
    [msisdn],
  );
  const { requests, errors } = await call(20);
  console.log(`\na number is drained: ${outcome.moved} bookings moved`);
  console.log(verdict('its remaining bookings', rows[0]!.own, '= 0', rows[0]!.own === 0));
  const old = `calls to the original numbers that did not connect, of ${requests}`;
  console.log(verdict(old, errors, '= 0', errors === 0));
}

interface JobStatus {
  name: string;
  isRunning: boolean;
  completed: number;
  lastRun: { tookMs: number } | null;
}

/** Runs the job until all bookings and routes are done. @returns its duration in seconds */
async function runExpiry(): Promise<number> {
  const find = async () => {
    const { items } = (await adminRequest(app.url, 'GET', '/v1/jobs')) as { items: JobStatus[] };
    return items.find(({ name }) => name === 'booking-expiry')!;
  };
  const before = (await find()).completed;
  await post('/v1/jobs/booking-expiry/run');
  for (;;) {
    // Polls rarely, since each query delays the calls that are measured.
    await delay(2_000);
    const { completed, isRunning, lastRun } = await find();
    if (!isRunning && completed > before) return lastRun!.tookMs / 1000;
  }
}

/** Creates expired bookings in the order of their expiry, with two routes each. */
async function seedDueBookings(poolId: string, name: string): Promise<void> {
  await database.db.query(
    `insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                          metadata)
     select $1, uuidv7(), $2 || '-' || n, sha256('bench'),
            (select min(id) from virtual_number where pool_id = $1),
            now() - interval '1 hour' - make_interval(secs => ($3 - n) / 1000.0), '{}'
       from generate_series(1, $3::integer) n`,
    [poolId, name, DUE],
  );
  await database.db.query(
    `insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
                        callee_role, callee_index, callee_ciphertext, assigned_at, callable_until,
                        reuse_after)
     select b.pool_id, sha256((side || b.reference)::bytea), b.virtual_number_id, b.id, 'rider',
            'driver', sha256('x'), '\\x00', b.created_at, b.expires_at, b.expires_at
       from booking b cross join (values ('a'), ('b')) sides (side)
      where b.reference like $1 || '-%'`,
    [name],
  );
}

/** Creates a due night, and an earlier one that was since deleted. */
async function seedTwoNights(poolId: string): Promise<void> {
  await seedDueBookings(poolId, 'gone');
  await runExpiry();
  await seedDueBookings(poolId, 'due');
  await makeRoom(database.db, `reference like 'gone-%'`);
  await makeLogFiles(database.db, 150);
  await database.db.query('vacuum analyze');
  await database.db.query('checkpoint');
}

async function expire(poolId: string): Promise<void> {
  await seedTwoNights(poolId);
  // Lets the kernel write out the seeded data, which starts after half a minute.
  await call(40);
  const alone = await call(60);
  const calls = startCalls(3600);
  await delay(3_500);
  const rate = DUE / (await runExpiry());
  const meanwhile = await calls.end();
  console.log(`\n${DUE.toLocaleString('en')} bookings are due, with two routes each\n`);
  const line = (what: string, { median, p99, worstP99, requests, errors }: LoadResult) => ({
    what,
    calls: requests,
    'median ms': round(median, 2),
    'p99 ms': round(p99, 2),
    'p99 of the worst 2 s': round(worstP99, 2),
    errors,
  });
  console.log(
    table([
      line(`${CALLS_PER_SECOND} calls/s alone`, alone),
      line('the same during expiry', meanwhile),
    ]),
  );
  console.log(
    `\n${verdict('bookings expired per second', round(rate), '≥ 10000', rate >= 10_000)}`,
  );
  const ratio = round(meanwhile.p99 / alone.p99, 2);
  console.log(verdict('p99 of calls, with / without', ratio, '≤ 2', ratio <= 2));
}

try {
  const pool = await seedCallableBookings(database.db, {
    numbers: NUMBERS,
    bookings: BOOKINGS,
    firstMsisdn: FIRST_MSISDN,
  });
  await database.db.query('update pool set max_calls_per_minute = 10000');
  console.log(`bench:rebalance on ${machine()}`);
  await evenOut(pool.name);
  await drain(pool.name);
  await expire(pool.id);
} finally {
  await app.stop();
  await database.stop();
}
