import { CALL_STATS } from '../src/status/statistics/call-stats.sql.js';
import { machine, round, table } from './support/report.js';
import { seedPool } from './support/seed.js';
import { adminRequest, JOBS_ON_REQUEST, startApp, startDatabase } from './support/stage.js';

/**
 * `npm run bench:calls`: lists and statistics of many call records over 30 days.
 * SESSIONS changes their number.
 */
const SESSIONS = Number(process.env['SESSIONS'] ?? 10_000_000);
const DAYS = 30;
const NUMBERS = 1_000;
const TIMES = 5;

const database = await startDatabase();
const app = await startApp(database.url, JOBS_ON_REQUEST);
const get = (path: string) => adminRequest(app.url, 'GET', path);

async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const start = performance.now();
    await run();
    took.push(performance.now() - start);
  }
  return round(took.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)]!, 1);
}

/** Creates calls, evenly spread over the days: half are answered, some are refused or fail. */
async function seedSessions(): Promise<void> {
  const { rows } = await database.db.query<{ indexdef: string; indexname: string }>(
    `select indexname, indexdef from pg_indexes
      where tablename = 'call_session' and indexname <> 'call_session_pk'`,
  );
  for (const { indexname } of rows) await database.db.query(`drop index ${indexname}`);
  const batch = 1_000_000;
  for (let from = 0; from < SESSIONS; from += batch) {
    await database.db.query(
      `insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
         caller_role, callee_role, caller_index, decided_at, session_status, started_at, ended_at,
         created_at, is_called_out, talk_seconds, mos)
       select b.pool_id, 'session-' || n, b.id, b.msisdn,
              case when n % 20 = 0 then 'refuse' else 'connect' end,
              case when n % 20 = 0 then 'not-a-party' else 'callable' end, 'rider', 'driver',
              sha256(n::text::bytea), at, case when n % 2 = 0 then 'COMPLETED'
                when n % 1000 = 1 then 'FAILED' else 'NO_ANSWER' end, at, at + interval '1 minute', at,
              true, n % 300, 3 + n % 20 / 10.0
         from generate_series($1::integer, $2::integer - 1) n
         cross join lateral (
           select now() - interval '2 hours' - make_interval(secs => n * $3::float8) as at) t
         join (select b.pool_id, b.id, n.msisdn, row_number() over () - 1 as place
                 from booking b join virtual_number n on n.id = b.virtual_number_id) b
           on b.place = n % $4::integer`,
      [from, Math.min(SESSIONS, from + batch), (DAYS * 86_400) / SESSIONS, NUMBERS],
    );
  }
  for (const { indexdef } of rows) await database.db.query(indexdef);
  await database.db.query('vacuum analyze call_session');
  await database.db.query('checkpoint');
}

try {
  const pool = await seedPool(database.db, {
    numbers: NUMBERS,
    bookings: NUMBERS,
    firstMsisdn: 6_560_000_000,
  });
  await seedSessions();
  const now = Date.now();
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString();
  const stats = (days: number, groupBy: string) => () =>
    get(`/v1/stats/calls?from=${ago(days)}&to=${ago(0)}&groupBy=${groupBy}`);
  const { rows } = await database.db.query<{ id: string }>('select id from booking limit 1');
  const rowsOf: { what: string; ms: number }[] = [];
  const add = async (what: string, run: () => Promise<unknown>) => {
    rowsOf.push({ what, ms: await milliseconds(run) });
  };
  await add('newest calls', () => get('/v1/calls'));
  await add('newest calls of a pool', () => get(`/v1/calls?pool=${pool.name}`));
  await add('newest calls of a number', () => get('/v1/calls?virtualNumber=%2B6560000007'));
  await add('newest calls of a booking', () => get(`/v1/bookings/${rows[0]!.id}/calls`));
  await add('newest calls of one outcome in 20', () => get('/v1/calls?outcome=refused'));
  await add('newest calls of one outcome in 1,000', () => get('/v1/calls?outcome=unreachable'));
  await add('calls of a day, 20 days ago', () => get(`/v1/calls?from=${ago(20)}&to=${ago(19)}`));
  await add('statistics of the last day, by hour', stats(1, 'hour'));

  const start = performance.now();
  await adminRequest(app.url, 'POST', '/v1/jobs/call-stats/run');
  for (let isRunning = true; isRunning;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { items } = (await get('/v1/jobs')) as {
      items: { name: string; isRunning: boolean; completed: number }[];
    };
    const job = items.find(({ name }) => name === 'call-stats')!;
    isRunning = job.isRunning || job.completed === 0;
  }
  const counting = round((performance.now() - start) / 1000, 1);
  await add('statistics of 30 days, by day', stats(30, 'day'));
  await add('statistics of 30 days, by number', stats(30, 'virtualNumber'));
  console.log(
    `\nbench:calls on ${machine()}: ${SESSIONS.toLocaleString('en')} calls over ${DAYS} days; ` +
      `counting their hours once took ${counting} s\n`,
  );
  console.log(table(rowsOf.map(({ what, ms }) => ({ what, 'median ms': ms }))));
  const { rows: plan } = await database.db.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off, timing off, summary off) ${CALL_STATS.day.text}`,
    [ago(2), ago(0), null],
  );
  console.log('\nThe plan of two days by day:\n');
  for (const line of plan) console.log(line['QUERY PLAN']);
} finally {
  await app.stop();
  await database.stop();
}
