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
import { countriesOf, type Direction, prefixesOf } from '../routes/parties.js';
import type { NewPin } from '../routes/pins.js';
import type { BookingRoutes, NewRoute } from '../routes/routes.js';
import {
  CHECK_NUMBER,
  INSERT_BOOKINGS,
  INSERT_PINS,
  INSERT_ROUTES,
  LOCK_NUMBERS,
  SELECT_WRITTEN_KEYS,
} from './insert-bookings.sql.js';
import { batchesOf, bookingSetOf, type NewBooking } from './new-booking.js';
import { EXPLAIN_REFUSAL, FIND_CANDIDATES, FIND_CANDIDATES_OF_BATCH } from './select-number.sql.js';

/** The client's criteria for a virtual number of one party or of both. */
export interface Criteria {
  /** Id or name of the pool. */
  pool: string;
  reference: string;
  virtualNumber: string | null;
  expiresAt: string | null;
}

/** The data needed before a booking is written, and the virtual numbers that it may get. */
export type Candidates = RowOf<
  Pool,
  | 'bookingTtlSeconds'
  | 'cooldownSeconds'
  | 'partyPin'
  | 'allowedCountries'
  | 'allowedNumberKinds'
  | 'numberMode'
  | 'countryMatch'
  | 'prefixMatch'
  | 'callRecording'
  | 'recordingRequiresAnnouncement'
> & {
  /** Whether the pool has an announcement. */
  has_announcement: boolean;
  position: number;
  pool_id: string;
  expires_later: boolean;
  is_virtual_number: boolean;
  /** Whether one of the parties may not reach the other. */
  is_blocked: boolean;
  existing_id: string | null;
  existing_digest: Buffer | null;
  /** All numbers of the pool, in any state. */
  size: number;
  /** Ids of candidate virtual numbers, the best first. `capacities` is parallel to it. */
  candidates: number[];
  capacities: (number | null)[];
  /** The keys under which its routes must be written. */
  written_keys: number[];
};

/** Random numbers to draw. More draws balance better and cost more. */
const DRAWS = 4;
/** Concurrent statements per process, and bookings per statement. */
const LIMITS = { inFlight: 2, batch: 32 };

export interface Search {
  criteria: Criteria;
  directions: readonly Direction[];
}

