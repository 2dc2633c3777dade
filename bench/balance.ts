import { setTimeout as delay } from 'node:timers/promises';
import {
  blockingOfEither,
  blockingOfTwo,
  numbersForBlocking,
  numbersThatNeverBlock,
  PLANNERS,
} from '../src/booking/capacity/capacity-planner.js';
import { NUMBER_MODES, type NumberMode } from '../src/pool/index.js';
import { Heap, simulateBlocking } from './support/blocking.js';
import { type Arrival, arrivalsOfDay } from './support/day.js';
import { blockingOfDay, numbersOfDay } from './support/day-blocking.js';
import { seeded } from './support/random.js';
import { machine, round, table, verdict } from './support/report.js';
import {
  adminRequest,
  type RunningApp,
  startApp,
  startDatabase,
  SUB_ACCOUNT,
} from './support/stage.js';

/**
 * `npm run bench:balance`: how evenly a day of bookings is spread over the numbers of a pool, whether
 * `packed` needs at most a + b - 1 numbers, whether the planner's formulae are right, and how many numbers a
 * day needs if each party has one of its own.
 * DAY_SECONDS is the real duration of the simulated day, PER_HOUR the bookings of its busiest hour.
 */
const DAY_SECONDS = Number(process.env['DAY_SECONDS'] ?? 120);
const PER_HOUR = Number(process.env['PER_HOUR'] ?? 800);
const NUMBERS = 10;
const DRIVERS = 400;
const SIMULATED = Number(process.env['SIMULATED'] ?? 1_000_000);

interface Booking {
  id: string;
  virtualNumber: string;
}

let pools = 0;
async function createPool(app: RunningApp, numbers: number, policy: object): Promise<string> {
  const name = `balance-${pools}`;
  await adminRequest(app.url, 'POST', '/v1/pools', { name, subAccountId: SUB_ACCOUNT, policy });
  const first = 6_566_000_000 + pools * 1_000;
  pools += 1;
  await adminRequest(app.url, 'POST', `/v1/pools/${name}/numbers`, {
    numbers: Array.from({ length: numbers }, (_, at) => ({ msisdn: `+${first + at}` })),
  });
  return name;
}

const phoneOf = (side: 'rider' | 'driver', person: number): string =>
  side === 'rider' ? `+659${String(person).padStart(7, '0')}` : `+658${String(1_000_000 + person)}`;

let references = 0;
/** @returns undefined if no number was free */
async function book(
  app: RunningApp,
  pool: string,
  rider: number,
  driver: number,
): Promise<Booking | undefined> {
  references += 1;
  try {
    return (await adminRequest(app.url, 'POST', '/v1/bookings', {
      pool,
      reference: `balance-${references}`,
      parties: [
        { role: 'rider', phoneNumber: phoneOf('rider', rider) },
        { role: 'driver', phoneNumber: phoneOf('driver', driver) },
      ],
    })) as Booking;
  } catch (error) {
    if (/409/.test((error as Error).message)) return undefined;
    throw error;
  }
}

const end = (app: RunningApp, { id }: Booking): Promise<unknown> =>
  adminRequest(app.url, 'POST', `/v1/bookings/${id}/cancel`);

/** Plays a day of bookings with real SQL and shortened hours. */
async function balanceOfDay(app: RunningApp) {
  const hour = (DAY_SECONDS * 1000) / 24;
  const pool = await createPool(app, NUMBERS, {
    graceSeconds: 0,
    cooldownSeconds: Math.round((0.5 * hour) / 1000),
  });
  const arrivals = arrivalsOfDay({
    perBusiestHour: PER_HOUR,
    meanHold: 1.6,
    drivers: DRIVERS,
    seed: 7,
  });
  const start = performance.now();
  const pending = new Set<Promise<unknown>>();
  const samples: { perNumber: number; peakOverMean: number }[] = [];
  let blocked = 0;
  const sampling = (async () => {
    while (performance.now() - start < 24 * hour) {
      await delay(hour / 4);
      const load = (await adminRequest(app.url, 'GET', `/v1/pools/${pool}/load`)) as {
        active: number;
        peakOverMean: number;
      };
      samples.push({ perNumber: load.active / NUMBERS, peakOverMean: load.peakOverMean });
    }
  })();
  for (const { at, rider, driver, hold } of arrivals) {
    const due = start + at * hour;
    if (due > performance.now()) await delay(due - performance.now());
    const life = (async () => {
      const booking = await book(app, pool, rider, driver);
      if (!booking) {
        blocked += 1;
        return;
      }
      await delay(Math.min(hold, 24 - at) * hour);
      await end(app, booking);
    })();
    pending.add(life);
    void life.finally(() => pending.delete(life));
  }
  await sampling;
  await Promise.all(pending);
  const busy = samples.filter(({ perNumber }) => perNumber >= 100);
  const ratios = busy.map(({ peakOverMean }) => peakOverMean).toSorted((a, b) => a - b);
  return {
    bookings: arrivals.length,
    blocked,
    lateMs: round(performance.now() - start - 24 * hour),
    samples: busy.length,
    perNumber: round(Math.max(...samples.map(({ perNumber }) => perNumber))),
    median: round(ratios[Math.floor(ratios.length / 2)] ?? NaN, 3),
    worst: round(ratios.at(-1) ?? NaN, 3),
  };
}

