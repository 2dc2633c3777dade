import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import {
  Coalescer,
  FOREIGN_KEY_VIOLATION,
  PostgresPool,
  type RowOf,
  runIsolated,
  type Runner,
  sqlStateOf,
  UNIQUE_VIOLATION,
} from '../../platform/database/index.js';
import type { Pool } from '../../pool/index.js';
import { REFUSAL_REASONS, type RefusalReason } from '../model/booking.errors.js';
import type { NewBookingRow } from '../reading/booking.repository.js';
import { countriesOf, type TwoParties } from '../routes/parties.js';
import type { NewPin } from '../routes/pins.js';
import type { NewRoute, RouteOwner } from '../routes/routes.js';
import {
  CHECK_NUMBER,
  INSERT_BOOKINGS,
  INSERT_PINS,
  INSERT_ROUTES,
  LOCK_NUMBER,
  SELECT_WRITTEN_KEYS,
} from './insert-bookings.sql.js';
import { batchesOf, bookingSetOf, type NewBooking } from './new-booking.js';
import { EXPLAIN_REFUSAL, FIND_CANDIDATES, FIND_CANDIDATES_OF_BATCH } from './select-number.sql.js';

/** What a client wants of a number. */
export interface Criteria {
  /** Id or name. */
  pool: string;
  reference: string;
  virtualNumber: string | null;
  expiresAt: string | null;
}

/** What a booking has to know before it is written, and the numbers that it may get. */
export type Candidates = RowOf<
  Pool,
  'bookingTtlSeconds' | 'cooldownSeconds' | 'partyPin' | 'allowedCountries' | 'allowedNumberKinds'
> & {
  position: number;
  pool_id: string;
  expires_later: boolean;
  is_virtual_number: boolean;
  existing_id: string | null;
  existing_digest: Buffer | null;
  /** Numbers of the pool, whatever their state. */
  size: number;
  /** Ids of virtual numbers, the best first, and the capacity of each. */
  candidates: number[];
  capacities: (number | null)[];
  /** The keys that its routes have to be written under. */
  written_keys: number[];
};

/** How many random numbers are looked at; more balance better and cost more. */
const DRAWS = 4;
/** Statements under way in this process, and bookings in one of them. */
const LIMITS = { inFlight: 2, batch: 32 };

interface Search {
  criteria: Criteria;
  parties: TwoParties;
}

/** Chooses numbers, and writes bookings and routes. */
@Injectable()
export class AssignmentRepository {
  private readonly searches = new Coalescer(
    (searches: Search[]) => runIsolated(searches, (batch) => this.findForBatch(batch)),
    LIMITS,
  );
  private readonly writes = new Coalescer(
    (bookings: NewBooking[]) => this.insertMany(bookings),
    LIMITS,
  );

  constructor(private readonly database: PostgresPool) {}

  /**
   * Finds numbers for a booking: the common case together with others, any other case by a query of its
   * own. Returns undefined if the pool does not exist.
   */
  async findCandidates(criteria: Criteria, parties: TwoParties): Promise<Candidates | undefined> {
    if (criteria.virtualNumber === null) {
      const found = await this.searches.add({ criteria, parties });
      const isSettled = !found || found.existing_id !== null;
      if (isSettled || found.candidates.length > 0) return found;
    }
    return this.findAlone(criteria, parties);
  }

  /** @param runner a transaction, to see what it has changed */
  async findAlone(
    { pool, reference, virtualNumber, expiresAt }: Criteria,
    parties: TwoParties,
    runner: Runner = this.database,
  ): Promise<Candidates | undefined> {
    const { rows } = await runner.query<Candidates>(
      FIND_CANDIDATES({
        ...idOrName(pool),
        reference,
        expiresAt,
        countries: countriesOf(parties),
        virtualNumber,
        phones: phonesOf(parties),
        draws: DRAWS,
      }),
    );
    return rows[0];
  }

  /** Returns undefined if another booking was quicker to take the number or the reference. */
  insert(booking: NewBooking): Promise<NewBookingRow | undefined> {
    const isCounted = booking.booking.capacity != null;
    return isCounted ? this.insertCounted(booking) : this.writes.add(booking);
  }

  private async findForBatch(searches: Search[]): Promise<(Candidates | undefined)[]> {
    const rows = await this.database.run<Candidates>(
      FIND_CANDIDATES_OF_BATCH({
        bookings: searches.map(({ criteria: { pool, reference, expiresAt } }) => {
          const { poolId, poolName } = idOrName(pool);
          return { poolId, poolName, reference, expiresAt };
        }),
        phones: searches.flatMap(({ parties }, position) => phonesOf(parties, position)),
        draws: DRAWS,
      }),
    );
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    return searches.map((_, position) => byPosition.get(position));
  }