/** Selects virtual numbers, and writes bookings and routes. */
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
   * Finds candidates for a booking that are free for the callers of all directions. Batches the
   * common case and falls back to a single query otherwise. Returns undefined if the pool does not
   * exist.
   */
  async findCandidates(
    criteria: Criteria,
    directions: readonly Direction[],
  ): Promise<Candidates | undefined> {
    if (criteria.virtualNumber === null) {
      const found = await this.searches.add({ criteria, directions });
      if (isSettled(found)) return found;
    }
    return this.findAlone(criteria, directions);
  }

  /** Finds candidates for each booking, without those of a race among them. */
  async findAllCandidates(searches: readonly Search[]): Promise<(Candidates | undefined)[]> {
    const usual = searches.filter(({ criteria }) => criteria.virtualNumber === null);
    const found = new Map<Search, Candidates | undefined>();
    if (usual.length > 0) {
      const rows = await this.findForBatch(usual);
      for (const [at, search] of usual.entries()) found.set(search, rows[at]);
    }
    const all: (Candidates | undefined)[] = [];
    for (const search of searches) {
      const row = found.get(search);
      const isDone = found.has(search) && isSettled(row);
      all.push(isDone ? row : await this.findAlone(search.criteria, search.directions));
    }
    return all;
  }

  /**
   * Finds candidates for a single booking.
   * @param runner a transaction, so that the query sees the transaction's own changes
   */
  async findAlone(
    { pool, reference, virtualNumber, expiresAt }: Criteria,
    directions: readonly Direction[],
    runner: Runner = this.database,
  ): Promise<Candidates | undefined> {
    const callers = directions.map(({ caller }) => caller);
    const { rows } = await runner.query<Candidates>(
      FIND_CANDIDATES({
        ...idOrName(pool),
        reference,
        expiresAt,
        countries: countriesOf(callers),
        prefixes: prefixesOf(callers),
        virtualNumber,
        phones: phonesOf(directions),
        draws: DRAWS,
      }),
    );
    return rows[0];
  }

  /**
   * Writes a booking. Returns undefined if another booking took the virtual number or the reference
   * first.
   */
  insert(booking: NewBooking): Promise<NewBookingRow | undefined> {
    const { capacity, secondCapacity } = booking.booking;
    const isCounted = capacity != null || secondCapacity != null;
    return isCounted ? this.insertCounted(booking) : this.writes.add(booking);
  }

  /**
   * Writes bookings, of which no two need the same row and none has a number with a capacity, in
   * one statement for each pool.
   * @returns the rows by id; a booking without one lost a race, or its pool did
   * @throws the database's error, if no pool lost a race
   */
  async insertAll(bookings: readonly NewBooking[]): Promise<Map<string, NewBookingRow>> {
    const written = new Map<string, NewBookingRow>();
    for (const batch of batchesOf(bookings)) {
      try {
        const query = INSERT_BOOKINGS(bookingSetOf(batch));
        const rows = await this.database.runLarge<NewBookingRow>(query);
        for (const row of rows) written.set(row.id, row);
      } catch (error) {
        if (!isLostRace(error)) throw error;
      }
    }
    return written;
  }

  private async findForBatch(searches: readonly Search[]): Promise<(Candidates | undefined)[]> {
    const rows = await this.database.run<Candidates>(
      FIND_CANDIDATES_OF_BATCH({
        bookings: searches.map(({ criteria: { pool, reference, expiresAt } }) => {
          const { poolId, poolName } = idOrName(pool);
          return { poolId, poolName, reference, expiresAt };
        }),
        phones: searches.flatMap(({ directions }, position) => phonesOf(directions, position)),
        draws: DRAWS,
      }),
    );
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    return searches.map((_, position) => byPosition.get(position));
  }

  /**
   * Writes bookings in as few statements as possible. If one booking of a statement loses a race or
   * cannot be stored, PostgreSQL rolls back the statement, and each booking is retried alone.
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

  /**
   * Writes a batch in one statement. Returns undefined for a single booking that lost a race.
   * @throws a foreign key violation if one of several bookings lost a race
   */
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
        const { virtualNumberId: first, secondNumberId: second } = booking.booking;
        await client.query(LOCK_NUMBERS({ ids: second == null ? [first] : [first, second] }));
        const query = INSERT_BOOKINGS(bookingSetOf([booking]));
        return (await client.query<NewBookingRow>(query)).rows[0];
      });
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw error;
    }
  }

  /** Adds routes to a booking that the transaction has locked. Returns how many were written. */
  async insertRoutes(
    client: PoolClient,
    booking: BookingRoutes,
    term: { callableFrom: Date | null; callableUntil: Date; cooldownSeconds: number },
    routes: readonly NewRoute[],
  ): Promise<number> {
    const { rowCount } = await client.query(INSERT_ROUTES({ ...booking, ...term, routes }));
    return rowCount ?? 0;
  }

  /**
   * Returns the keys under which routes must be written. They cannot change any more once the
   * transaction has changed a route.
   */
  async writtenKeys(client: PoolClient): Promise<number[]> {
    const { rows } = await client.query<{ keys: number[] }>(SELECT_WRITTEN_KEYS({}));
    return rows[0]!.keys;
  }

  /** Adds PINs to a booking that the transaction has locked. Returns how many of them it has. */
  async insertPins(
    client: PoolClient,
    booking: Pick<BookingRoutes, 'poolId' | 'bookingId'>,
    pins: readonly Pick<NewPin, 'virtualNumberId' | 'role' | 'index'>[],
  ): Promise<number> {
    const { rowCount } = await client.query(INSERT_PINS({ ...booking, pins }));
    return rowCount ?? 0;
  }

  /**
   * Whether a booking may move to the virtual number. If the number has a capacity, locks it before
   * counting its bookings.
   */
  async hasRoom(client: PoolClient, id: number, capacity: number | null): Promise<boolean> {
    if (capacity !== null) await client.query(LOCK_NUMBERS({ ids: [id] }));
    const { rowCount } = await client.query(CHECK_NUMBER({ id, capacity }));
    return rowCount === 1;
  }

  /** Counts the numbers of the pool, or only the named one, by the reason for refusing them. */
  async explain(
    poolId: string,
    directions: readonly Direction[],
    virtualNumber: string | null,
  ): Promise<Record<RefusalReason, number> & { free: number }> {
    const phones = phonesOf(directions);
    const countries = countriesOf(directions.map(({ caller }) => caller));
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

/** Whether the search of a batch suffices. Otherwise FIND_CANDIDATES searches further. */
const isSettled = (found: Candidates | undefined): boolean =>
  !found || found.existing_id !== null || found.candidates.length > 0;

/**
 * Whether a route or reference was taken (foreign key violation), or a drawn PIN exists on the
 * number already (unique violation).
 */
const isLostRace = (error: unknown): boolean =>
  [FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION].includes(sqlStateOf(error) ?? '');

const idOrName = (pool: string): { poolId: string | null; poolName: string | null } =>
  isUuid(pool) ? { poolId: pool, poolName: null } : { poolId: null, poolName: pool };

/**
 * Returns every phone of the callers with the phone that its calls would reach, under all keys of
 * the ring, since the index of a virtual number is stored under one key only.
 * @param position position of the search in its batch
 */
const phonesOf = (directions: readonly Direction[], position = 0) =>
  directions.flatMap(({ caller, callee }) =>
    caller.phones.flatMap(({ indexes }) =>
      indexes.map((callerIndex, key) => ({
        position,
        callerIndex,
        calleeIndex: callee?.phones[0].indexes[key] ?? null,
      })),
    ),
  );