/** Runs the same random churn on `packed` and on an in-memory first fit. */
async function packedChurn(app: RunningApp, numbers: number, mostA: number, mostB: number) {
  const pool = await createPool(app, numbers, {
    selection: 'packed',
    sticky: false,
    graceSeconds: 0,
    cooldownSeconds: 0,
  });
  const random = seeded(11);
  const [riders, drivers] = [6, 3];
  const held: { rider: number; driver: number; booking: Booking; number: number }[] = [];
  const count = (side: 'rider' | 'driver', person: number) =>
    held.filter((each) => each[side] === person).length;
  const result = { bookings: 0, blocked: 0, blockedByFirstFit: 0, used: new Set<string>() };
  for (let turn = 0; turn < 3_000; turn += 1) {
    const rider = Math.floor(random() * riders);
    const driver = Math.floor(random() * drivers);
    if (count('rider', rider) >= mostA || count('driver', driver) >= mostB || random() < 0.3) {
      const [ended] = held.splice(Math.floor(random() * held.length), 1);
      if (ended) await end(app, ended.booking);
      continue;
    }
    const taken = new Set(
      held
        .filter((each) => each.rider === rider || each.driver === driver)
        .map((each) => each.number),
    );
    const number = Array.from({ length: numbers }, (_, at) => at).find((at) => !taken.has(at));
    const booking = await book(app, pool, rider, driver);
    result.bookings += 1;
    if (number === undefined) result.blockedByFirstFit += 1;
    if (!booking) result.blocked += 1;
    else {
      result.used.add(booking.virtualNumber);
      const at = Number(booking.virtualNumber.slice(-3));
      held.push({ rider, driver, booking, number: at });
    }
  }
  return { ...result, used: result.used.size };
}

/** Hours that a number stays with its parties after a booking. */
const COOLDOWN = 0.5;
/** Share of the day's bookings that may be blocked. */
const BLOCKING = 0.001;

/**
 * Compares the modes on a day with busy people on both sides: the fewest numbers for the same
 * blocking, found in memory, and the same day with these numbers in real SQL.
 */
async function modesOfDay(app: RunningApp) {
  const [drivers, riders, meanHold] = [PER_HOUR / 2, PER_HOUR / 4, 1.1];
  const arrivals = arrivalsOfDay({ perBusiestHour: PER_HOUR, meanHold, drivers, riders, seed: 7 });
  const loadOf = (people: number) => (PER_HOUR / people) * (meanHold + COOLDOWN);
  const rows = [];
  for (const mode of NUMBER_MODES) {
    const numbers = numbersOfDay(arrivals, mode, COOLDOWN, BLOCKING);
    const { blocking } = PLANNERS[mode];
    const played = await playDay(app, arrivals, numbers, mode);
    rows.push({
      mode,
      bookings: arrivals.length,
      numbers,
      'blocked in memory': blockingOfDay(arrivals, numbers, mode, COOLDOWN).toPrecision(2),
      'blocked in SQL': (played / arrivals.length).toPrecision(2),
      'planner, busiest hour': numbersForBlocking(
        blocking,
        loadOf(riders),
        loadOf(drivers),
        BLOCKING,
      ),
    });
  }
  const once = arrivalsOfDay({ perBusiestHour: PER_HOUR, meanHold, drivers, seed: 7 });
  const ofOnce = NUMBER_MODES.map((mode) => numbersOfDay(once, mode, COOLDOWN, BLOCKING));
  return { rows, ofOnce };
}

