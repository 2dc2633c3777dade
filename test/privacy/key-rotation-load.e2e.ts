import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import {
  callableRoutes,
  confusions,
  NEW,
  PHASES,
  runJob,
  statesOf,
} from '../support/key-rotation.js';
import {
  bookingRequest,
  connectedTo,
  createBooking,
  createPool,
  dial,
  newPhone,
  type TestBooking,
} from '../support/scenario.js';

/**
 * Runs a whole key rotation, replica by replica.
 * Meanwhile a few people who compete for a few numbers book, replace parties and end bookings through
 * replicas of two phases. Others call each other all the time.
 */
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const anyOf = <Item>(items: readonly Item[]): Item => items[randomInt(items.length)]!;

class Load {
  private readonly people = Array.from({ length: 5 }, newPhone);
  private readonly live: string[] = [];
  /** Counts the responses to changing requests by status and code. */
  readonly answers = new Map<string, number>();
  created = 0;

  constructor(
    private readonly pool: string,
    private readonly steady: readonly TestBooking[],
  ) {}

  /** Runs some booking steps through any of the replicas, while others call through `callable`. */
  async run(replicas: readonly TestApp[], callable: readonly TestApp[], steps = 40): Promise<void> {
    let isOver = false;
    const booking = Promise.all(
      [0, 1, 2].map(async () => {
        for (let step = 0; step < steps; step += 1) await this.step(anyOf(replicas));
      }),
    ).finally(() => {
      isOver = true;
    });
    const calling = (async () => {
      while (!isOver) await this.call(anyOf(callable));
    })();
    const watching = (async () => {
      while (!isOver) expect(await confusions(app)).toEqual([]);
    })();
    await Promise.all([booking, calling, watching]);
    expect(await confusions(app)).toEqual([]);
  }

  /** Calls between both parties of a booking that does not change. */
  async call(by: TestApp): Promise<void> {
    const { rider, driver, virtualNumber } = anyOf(this.steady);
    expect(connectedTo(await dial(by, rider, virtualNumber))).toBe(driver);
    expect(connectedTo(await dial(by, driver, virtualNumber))).toBe(rider);
  }

  private async step(by: TestApp): Promise<void> {
    const what = randomInt(10);
    if (what < 5 || this.live.length === 0) {
      const [rider, driver] = this.two();
      const request = bookingRequest(this.pool, { rider, driver });
      const answer = this.count(await by.post('/v1/bookings', request));
      if (answer.status !== 201) return;
      this.created += 1;
      this.live.push(answer.body.id as string);
      return;
    }
    const id = anyOf(this.live);
    if (what < 8) {
      const answer = await by.post(`/v1/bookings/${id}/${anyOf(['cancel', 'complete'])}`);
      this.count(answer);
    } else {
      const phoneNumber = anyOf(this.people);
      this.count(await by.put(`/v1/bookings/${id}/parties/driver`, { phoneNumber }));
    }
  }

  private two(): [string, string] {
    const [one, other] = [anyOf(this.people), anyOf(this.people)];
    return one === other ? this.two() : [one, other];
  }

  private count<Answer extends { status: number; body: { code?: string } }>(
    answer: Answer,
  ): Answer {
    const what = `${answer.status} ${answer.body.code ?? ''}`.trim();
    this.answers.set(what, (this.answers.get(what) ?? 0) + 1);
    return answer;
  }
}

/** Responses that competing requests may get. */
const EXPECTED = new Set([
  '200',
  '201',
  '409 pool-exhausted',
  '409 booking-ended',
  '409 assignment-contended',
  '422 same-party-twice',
  '503 assignment-contended',
]);

/** Expects every callable route to exist under each of the keys. */
async function expectDualKeys(keys: number[]): Promise<void> {
  const routes = await callableRoutes(app);
  const under = (key: number) =>
    routes
      .filter((route) => route.key === key)
      .map(({ number, caller, callee, booking }) => [number, caller, callee, booking].join(' '))
      .toSorted();
  const [first, ...others] = keys.map(under);
  expect(first!.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
  expect(new Set(routes.map(({ key }) => key))).toEqual(new Set(keys));
}

describe('a key rotation under load', () => {
  it(
    'confuses no two bookings, and everybody can always reach the other party',
    { timeout: 600_000 },
    async () => {
      const policy = { cooldownSeconds: 0, graceSeconds: 0, maxCallsPerMinute: null };
      const contested = await createPool(app, { numbers: 3, policy });
      const quiet = await createPool(app, { numbers: 3, policy });
      const steady = await Promise.all(
        Array.from({ length: 6 }, () => createBooking(app, quiet.name)),
      );
      const load = new Load(contested.name, steady);
      await load.run([app], [app]);

      let before = app;
      for (const [at, ring] of [...PHASES.entries()].slice(1)) {
        const replicas = [
          await app.replica({ NUMBER_KEYS: ring }),
          await app.replica({ NUMBER_KEYS: ring }),
        ] as const;
        // During the deployment replicas of both phases run, under full load.
        await load.run([before, ...replicas], [before, ...replicas]);
        expect([...load.answers.keys()].filter((what) => !EXPECTED.has(what))).toEqual([]);

        if (ring !== NEW) {
          // One replica was forgotten; it must do no harm.
          const job = runJob(replicas[0]);
          await load.run([before, ...replicas], replicas);
          expect(await job).toMatchObject({ cooling: 0, unreadable: 0 });
          load.answers.delete('503 number-keys-outdated');
          await load.run(replicas, replicas, 10);
          await expectDualKeys(at === 1 ? [1, 2] : [2]);
        }
        expect([...load.answers.keys()].filter((what) => !EXPECTED.has(what))).toEqual([]);
        before = replicas[0];
      }

      expect(await statesOf(before)).toEqual({ 1: 'retired', 2: 'complete' });
      expect(load.created).toBeGreaterThan(20);
      const routes = await callableRoutes(app);
      expect(routes.length).toBeGreaterThan(2 * steady.length);
      for (const { number, caller, callee } of routes) {
        expect(connectedTo(await dial(before, caller, number))).toBe(callee);
      }
    },
  );
});
