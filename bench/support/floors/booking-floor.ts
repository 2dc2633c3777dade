import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * The floor: a bare Node program that writes the same rows as a booking, in an ordinary transaction, one
 * statement after another. No HTTP, no validation, no encryption.
 */
interface Plan {
  databaseUrl: string;
  poolId: string;
  connections: number;
  seconds: number;
  warmUpSeconds: number;
  /** Bookings per second in total; absent: as fast as possible. */
  rate?: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const pool = new pg.Pool({ connectionString: plan.databaseUrl, max: plan.connections });
const start = performance.now();
const cpu = process.cpuUsage();
const measureFrom = start + plan.warmUpSeconds * 1000;
const end = measureFrom + plan.seconds * 1000;
const latencies: number[] = [];
let begun = 0;
let booked = 0;

async function book(): Promise<void> {
  const id = randomUUID();
  const [a, b, digest] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const cipher = randomBytes(45);
  const client = await pool.connect();
  await client.query('begin');
  const { rows } = await client.query<{ id: number }>(
    `select n.id from virtual_number n
      where n.pool_id = $1 and n.state = 'enabled' and n.operational_status = 'Active'
        and not exists (select from route r where r.pool_id = n.pool_id
          and r.virtual_number_id = n.id and r.caller_index in ($2, $3))
      order by random() limit 1`,
    [plan.poolId, a, b],
  );
  const number = rows[0]!.id;
  await client.query(
    `insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                          metadata)
     values ($1, $2, $3, $4, $5, now() + interval '1 day', $6)`,
    [plan.poolId, id, `floor-${id}`, digest, number, { city: 'Singapore' }],
  );
  for (const [position, role, index] of [
    [0, 'rider', a],
    [1, 'driver', b],
  ]) {
    await client.query(
      `insert into party (pool_id, booking_id, role, position, number_ciphertext, number_index)
       values ($1, $2, $3, $4, $5, $6)`,
      [plan.poolId, id, role, position, cipher, index],
    );
  }
  for (const [caller, callerRole, callee, calleeRole] of [
    [a, 'rider', b, 'driver'],
    [b, 'driver', a, 'rider'],
  ]) {
    await client.query(
      `insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
         callee_role, callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now(), now() + interval '1 day',
               now() + interval '2 days')`,
      [plan.poolId, caller, number, id, callerRole, calleeRole, callee, cipher],
    );
  }
  await client.query('commit');
  client.release();
}

async function worker(): Promise<void> {
  for (;;) {
    const now = performance.now();
    // As in http-load.ts.
    const due = plan.rate ? start + (begun++ / plan.rate) * 1000 : now;
    if (due >= end) return;
    if (due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
    const from = Math.min(due, performance.now());
    await book();
    const done = performance.now();
    booked += 1;
    const counted = plan.rate ? due : done;
    if (counted >= measureFrom && counted < end) latencies.push(done - from);
  }
}

await Promise.all(Array.from({ length: plan.connections }, worker));
const { user, system } = process.cpuUsage(cpu);
await pool.end();
latencies.sort((x, y) => x - y);
const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? NaN;
console.log(
  JSON.stringify({
    perSecond: latencies.length / plan.seconds,
    requests: latencies.length,
    answers: booked,
    errors: 0,
    median: at(0.5),
    p99: at(0.99),
    processorMs: (user + system) / 1000,
  }),
);
