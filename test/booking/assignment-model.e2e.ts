import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProperty } from '../support/property.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  BookingModel,
  type Lifetime,
  type Mode,
  type ModelBooking,
  MODES,
  type Numbers,
  otherOf,
  type People,
  type Role,
  ROLES,
  TIMES,
} from '../support/booking-model.js';
import { ReportedCall } from '../support/carrier/reported-call.js';
import { bookingRequest, connectedTo, createPool, dial, newPhone } from '../support/scenario.js';

/**
 * Runs random sequences of client requests, also concurrent ones, on real PostgreSQL and on a model that is a
 * plain map.
 * After each step every call reaches exactly the person that the model expects, who sees a number on which
 * calling back reaches the caller. No number is assigned that is taken in the model.
 */
let app: TestApp;
let replica: TestApp;
beforeAll(async () => {
  app = await startApp();
  replica = await app.replica();
});
afterAll(() => app.stop());

type Action =
  | ({ do: 'create'; mode: Mode; rider: number; driver: number | undefined } & Lifetime)
  | { do: 'complete' | 'cancel' | 'extend' | 'talk' | 'reopen'; booking: number }
  | { do: 'put'; booking: number; role: Role; person: number }
  | { do: 'remove'; booking: number; role: Role }
  | { do: 'block'; blocked: number; from: number | null; steps: number | null }
  | { do: 'block-party'; booking: number; role: Role }
  | { do: 'unblock'; block: number };
type Step =
  | { do: 'at-once'; actions: Action[] }
  | { do: 'wait'; steps: number }
  | { do: 'drain'; number: number };