/** Plays the bookings of a day one after another, without its pauses. @returns blocked bookings */
async function playDay(
  app: RunningApp,
  arrivals: readonly Arrival[],
  numbers: number,
  numberMode: NumberMode,
): Promise<number> {
  const policy = { numberMode, sticky: false, graceSeconds: 0, cooldownSeconds: 0 };
  const pool = await createPool(app, numbers, policy);
  const ends = new Heap<{ at: number; booking: Booking }>();
  let blocked = 0;
  for (const { at, rider, driver, hold } of arrivals) {
    for (let due = ends.takeBefore(at); due; due = ends.takeBefore(at)) await end(app, due.booking);
    const booking = await book(app, pool, rider, driver);
    if (booking) ends.add({ at: at + hold + COOLDOWN, booking });
    else blocked += 1;
  }
  return blocked;
}

function blockingTable() {
  const rows = [];
  for (const { loadA, ratio } of [
    { loadA: 1, ratio: 1 },
    { loadA: 3, ratio: 1 },
    { loadA: 0.5, ratio: 8 },
    { loadA: 2, ratio: 5 },
  ]) {
    // Enough people that the bookings of one party say nothing about those of the other.
    const peopleB = 400;
    const peopleA = peopleB * ratio;
    const loadB = loadA * ratio;
    for (const numbers of [4, 6, 8, 10, 12, 14, 16, 18, 20, 22]) {
      for (const mode of NUMBER_MODES) {
        const formula =
          mode === 'shared'
            ? blockingOfTwo(numbers, loadA, loadB)
            : blockingOfEither(numbers, loadA, loadB);
        if (formula < 3e-4 || formula > 0.5) continue;
        const measured = simulateBlocking({
          numbers,
          peopleA,
          peopleB,
          loadA,
          bookings: SIMULATED,
          mode,
          seed: 3,
        });
        rows.push({
          mode,
          'Erlang A': loadA,
          'Erlang B': loadB,
          numbers,
          formula: formula.toPrecision(3),
          simulated: measured.toPrecision(3),
          'formula ÷ simulated': round(formula / measured, 2),
        });
      }
    }
  }
  return rows;
}

const database = await startDatabase();
const app = await startApp(database.url);
try {
  console.log(`\nbench:balance on ${machine()}\n`);
  const day = await balanceOfDay(app);
  console.log(
    `A day with \`balanced\`: ${NUMBERS} numbers, ${DRIVERS} busy drivers, in real SQL\n`,
  );
  console.log(table([day]));

  const [mostA, mostB] = [2, 4];
  const enough = numbersThatNeverBlock(mostA, mostB);
  const packed = await packedChurn(app, enough, mostA, mostB);
  const tight = await packedChurn(app, enough - 2, mostA, mostB);
  console.log(`\n\`packed\` with at most ${mostA} and ${mostB} bookings per person, in real SQL\n`);
  console.log(
    table([
      { numbers: enough, ...packed },
      { numbers: enough - 2, ...tight },
    ]),
  );

  const { rows: modes, ofOnce } = await modesOfDay(app);
  console.log('\nNumbers for the same blocking, in either mode, on a day with busy riders\n');
  console.log(table(modes));
  console.log(`\nIf each rider books once, the modes need ${ofOnce.join(' and ')} numbers.`);

  console.log('\nBlocking of two busy sides: the planner and a simulation in memory\n');
  const blocking = blockingTable();
  console.log(table(blocking));

  const off = Math.max(
    ...blocking
      .filter(({ formula }) => Number(formula) > 1e-3)
      .map((row) => row['formula ÷ simulated'])
      .map((ratio) => Math.max(ratio, 1 / ratio)),
  );
  console.log(
    `\n${verdict('peak / mean, worst of the day', day.worst, '≤ 1.05', day.worst <= 1.05)}`,
  );
  console.log(verdict('packed: blocked with a + b - 1', packed.blocked, '0', packed.blocked === 0));
  const [shared, own] = modes.map(({ numbers }) => numbers) as [number, number];
  console.log(verdict('numbers per party', own, `< ${shared} shared`, own < shared));
  const asFirstFit = tight.blocked <= tight.blockedByFirstFit;
  console.log(
    verdict(
      'packed: blocked when tight',
      tight.blocked,
      `≤ ${tight.blockedByFirstFit} of first fit`,
      asFirstFit,
    ),
  );
  console.log(verdict('planner, worst factor above 10⁻³', round(off, 2), '≤ 1.5', off <= 1.5));
} finally {
  await app.stop();
  await database.stop();
}
