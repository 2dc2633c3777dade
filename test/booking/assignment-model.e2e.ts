import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProperty } from '../support/property.js';
import { startApp, type TestApp } from '../support/app.js';
import { BookingModel, type Lifetime, type ModelBooking, TIMES } from '../support/booking-model.js';
import { ReportedCall } from '../support/reported-call.js';
import { bookingRequest, connectedTo, createPool, dial, newPhone } from '../support/scenario.js';

/**
 * Runs random sequences of client requests, also concurrent ones, on real PostgreSQL and on a model that is a
 * plain map.
 * After each step every call reaches exactly the person that the model expects, and no number is assigned
 * that is taken in the model.
 */
let app: TestApp;
let replica: TestApp;
beforeAll(async () => {
  app = await startApp();
  replica = await app.replica();
});
afterAll(() => app.stop());

type Action =
  | ({ do: 'create'; rider: number; driver: number } & Lifetime)
  | { do: 'complete' | 'cancel' | 'extend' | 'talk' | 'reopen'; booking: number }
  | { do: 'replace'; booking: number; driver: number };
type Step = { do: 'at-once'; actions: Action[] } | { do: 'wait'; steps: number };

const person = fc.nat({ max: 4 });
const booking = fc.nat({ max: 11 });
const rarely = fc.nat({ max: 3 }).map((value) => value === 0);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      rider: person,
      driver: person,
      isLater: rarely,
      isIdle: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('complete' as const, 'cancel' as const, 'extend' as const),
      booking,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('talk' as const, 'reopen' as const, 'reopen' as const),
      booking,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('replace' as const), booking, driver: person }),
  },
);
const step = (most: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('at-once' as const),
        actions: fc.array(action, { minLength: 1, maxLength: most }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        steps: fc.integer({ min: 1, max: 6 }),
      }),
    },
  );

class World {
  readonly people = Array.from({ length: 5 }, newPhone);
  private requests = 0;
  private constructor(
    readonly pool: string,
    readonly model: BookingModel,
  ) {}

