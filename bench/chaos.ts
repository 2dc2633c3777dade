import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { hostname } from 'node:os';
import { Simulator } from '../tools/simulator/index.js';
import { machine, verdict } from './support/report.js';
import {
  adminRequest,
  type RunningApp,
  startApp,
  startDatabase,
  SUB_ACCOUNT,
} from './support/stage.js';

/**
 * `npm run chaos`: three replicas on one database with all jobs every second, and one replica for the
 * requests. Meanwhile bookings expire within seconds and numbers are drained. Replicas are repeatedly
 * killed (`kill -9`) in the middle of a job, each job in turn, and restarted. In the end everything must
 * have happened exactly once; otherwise it exits with 1. SECONDS changes its length.
 */
const SECONDS = Number(process.env['SECONDS'] ?? 120);
const KILL_EVERY_SECONDS = 6;
const REPLICAS = 3;
const SIMULATOR_KEY = 'key-of-the-simulator';
const MSISDNS = Array.from({ length: 20 }, (_, at) => `+656800${String(at).padStart(4, '0')}`);

interface Job {
  name: string;
  completed: number;
  last_error: string | null;
  isOverdue: boolean;
}

/** A job whose replica was killed while it ran. */
interface Interrupted {
  name: string;
  completed: number;
}

const simulator = new Simulator({
  subAccountId: SUB_ACCOUNT,
  apiKey: SIMULATOR_KEY,
  numbers: MSISDNS.map((msisdn) => ({ msisdn, countryCode: 'SG' })),
  timeScale: 1,
});
const EVERY_SECOND = {
  EIGHTXEIGHT_BASE_URL: await simulator.listen(),
  EIGHTXEIGHT_API_KEY: SIMULATOR_KEY,
  JOBS: 'on',
  JOB_BOOKING_EXPIRY_SECONDS: '1',
  JOB_POOL_REBALANCE_SECONDS: '1',
  JOB_POOL_SYNC_SECONDS: '1',
  JOB_CALL_STATS_SECONDS: '1',
  JOB_RETENTION_SECONDS: '1',
  JOB_EVENTS_SECONDS: '1',
  EVENT_SUBSCRIPTION_ALLOW_HTTP: 'true',
  EVENT_SUBSCRIPTION_ALLOWED_NETWORKS: '127.0.0.0/8',
};

/** The deliveries at the client's receiver: how often each event arrived, by its id. */
const received = new Map<string, { type: string; bookingId: string | undefined; times: number }>();
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { id, type, data } = JSON.parse(Buffer.concat(chunks).toString()) as {
      id: string;
      type: string;
      data: { bookingId?: string };
    };
    const before = received.get(id);
    received.set(id, { type, bookingId: data.bookingId, times: (before?.times ?? 0) + 1 });
    response.end();
  });
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');

const database = await startDatabase();
/** Handles the requests and runs no jobs. */
const steady = await startApp(database.url, { ...EVERY_SECOND, JOBS: 'off' });
const replicas: RunningApp[] = [];
for (let at = 0; at < REPLICAS; at += 1) {
  replicas.push(await startApp(database.url, EVERY_SECOND));
}
const api = (method: string, path: string, body?: object) =>
  adminRequest(steady.url, method, path, body);

let kills = 0;
const interrupted: Interrupted[] = [];

const JOB_NAMES = [
  'booking-expiry',
  'pool-rebalance',
  'pool-sync',
  'call-stats',
  'events',
  'retention',
];

/** Kills a replica while it runs the job, if that happens within a few seconds. */
async function killHolderOf(name: string): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  while (performance.now() < giveUpAt) {
    const { rows } = await database.db.query<{ holder: string }>(
      `select holder from job where name = $1 and holder is not null`,
      [name],
    );
    const at = replicas.findIndex(({ child }) => rows[0]?.holder === `${hostname()}:${child.pid}`);
    if (at < 0) continue;
    const { child } = replicas[at]!;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    kills += 1;
    // It may have finished between the query and the kill.
    const { rows: held } = await database.db.query<Interrupted>(
      `select name, completed::integer from job where holder = $1`,
      [rows[0]!.holder],
    );
    interrupted.push(...held);
    replicas[at] = await startApp(database.url, EVERY_SECOND);
    return;
  }
}

const phone = (n: number): string => `+659${String(n).padStart(7, '0')}`;

