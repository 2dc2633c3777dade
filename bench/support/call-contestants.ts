import type { Keep } from './benchmark.js';
import { type Contestant, contestant, takesPart } from './contest.js';
import type { Target } from './cost.js';
import { startServer } from './floors/floor.js';
import type { SeededPool } from './seed.js';
import { seedCallableBookings } from './seed-calls.js';
import { type Side, startSides } from './sides.js';
import { type BenchDatabase, startDatabase, SUB_ACCOUNT } from './stage.js';

const NUMBERS = 1_000;
const FIRST_MSISDN = 6_560_000_000;

/** Makes a contestant of a server that decides calls of this many bookings. */
export const callContestant = (
  name: string,
  url: string | readonly string[],
  target: Target,
  bookings: number,
): Contestant =>
  contestant(name, target, new URL('./call-load.js', import.meta.url), () => ({
    url,
    path: '/webhooks/8x8/call-action',
    subAccountId: SUB_ACCOUNT,
    firstMsisdn: FIRST_MSISDN,
    numbers: NUMBERS,
    bookings,
  }));

export const seedCalls = ({ db }: BenchDatabase, bookings: number): Promise<SeededPool> =>
  seedCallableBookings(db, { numbers: NUMBERS, bookings, firstMsisdn: FIRST_MSISDN });

/** Prepares a side for calls. */
export async function callSide(side: Side, bookings: number): Promise<Contestant> {
  const { name, app, database } = side;
  await seedCalls(database, bookings);
  await database.db.query('update pool set max_calls_per_minute = 10000');
  return callContestant(name, app.url, { server: app.child, database }, bookings);
}

/** Starts Maskline, the other commit, and the floors, as far as they take part. */
export async function startCallContestants(keep: Keep, bookings: number): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const side of await startSides(keep)) contestants.push(await callSide(side, bookings));
  const kinds = (['straightforward', 'bare'] as const).filter(takesPart);
  if (kinds.length === 0) return contestants;
  const database = keep(await startDatabase());
  await seedCalls(database, bookings);
  for (const kind of kinds) {
    const plan = { kind, databaseUrl: database.url };
    const { url, child } = keep(await startServer('call-floors', plan));
    const target = { server: child, ...(kind !== 'bare' && { database }) };
    contestants.push(callContestant(kind, url, target, bookings));
  }
  return contestants;
}

/** Starts the web server of 8x8's tutorial with its hosted database, that many milliseconds away. */
export async function startTutorial(
  keep: Keep,
  name: string,
  bookings: number,
  delayMs: number,
): Promise<Contestant> {
  const plan = { firstMsisdn: FIRST_MSISDN, numbers: NUMBERS, bookings, delayMs };
  const hosted = keep(await startServer('hosted-database', plan));
  const { url, child } = keep(await startServer('tutorial', { databaseUrl: hosted.url }));
  const database = { processId: hosted.child.pid! };
  return callContestant(name, url, { server: child, database }, bookings);
}