const anyPerson = fc.nat({ max: 4 });
const anyBooking = fc.nat({ max: 11 });
const rarely = fc.nat({ max: 3 }).map((value) => value === 0);
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      mode: fc.constantFrom(...MODES),
      rider: anyPerson,
      // Undefined: the driver joins later.
      driver: fc.option(anyPerson, { nil: undefined, freq: 3 }),
      isLater: rarely,
      isIdle: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('complete' as const, 'cancel' as const, 'extend' as const),
      booking: anyBooking,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('talk' as const, 'reopen' as const, 'reopen' as const),
      booking: anyBooking,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      booking: anyBooking,
      role: fc.constantFrom(...ROLES),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      booking: anyBooking,
      role: fc.constantFrom(...ROLES),
      person: anyPerson,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.oneof(
      fc.record({
        do: fc.constant('block' as const),
        blocked: anyPerson,
        from: fc.option(anyPerson),
        steps: fc.option(fc.integer({ min: 1, max: 6 })),
      }),
      fc.record({
        do: fc.constant('block-party' as const),
        booking: anyBooking,
        role: fc.constantFrom('rider' as const, 'driver' as const),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('unblock' as const), block: fc.nat({ max: 3 }) }),
  },
);
const step = (most: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('at-once' as const),
        actions: fc.array(anyAction, { minLength: 1, maxLength: most }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        steps: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('drain' as const), number: fc.nat({ max: 2 }) }),
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
      else if (next.do === 'drain') await this.drain(next.number);
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
    await app.db.query(`update block set ends_at = ends_at - ${ago} where ${ofPool}`, [
      this.pool,
      seconds,
    ]);
  }

  /** Moves bookings off a number, as far as others are free for them. */
  private async drain(at: number): Promise<void> {
    const number = this.model.numbers[at]!;
    await app.patch(`/v1/virtual-numbers/${number}`, { state: 'draining' }).expect(200);
    await app.post(`/v1/pools/${this.pool}/rebalance`).expect(200);
    await app.patch(`/v1/virtual-numbers/${number}`, { state: 'enabled' }).expect(200);
    for (const booking of this.model.bookings.values()) {
      if (!this.model.isActive(booking)) continue;
      const { body } = await app.get(`/v1/bookings/${booking.id}`).expect(200);
      this.model.moved(booking.id, numbersIn(body));
    }
  }

  /** Sends at most one request per booking, and one for blocks, all at the same time. */
  private async runAtOnce(actions: readonly Action[]): Promise<void> {
    const bookings = [...this.model.bookings.values()];
    const ofBooking = new Map<string, Action>();
    for (const each of actions) {
      if (each.do === 'create') ofBooking.set(randomUUID(), each);
      else if (each.do === 'block' || each.do === 'unblock') ofBooking.set('blocks', each);
      else if (each.do === 'block-party' && !bookings[each.booking]) continue;
      else if (each.do === 'block-party') ofBooking.set('blocks', each);
      else if (bookings[each.booking]) ofBooking.set(bookings[each.booking]!.id, each);
    }
    // A block that comes in the middle of a call may refuse it, or not.
    for (const [id, each] of ofBooking) {
      if (each.do === 'talk' && ofBooking.has('blocks')) ofBooking.delete(id);
    }
    const isAlone = ofBooking.size === 1;
    const done = await Promise.all(
      [...ofBooking].map(([id, each]) => this.request(each, this.bookingOf(each, id), isAlone)),
    );
    // An ended or moved booking frees its number only for the same pair. So concurrent results are applied to
    // the model in this order: ends, replacements, creations.
    for (const order of [0, 1, 2]) {
      for (const result of done) if (result?.order === order) result.apply();
    }
  }

  private bookingOf(each: Action, id: string): ModelBooking | undefined {
    const { bookings } = this.model;
    return each.do === 'block-party' ? [...bookings.values()][each.booking] : bookings.get(id);
  }

  private async request(
    each: Action,
    of: ModelBooking | undefined,
    isAlone: boolean,
  ): Promise<{ order: number; apply: () => void } | undefined> {
    const client = this.requests++ % 2 === 0 ? app : replica;
    const { model } = this;
    if (each.do === 'create') {
      const rider = this.people[each.rider]!;
      const driver = each.driver === undefined ? undefined : this.people[each.driver]!;
      if (rider === driver) return undefined;
      const people: People = { rider, ...(driver !== undefined && { driver }) };
      const { mode } = each;
      const hasFree = model.hasFreeNumbers(mode, people);
      const { status, body } = await client.post(
        '/v1/bookings',
        requestOf(this.pool, mode, people, lifetimeOf(each)),
      );
      const expected = model.areApart(rider, driver) ? 422 : hasFree ? 201 : 409;
      if (isAlone) expect(status, JSON.stringify(body)).toBe(expected);
      if (status !== 201) {
        expect(body.code).toBe(status === 422 ? 'parties-blocked' : 'pool-exhausted');
        return undefined;
      }
      expect(body.virtualNumber === null).toBe(mode === 'per-party');
      const numbers = numbersIn(body);
      return { order: 2, apply: () => model.created(body.id, mode, people, numbers, each) };
    }

    if (each.do === 'block' || each.do === 'unblock' || each.do === 'block-party') {
      return this.changeBlocks(client, each, of, isAlone);
    }

    const wasActive = model.isActive(of!);
    const { id } = of!;
    if (each.do === 'remove') {
      const { role } = each;
      const { status, body } = await client.delete(`/v1/bookings/${id}/parties/${role}`);
      if (!wasActive) expect(body.code).toBe('booking-ended');
      else if (of!.people[role] === undefined) expect(status).toBe(200);
      else expect(body.code ?? status).toBe(isAloneIn(of!) ? 'last-party' : 200);
      if (status !== 200 || of!.people[role] === undefined) return undefined;
      return { order: 0, apply: () => model.removed(id, role, numbersIn(body)) };
    }
    if (each.do === 'put') {
      const { role } = each;
      const person = this.people[each.person]!;
      if (Object.values(of!.people).includes(person)) return undefined;
      const { status, body } = await client.put(`/v1/bookings/${id}/parties/${role}`, {
        phoneNumber: person,
      });
      if (!wasActive) expect(body.code).toBe('booking-ended');
      if (isAlone && wasActive) {
        const other = of!.people[otherOf(role)];
        expect(model.areApart(other, person) ? [422] : [200, 409]).toContain(status);
      }
      if (status !== 200) return undefined;
      return { order: 1, apply: () => model.put(id, role, person, numbersIn(body)) };
    }
    if (each.do === 'talk') {
      const { rider, driver } = of!.people;
      const number = of!.numbers.rider;
      if (!rider || !driver || !number || model.bookingOf(number, rider) !== id) return undefined;
      const call = new ReportedCall(client, { rider, driver, virtualNumber: number });
      await call.send(call.handle, call.status('b', 'CALL_CONNECTED', 7));
      // Without a callflow to the driver, 8x8 would not report this; nothing may follow from it.
      const isConnected = model.reached(number, rider)?.callee === driver;
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
    const { id, mode, people, numbers } = of;
    const [wasActive, mayReopen] = [model.isActive(of), model.mayReopen(of)];
    const mayKeep = model.mayKeepNumbers(of);
    const areApart = model.areApart(people.rider, people.driver);
    const isPossible = !areApart && model.hasNumbersToReopen(of);
    const { status, body } = await client.post(`/v1/bookings/${id}/reopen`);
    if (wasActive) {
      expect([status, numbersIn(body)]).toEqual([200, numbers]);
      return undefined;
    }
    const what = `${mode} ${Object.keys(people).join()} ${JSON.stringify(body)}`;
    if (isAlone) expect(status === 200, what).toBe(mayReopen && isPossible);
    if (status !== 200) {
      const codes = mayReopen
        ? ['pool-exhausted', 'assignment-contended', 'parties-blocked']
        : ['booking-ended', 'expiry-in-the-past'];
      expect(codes).toContain(body.code);
      return undefined;
    }
    const now = numbersIn(body);
    if (isAlone && mayKeep) expect(now).toEqual(numbers);
    expect(body.virtualNumberChanged).toBe(ROLES.some((role) => now[role] !== numbers[role]));
    return { order: 2, apply: () => model.reopened(id, now) };
  }

  private async changeBlocks(
    client: TestApp,
    each: Extract<Action, { do: 'block' | 'unblock' | 'block-party' }>,
    of: ModelBooking | undefined,
    isAlone: boolean,
  ): Promise<{ order: number; apply: () => void } | undefined> {
    const { model, people } = this;
    if (each.do === 'unblock') {
      const id = [...model.blocks.keys()][each.block];
      if (id === undefined) return undefined;
      await client.delete(`/v1/blocks/${id}`).expect(204);
      return { order: 0, apply: () => void model.blocks.delete(id) };
    }
    if (each.do === 'block-party') {
      const path = `/v1/bookings/${of!.id}/blocks`;
      const { status, body } = await client.post(path, { role: each.role });
      if (isAlone) expect(status).toBe(isAloneIn(of!) ? 404 : 201);
      if (status !== 201) {
        expect(body.code).toBe('party-not-found');
        return undefined;
      }
      const [{ id }] = body.items;
      const { body: made } = await client.get(`/v1/blocks/${id}?reveal=true`).expect(200);
      // A concurrent request may replace a party, before or after.
      const { blocked, blockedFrom } = made;
      if (isAlone) {
        const pair = [of!.people[each.role], of!.people[otherOf(each.role)]];
        expect([blocked, blockedFrom]).toEqual(pair);
      }
      return { order: 0, apply: () => model.blocked(id, blocked, blockedFrom) };
    }
    const [blocked, from] = [people[each.blocked]!, people[each.from ?? -1]];
    if (blocked === from) return undefined;
    const until = each.steps === null ? undefined : model.now + each.steps * TIMES.step;
    const { body } = await client.post('/v1/blocks', {
      pool: this.pool,
      blocked,
      blockedFrom: from,
      until: until && new Date(Date.now() + (until - model.now) * 1000).toISOString(),
    });
    expect(body.id, JSON.stringify(body)).toBeDefined();
    return { order: 0, apply: () => model.blocked(body.id, blocked, from, until) };
  }

  private async checkCalls(): Promise<void> {
    const pairs = this.model.numbers.flatMap((number) =>
      this.people.map((caller) => ({ number, caller })),
    );
    await Promise.all(
      pairs.map(async ({ number, caller }) => {
        const answer = await dial(replica, caller, number);
        const expected = this.model.reached(number, caller);
        const what = `${caller} dials ${number}`;
        expect(connectedTo(answer), what).toBe(expected?.callee);
        expect(shownBy(answer), what).toBe(expected?.shown);
        expect(/has not joined yet/.test(JSON.stringify(answer)), what).toBe(
          this.model.isAlone(number, caller),
        );
        if (expected && !this.model.isBlocked(expected.callee, caller)) {
          const back = this.model.reached(expected.shown, expected.callee);
          expect(back?.callee, `${what}, and is called back`).toBe(caller);
        }
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

const isAloneIn = ({ people }: ModelBooking): boolean => Object.keys(people).length === 1;

function requestOf(pool: string, numberMode: Mode, people: People, lifetime: object) {
  const { parties, ...request } = bookingRequest(pool, { ...people, numberMode, ...lifetime });
  return { ...request, parties: parties.filter(({ role }) => role in people) };
}

const shownBy = ({ callflow }: Awaited<ReturnType<typeof dial>>): unknown =>
  callflow.find(({ action }) => action === 'makeCall')?.params?.['source'];

const numbersIn = ({ parties }: { parties: { role: string; virtualNumber: string }[] }): Numbers =>
  Object.fromEntries(parties.map(({ role, virtualNumber }) => [role, virtualNumber])) as Numbers;

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
