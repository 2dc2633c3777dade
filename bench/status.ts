import type { LoadResult } from './support/http-load.js';
import { measureFloor } from './support/floors/floor.js';
import { machine, round, table, verdict } from './support/report.js';
import { seedCallableBookings } from './support/seed-calls.js';
import {
  againstBefore,
  inTurn,
  type Measured,
  middle,
  row,
  type Side,
  startSides,
  stopSides,
  withCost,
} from './support/sides.js';
import { runProcess, startDatabase, SUB_ACCOUNT } from './support/stage.js';

/**
 * `npm run bench:status`: call statuses that one process with all features stores durably per second,
 * compared with a server that writes each with one insert. ROUNDS, SECONDS and CONNECTIONS change its
 * length; BEFORE adds another commit.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const SECONDS = Number(process.env['SECONDS'] ?? 8);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 64);
const NUMBERS = 100;
const FIRST_MSISDN = 6_560_000_000;

const sides = await startSides();
const floors = await startDatabase();
const measure = (url: string): Promise<LoadResult> =>
  runProcess(new URL('./support/status-load.js', import.meta.url).href, {
    url,
    path: '/webhooks/8x8/call-status',
    connections: CONNECTIONS,
    seconds: SECONDS,
    warmUpSeconds: 2,
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
  });
const report = ({ app, database }: Side): Promise<Measured> =>
  withCost(app.child.pid, database, () => measure(app.url));

try {
  for (const side of sides) {
    await seedCallableBookings(side.database.db, {
      numbers: NUMBERS,
      bookings: 10_000,
      firstMsisdn: FIRST_MSISDN,
    });
    // A discarded run, since the application has far more code to warm up than the floor.
    await report(side);
  }
  await floors.db.query(
    `create table floor_status (event_id text primary key, session_id text, call_id text,
       status text, content jsonb, received_at timestamptz default now())`,
  );
  const results = { floor: [] as Measured[], ours: [] as Measured[], before: [] as Measured[] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    results.floor.push(await measureFloor('status', floors, measure));
    for (const side of inTurn(sides, turn)) results[side.name].push(await report(side));
  }
  const line = (what: string, all: Measured[]) => row(what, 'messages/s', all, results.floor);
  console.log(
    `\nbench:status on ${machine()}, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`,
  );
  console.log(
    table([
      line('floor: node:http, pg, an insert', results.floor),
      line('Maskline', results.ours),
      ...(sides.length > 1 ? [line('Maskline before', results.before)] : []),
    ]),
  );
  const ratio = round(middle(results.ours, 'perSecond') / middle(results.floor, 'perSecond'), 2);
  console.log(`\n${verdict('ours / floor', ratio, '≥ 1.5', ratio >= 1.5)}`);
  if (sides.length > 1) console.log(againstBefore('statuses', results.ours, results.before));
} finally {
  await stopSides(sides, floors);
}