try {
  const { port } = receiver.address() as AddressInfo;
  await api('POST', '/v1/event-subscriptions', { url: `http://127.0.0.1:${port}/` });
  await api('POST', '/v1/pools', {
    name: 'chaos',
    subAccountId: SUB_ACCOUNT,
    policy: { graceSeconds: 0, cooldownSeconds: 1, rebalance: 'full' },
  });
  await api('POST', '/v1/pools/chaos/numbers', { numbers: MSISDNS.map((msisdn) => ({ msisdn })) });

  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const bookings: string[] = [];
  const makeBookings = async () => {
    for (let n = 0; elapsed() < SECONDS; n += 1) {
      const parties = [
        { role: 'rider', phoneNumber: phone(2 * n) },
        { role: 'driver', phoneNumber: phone(2 * n + 1) },
      ];
      const request = { pool: 'chaos', reference: `chaos-${n}`, ttlSeconds: 1 + (n % 6), parties };
      bookings.push(((await api('POST', '/v1/bookings', request)) as { id: string }).id);
      await delay(20);
    }
  };
  const drainNumbers = async () => {
    for (let turn = 0; elapsed() < SECONDS; turn += 1) {
      const path = `/v1/virtual-numbers/${encodeURIComponent(MSISDNS[turn % MSISDNS.length]!)}`;
      await api('PATCH', path, { state: 'draining' });
      await delay(2_000);
      await api('PATCH', path, { state: 'enabled' });
    }
  };
  const killReplicas = async () => {
    for (let turn = 0; elapsed() + KILL_EVERY_SECONDS < SECONDS; turn += 1) {
      await delay(KILL_EVERY_SECONDS * 1000);
      await killHolderOf(JOB_NAMES[turn % JOB_NAMES.length]!);
    }
  };
  await Promise.all([makeBookings(), drainNumbers(), killReplicas()]);
  const ran = elapsed();
  // Another replica takes over the job of a killed one when its lease expires, after 15 seconds.
  await delay(30_000);

  const rowsOf = async <Row extends object>(text: string): Promise<Row[]> =>
    (await database.db.query<Row>(text)).rows;
  const count = async (from: string): Promise<number> =>
    (await rowsOf<{ count: number }>(`select count(*)::integer from ${from}`))[0]!.count;
  const check = (what: string, found: number, wanted: number): void => {
    const isRight = found === wanted;
    if (!isRight) process.exitCode = 1;
    console.log(verdict(what, found, `= ${wanted}`, isRight));
  };
  const jobs = await rowsOf<Job>(
    `select name, completed::integer, last_error,
            due_at < now() - interval '5 seconds' as "isOverdue"
       from job where name = any('{${JOB_NAMES.join()}}') order by name`,
  );
  console.log(
    `\nchaos on ${machine()}: ${REPLICAS} replicas, ${Math.round(ran)} s, ${bookings.length} bookings, ` +
      `${kills} times kill -9, ${interrupted.length} jobs interrupted\n`,
  );
  for (const { name, completed } of jobs) {
    const times = interrupted.filter((job) => job.name === name).length;
    console.log(`job ${name}: done ${completed} times, interrupted ${times} times`);
  }
  const undone = interrupted.filter(
    ({ name, completed }) => jobs.find((job) => job.name === name)!.completed <= completed,
  );
  console.log();
  check('jobs', jobs.length, JOB_NAMES.length);
  check('interrupted occurrences that were not run again', undone.length, 0);
  check('jobs that are overdue', jobs.filter(({ isOverdue }) => isOverdue).length, 0);
  check('jobs that failed', jobs.filter((job) => job.last_error !== null).length, 0);
  check('bookings that did not expire', await count(`booking where status <> 'expired'`), 0);
  check('routes that were not deleted', await count('route'), 0);

  const written = await rowsOf<{ id: string; type: string }>('select id, type from outbox_event');
  const writtenIds = new Set(written.map(({ id }) => id));
  for (const type of new Set(written.map((event) => event.type))) {
    const ids = written.filter((event) => event.type === type).map(({ id }) => id);
    check(
      `${type}: delivered, of those emitted`,
      ids.filter((id) => received.has(id)).length,
      ids.length,
    );
  }
  check(
    'delivered, but not emitted',
    [...received.keys()].filter((id) => !writtenIds.has(id)).length,
    0,
  );
  for (const type of ['booking.created', 'booking.expired']) {
    const events = [...received.values()].filter((event) => event.type === type);
    check(`${type}: different events`, events.length, bookings.length);
    const reached = new Set(events.map(({ bookingId }) => bookingId)).size;
    check(`${type}: bookings with a delivered event`, reached, bookings.length);
  }
  // Each move must start where the previous one ended; a missing or duplicate event breaks this chain.
  const broken = await count(`(
    select payload ->> 'previousVirtualNumber' as left_number,
           coalesce(lag(payload ->> 'virtualNumber') over moves,
             (select c.payload ->> 'virtualNumber' from outbox_event c
               where c.booking_id = e.booking_id and c.type = 'booking.created')) as had
      from outbox_event e where type = 'booking.number_changed'
    window moves as (partition by booking_id order by id)) moved where left_number <> had`);
  check('moves that do not follow from the previous one', broken, 0);
  const repeated = [...received.values()].filter(({ times }) => times > 1).length;
  console.log(`\nevents delivered more than once, with the same id: ${repeated}`);
} finally {
  await Promise.all([steady, ...replicas].map((replica) => replica.stop()));
  await simulator.close();
  receiver.closeAllConnections();
  receiver.close();
  await database.stop();
}
