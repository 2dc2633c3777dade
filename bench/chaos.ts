import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { machine, verdict } from './support/report.js';
import { adminRequest, type RunningApp, startApp, startDatabase } from './support/stage.js';

/**
 * `npm run chaos`: three replicas on one database, with all jobs every second, while bookings are made
 * that expire within seconds and numbers are drained; one replica is killed (`kill -9`) again and again
 * and started anew. In the end everything has happened, and nothing twice. SECONDS changes its length.
 */
const SECONDS = Number(process.env['SECONDS'] ?? 120);
const KILL_EVERY_SECONDS = 10;
const REPLICAS = 3;

interface Job {
  name: string;
  everySeconds: number;
  completed: number;
}

const EVERY_SECOND = {
  JOBS: 'on',
  JOB_BOOKING_EXPIRY_SECONDS: '1',
  JOB_POOL_REBALANCE_SECONDS: '1',
  JOB_CALL_STATS_SECONDS: '1',
  JOB_RETENTION_SECONDS: '1',
  JOB_EVENTS_SECONDS: '1',
  WEBHOOK_ENDPOINT_ALLOW_HTTP: 'true',
  WEBHOOK_ENDPOINT_ALLOWED_NETWORKS: '127.0.0.0/8',
};

/** What the client's receiver was told: how often each event, by its id. */
const told = new Map<string, { type: string; bookingId: string | undefined; times: number }>();
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { id, type, data } = JSON.parse(Buffer.concat(chunks).toString()) as {
      id: string;
      type: string;
      data: { bookingId?: string };
    };
    const before = told.get(id);
    told.set(id, { type, bookingId: data.bookingId, times: (before?.times ?? 0) + 1 });
    response.end();
  });
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');

const database = await startDatabase();
const replicas: RunningApp[] = [];
for (let at = 0; at < REPLICAS; at += 1) {
  replicas.push(await startApp(database.url, EVERY_SECOND));
}
const [steady] = replicas as [RunningApp];
const api = (method: string, path: string, body?: object) =>
  adminRequest(steady.url, method, path, body);

const killed: ChildProcess[] = [];
/** Never the first one, which takes the requests. */
async function killOne(turn: number): Promise<void> {
  const at = 1 + (turn % (REPLICAS - 1));
  const { child } = replicas[at]!;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  killed.push(child);
  replicas[at] = await startApp(database.url, EVERY_SECOND);
}

const phone = (n: number): string => `+659${String(n).padStart(7, '0')}`;

try {
  const { port } = receiver.address() as AddressInfo;
  await api('POST', '/v1/webhook-endpoints', { url: `http://127.0.0.1:${port}/` });
  await api('POST', '/v1/pools', {
    name: 'chaos',
    subAccountId: 'maskline_bench',
    policy: { graceSeconds: 0, cooldownSeconds: 1, rebalance: 'full' },
  });
  const msisdns = Array.from({ length: 20 }, (_, at) => `+656800${String(at).padStart(4, '0')}`);
  await api('POST', '/v1/pools/chaos/numbers', { numbers: msisdns.map((msisdn) => ({ msisdn })) });

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
      const path = `/v1/virtual-numbers/${encodeURIComponent(msisdns[turn % msisdns.length]!)}`;
      await api('PATCH', path, { state: 'draining' });
      await delay(2_000);
      await api('PATCH', path, { state: 'enabled' });
    }
  };
  const killReplicas = async () => {
    for (let turn = 0; elapsed() + KILL_EVERY_SECONDS < SECONDS; turn += 1) {
      await delay(KILL_EVERY_SECONDS * 1000);
      await killOne(turn);
    }
  };
  await Promise.all([makeBookings(), drainNumbers(), killReplicas()]);
  const { items: jobs } = (await api('GET', '/v1/jobs')) as { items: Job[] };
  const ran = elapsed();
  // A job whose holder was killed is taken over when its lease has run out, after 15 seconds.
  await delay(30_000);

  const count = async (text: string): Promise<number> =>
    Number((await database.db.query<{ count: string }>(text)).rows[0]!.count);
  const ofType = (type: string) => [...told.values()].filter((event) => event.type === type);
  const bookingsIn = (type: string) => new Set(ofType(type).map(({ bookingId }) => bookingId)).size;
  console.log(
    `\nchaos on ${machine()}: ${REPLICAS} replicas, ${Math.round(ran)} s, ${bookings.length} bookings, ` +
      `${killed.length} times kill -9\n`,
  );
  for (const { name, everySeconds, completed } of jobs) {
    if (everySeconds === 1) console.log(`job ${name}: done ${completed} times`);
  }
  const open = await count(`select count(*) from booking where status = 'active'`);
  console.log(`\n${verdict('bookings that did not expire', open, '= 0', open === 0)}`);
  const routes = await count('select count(*) from route');
  console.log(verdict('routes that were not deleted', routes, '= 0', routes === 0));
  for (const type of ['booking.created', 'booking.expired']) {
    const events = await count(`select count(*) from outbox_event where type = '${type}'`);
    console.log(verdict(`${type}: events`, events, '= bookings', events === bookings.length));
    const reached = bookingsIn(type);
    console.log(
      verdict(
        `${type}: bookings the client was told of`,
        reached,
        '= bookings',
        reached === events,
      ),
    );
    const ids = ofType(type).length;
    console.log(
      verdict(`${type}: different events it was told`, ids, '= bookings', ids === events),
    );
  }
  const repeated = [...told.values()].filter(({ times }) => times > 1).length;
  console.log(`\nevents that were delivered more than once, with the same id: ${repeated}`);
  console.log(`bookings that were moved: ${ofType('booking.number_changed').length}`);
} finally {
  await Promise.all(replicas.map((replica) => replica.stop()));
  receiver.closeAllConnections();
  receiver.close();
  await database.stop();
}