  /**
   * Writes bookings in as few statements as possible. If one of a statement loses a race or cannot be
   * stored, PostgreSQL undoes all of it, and each is tried alone.
   */
  private async insertMany(
    bookings: NewBooking[],
  ): Promise<PromiseSettledResult<NewBookingRow | undefined>[]> {
    const outcomes = new Map<NewBooking, PromiseSettledResult<NewBookingRow | undefined>>();
    await Promise.all(
      batchesOf(bookings).map(async (batch) => {
        const [settled] = await Promise.allSettled([
          runIsolated(batch, (some) => this.insertBatch(some)),
        ]);
        for (const [at, booking] of batch.entries()) {
          outcomes.set(booking, settled.status === 'fulfilled' ? settled.value[at]! : settled);
        }
      }),
    );
    return bookings.map((booking) => outcomes.get(booking)!);
  }

  /** @throws a foreign key violation if one of several lost a race; of one alone: undefined */
  private async insertBatch(batch: NewBooking[]): Promise<(NewBookingRow | undefined)[]> {
    try {
      const rows = await this.database.run<NewBookingRow>(INSERT_BOOKINGS(bookingSetOf(batch)));
      const byId = new Map(rows.map((row) => [row.id, row]));
      return batch.map(({ booking }) => byId.get(booking.id));
    } catch (error) {
      if (batch.length === 1 && isLostRace(error)) return [undefined];
      throw error;
    }
  }

  private async insertCounted(booking: NewBooking): Promise<NewBookingRow | undefined> {
    try {
      return await this.database.transaction(async (client) => {
        await client.query(LOCK_NUMBER({ id: booking.booking.virtualNumberId }));
        const query = INSERT_BOOKINGS(bookingSetOf([booking]));
        return (await client.query<NewBookingRow>(query)).rows[0];
      });
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw error;
    }
  }

  /** Adds routes to a booking that the transaction has locked. Returns how many could be had. */
  async insertRoutes(
    client: PoolClient,
    owner: RouteOwner,
    term: { callableUntil: Date; cooldownSeconds: number },
    routes: readonly NewRoute[],
  ): Promise<number> {
    const { rowCount } = await client.query(INSERT_ROUTES({ ...owner, ...term, routes }));
    return rowCount ?? 0;
  }

  /**
   * Returns the keys that routes have to be written under; it stays so once the transaction has changed
   * a route.
   */
  async writtenKeys(client: PoolClient): Promise<number[]> {
    const { rows } = await client.query<{ keys: number[] }>(SELECT_WRITTEN_KEYS({}));
    return rows[0]!.keys;
  }

  /** Adds PINs to a booking that the transaction has locked. Returns how many could be had. */
  async insertPins(
    client: PoolClient,
    owner: RouteOwner,
    pins: readonly Pick<NewPin, 'role' | 'index'>[],
  ): Promise<number> {
    const { rowCount } = await client.query(INSERT_PINS({ ...owner, pins }));
    return rowCount ?? 0;
  }

  /** Whether a booking that moves may have the number, counted under its lock. */
  async hasRoom(client: PoolClient, id: number, capacity: number | null): Promise<boolean> {
    if (capacity !== null) await client.query(LOCK_NUMBER({ id }));
    const { rowCount } = await client.query(CHECK_NUMBER({ id, capacity }));
    return rowCount === 1;
  }

  /** Counts the numbers of the pool, or the one named, by the reason for which they are refused. */
  async explain(
    poolId: string,
    parties: TwoParties,
    virtualNumber: string | null,
  ): Promise<Record<RefusalReason, number> & { free: number }> {
    const phones = phonesOf(parties);
    const countries = countriesOf(parties);
    const rows = await this.database.run<{ reason: RefusalReason | 'free'; numbers: number }>(
      EXPLAIN_REFUSAL({ poolId, phones, virtualNumber, countries }),
    );
    const none = Object.fromEntries([...REFUSAL_REASONS, 'free'].map((reason) => [reason, 0]));
    return {
      ...(none as Record<RefusalReason | 'free', number>),
      ...Object.fromEntries(rows.map(({ reason, numbers }) => [reason, numbers])),
    };
  }
}

/** A route or a reference was taken (foreign key), or a PIN that the number has was drawn (key). */
const isLostRace = (error: unknown): boolean =>
  [FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION].includes(sqlStateOf(error) ?? '');

const idOrName = (pool: string): { poolId: string | null; poolName: string | null } =>
  isUuid(pool) ? { poolId: pool, poolName: null } : { poolId: null, poolName: pool };

/**
 * Every phone that calls can come from, and the phone that each would reach; under all keys of the ring,
 * since a virtual number is known by one of them only.
 * @param position of the booking in its batch
 */
const phonesOf = ([first, second]: TwoParties, position = 0) => [
  ...phonesFrom(first, second, position),
  ...phonesFrom(second, first, position),
];

function phonesFrom({ phones }: TwoParties[0], callee: TwoParties[0], position: number) {
  const reached = callee.phones[0].indexes;
  return phones.flatMap(({ indexes }) =>
    indexes.map((callerIndex, key) => ({ position, callerIndex, calleeIndex: reached[key]! })),
  );
}
