import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import {
  Coalescer,
  PostgresPool,
  type RowOf,
  runIsolated,
  type Runner,
} from '../../platform/database/index.js';
import type { Channel, Pool } from '../../pool/index.js';
import { REFUSAL_REASONS, type RefusalReason } from '../model/booking.errors.js';
import { countriesOf, type Direction, prefixesOf } from '../routes/parties.js';
import { EXPLAIN_REFUSAL, FIND_CANDIDATES, FIND_CANDIDATES_OF_BATCH } from './select-number.sql.js';

/** The client's criteria for a virtual number of one party or of both. */
export interface Criteria {
  /** Id or name of the pool. */
  pool: string;
  reference: string;
  virtualNumber: string | null;
  expiresAt: string | null;
  /** Channels that the number must carry; absent: numbers with those of the pool are preferred. */
  requiredChannels?: readonly Channel[] | undefined;
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

/** Searches for virtual numbers that bookings can get. */
@Injectable()
export class NumberSearchRepository {
  private readonly searches = new Coalescer(
    (searches: Search[]) => runIsolated(searches, (batch) => this.findForBatch(batch)),
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
    if (criteria.virtualNumber === null && criteria.requiredChannels === undefined) {
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
    { pool, reference, virtualNumber, expiresAt, requiredChannels }: Criteria,
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
        requiredChannels,
        phones: phonesOf(directions),
        draws: DRAWS,
      }),
    );
    return rows[0];
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

  /** Counts the numbers of the pool, or only the named one, by the reason for refusing them. */
  async explain(
    poolId: string,
    directions: readonly Direction[],
    { virtualNumber, requiredChannels }: Pick<Criteria, 'virtualNumber' | 'requiredChannels'>,
  ): Promise<Record<RefusalReason, number> & { free: number }> {
    const phones = phonesOf(directions);
    const countries = countriesOf(directions.map(({ caller }) => caller));
    const rows = await this.database.run<{ reason: RefusalReason | 'free'; numbers: number }>(
      EXPLAIN_REFUSAL({ poolId, phones, virtualNumber, countries, requiredChannels }),
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