  static async create(): Promise<World> {
    const policy = {
      bookingTtlSeconds: TIMES.ttl,
      graceSeconds: TIMES.grace,
      cooldownSeconds: TIMES.cooldown,
      // The test dials every number after each step.
      maxCallsPerMinute: null,
    };
    const pool = await createPool(app, { numbers: 3, policy });
    return new World(pool.name, new BookingModel(pool.numbers));
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const next of steps) {
      if (next.do === 'wait') await this.wait(next.steps);
      else await this.runAtOnce(next.actions);
      await this.checkCalls();
    }
  }

  /** Moves all times of the pool into the past, instead of waiting. */
  private async wait(steps: number): Promise<void> {
    const seconds = steps * TIMES.step;
    this.model.now += seconds;
    const ago = `$2 * interval '1 second'`;
    const ofPool = `pool_id = (select id from pool where name = $1)`;
    await app.db.query(
      `update route set assigned_at = assigned_at - ${ago}, callable_from = callable_from - ${ago},
              callable_until = callable_until - ${ago}, reuse_after = reuse_after - ${ago}
        where ${ofPool}`,
      [this.pool, seconds],
    );
    await app.db.query(
      `update booking set starts_at = starts_at - ${ago}, expires_at = expires_at - ${ago},
              max_expires_at = max_expires_at - ${ago}
        where ${ofPool}`,
      [this.pool, seconds],
    );
  }

  /** Sends at most one request per booking, all at the same time. */
  private async runAtOnce(actions: readonly Action[]): Promise<void> {
    const bookings = [...this.model.bookings.values()];
    const ofBooking = new Map<string, Action>();
    for (const each of actions) {
      if (each.do === 'create') ofBooking.set(randomUUID(), each);
      else if (bookings[each.booking]) ofBooking.set(bookings[each.booking]!.id, each);
    }
    const isAlone = ofBooking.size === 1;
    const done = await Promise.all(
      [...ofBooking].map(([id, each]) => this.request(each, this.model.bookings.get(id), isAlone)),
    );
    // An ended or moved booking frees its number only for the same pair. So concurrent results are applied to
    // the model in this order: ends, replacements, creations.
    for (const order of [0, 1, 2]) {
      for (const result of done) if (result?.order === order) result.apply();
    }
  }

  private async request(
    each: Action,
    of: ModelBooking | undefined,
    isAlone: boolean,
  ): Promise<{ order: number; apply: () => void } | undefined> {
    const client = this.requests++ % 2 === 0 ? app : replica;
    const { model, people } = this;
    if (each.do === 'create') {
      const [rider, driver] = [people[each.rider]!, people[each.driver]!];
      if (rider === driver) return undefined;
      const free = model.freeNumbers(rider, driver);
      const { status, body } = await client.post(
        '/v1/bookings',
        bookingRequest(this.pool, { rider, driver, ...lifetimeOf(each) }),
      );
      if (isAlone) expect(status, JSON.stringify(body)).toBe(free.length > 0 ? 201 : 409);
      if (status !== 201) {
        expect(body.code).toBe('pool-exhausted');
        return undefined;
      }
      const { id, virtualNumber } = body;
      return { order: 2, apply: () => model.created(id, virtualNumber, rider, driver, each) };
    }

    const wasActive = model.isActive(of!);
    const { id } = of!;
    if (each.do === 'replace') {
      const driver = people[each.driver]!;
      if (driver === of!.rider || driver === of!.driver) return undefined;
      const { status, body } = await client.put(`/v1/bookings/${id}/parties/driver`, {
        phoneNumber: driver,
      });
      if (!wasActive) expect(body.code).toBe('booking-ended');
      if (isAlone && wasActive) expect([200, 409]).toContain(status);
      if (status !== 200) return undefined;
      return { order: 1, apply: () => model.driverReplaced(id, driver, body.virtualNumber) };
    }
    if (each.do === 'talk') {
      if (model.bookingOf(of!.number, of!.rider) !== id) return undefined;
      const call = new ReportedCall(client, { ...of!, virtualNumber: of!.number });
      await call.send(call.handle, call.status('b', 'CALL_CONNECTED', 7));
      // Without a callflow to the driver, 8x8 would not report this; nothing may follow from it.
      const isConnected = model.reached(of!.number, of!.rider) === of!.driver;
      return isConnected ? { order: 0, apply: () => model.used(id) } : undefined;
    }
    if (each.do === 'reopen') return this.reopen(client, of!, isAlone);
    if (each.do === 'extend') {
      const change = { ttlSeconds: TIMES.extension };
      const { status } = await client.patch(`/v1/bookings/${id}`, change);
      expect(status).toBe(wasActive ? 200 : 409);
      return wasActive ? { order: 0, apply: () => model.extended(id) } : undefined;
    }
    const ended = each.do === 'complete' ? ('completed' as const) : ('cancelled' as const);
    const { status } = await client.post(`/v1/bookings/${id}/${each.do}`);
    expect(status).toBe(wasActive || of!.status === ended ? 200 : 409);
    return { order: 0, apply: () => model.ended(id, ended) };
  }

  private async reopen(
    client: TestApp,
    of: ModelBooking,
    isAlone: boolean,
  ): Promise<{ order: number; apply: () => void } | undefined> {
    const { model } = this;
    const { id, number, rider, driver } = of;
    const [wasActive, mayReopen] = [model.isActive(of), model.mayReopen(of)];
    const mayKeep = model.mayKeepNumber(of);
    const isPossible = mayKeep || model.freeNumbers(rider, driver).length > 0;
    const { status, body } = await client.post(`/v1/bookings/${id}/reopen`);
    if (wasActive) {
      expect([status, body.virtualNumber]).toEqual([200, number]);
      return undefined;
    }
    if (isAlone) expect(status === 200, JSON.stringify(body)).toBe(mayReopen && isPossible);
    if (status !== 200) {
      const codes = mayReopen
        ? ['pool-exhausted', 'assignment-contended']
        : ['booking-ended', 'expiry-in-the-past'];
      expect(codes).toContain(body.code);
      return undefined;
    }
    if (isAlone && mayKeep) expect(body.virtualNumber).toBe(number);
    expect(body.virtualNumberChanged).toBe(body.virtualNumber !== number);
    return { order: 2, apply: () => model.reopened(id, body.virtualNumber) };
  }

  private async checkCalls(): Promise<void> {
    const pairs = this.model.numbers.flatMap((number) =>
      this.people.map((caller) => ({ number, caller })),
    );
    await Promise.all(
      pairs.map(async ({ number, caller }) => {
        const reached = connectedTo(await dial(replica, caller, number));
        expect(reached, `${caller} dials ${number}`).toBe(this.model.reached(number, caller));
      }),
    );
  }
}

const lifetimeOf = ({ isLater, isIdle }: Lifetime): object => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  return {
    ...(isLater && { startsAt: inSeconds(TIMES.start) }),
    ...(isIdle && { idleTtlSeconds: TIMES.idle, maxExpiresAt: inSeconds(TIMES.max) }),
  };
};

describe('any sequence of client requests', () => {
  it('connects exactly the parties of callable bookings, one request at a time', async () => {
    await expectProperty(
      fc.asyncProperty(fc.array(step(1), { minLength: 5, maxLength: 25 }), async (steps) => {
        await (await World.create()).run(steps);
      }),
      { numRuns: 25 },
    );
  }, 600_000);

  it('connects exactly the parties of callable bookings, with concurrent requests', async () => {
    await expectProperty(
      fc.asyncProperty(fc.array(step(8), { minLength: 3, maxLength: 15 }), async (steps) => {
        await (await World.create()).run(steps);
      }),
      { numRuns: 25 },
    );
  }, 600_000);
});
