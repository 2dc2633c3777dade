import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import type { NumberKind } from '../../common/index.js';
import {
  Coalescer,
  FOREIGN_KEY_VIOLATION,
  PostgresPool,
  runIsolated,
  sqlStateOf,
  UNIQUE_VIOLATION,
} from '../../database/index.js';
import {
  CHECK_NUMBER,
  INSERT_BOOKINGS,
  INSERT_PINS,
  INSERT_ROUTES,
  LOCK_NUMBER,
  SELECT_WRITTEN_KEYS,
} from './assignment.sql.js';
import { REFUSAL_REASONS, type RefusalReason } from '../model/booking.errors.js';
import { EXPLAIN_REFUSAL, PREPARE_BOOKING, PREPARE_BOOKINGS } from './choice.sql.js';
import {
  columns,
  companiesOf,
  insertValues,
  type NewBooking,
  ROUTE_COLUMNS,
  type WrittenBooking,
} from './new-booking.js';
import { countriesOf, type TwoParties } from '../routes/parties.js';
import type { NewPin } from '../routes/pins.js';
import type { NewRoute, RouteOwner } from '../routes/routes.js';

export interface Wishes {
  /** Id or name. */
  pool: string;
  reference: string;
  virtualNumber: string | null;
  expiresAt: string | null;
}

export interface Preparation {
  pool_id: string;
  pool_name: string;
  booking_ttl_seconds: number;
  cooldown_seconds: number;
  call_recording: boolean;
  party_pin: boolean;
  allowed_countries: string[] | null;
  allowed_number_kinds: NumberKind[];
  expires_later: boolean;
  is_virtual_number: boolean;
  existing_id: string | null;
  existing_digest: Buffer | null;
  /** Numbers of the pool, whatever their state. */
  size: number;
  /** Ids of virtual numbers, the best first, and the capacity of each. */
  candidates: number[];
  capacities: (number | null)[];
  /** Under which its routes have to be written. */
  written_keys: number[];
}
type Runner = Pick<PostgresPool, 'query'> | PoolClient;

/** How many random numbers are looked at; more balance better and cost more. */
const DRAWN_NUMBERS = 4;
/** Statements under way in this process, and bookings in one of them. */
const LIMITS = { inFlight: 2, batch: 32 };

interface Question {
  wishes: Wishes;
  parties: TwoParties;
}

/** Chooses numbers, and writes bookings and routes. */
@Injectable()
export class AssignmentRepository {
  private readonly questions = new Coalescer(
    (questions: Question[]) => runIsolated(questions, (batch) => this.prepareMany(batch)),
    LIMITS,
  );
  private readonly writes = new Coalescer(
    (bookings: NewBooking[]) => this.insertMany(bookings),
    LIMITS,
  );

  constructor(private readonly database: PostgresPool) {}

  /** The usual case in company, any other case on its own. @returns undefined without such a pool */
  async prepare(wishes: Wishes, parties: TwoParties): Promise<Preparation | undefined> {
    if (wishes.virtualNumber === null) {
      const prepared = await this.questions.add({ wishes, parties });
      const isSettled = !prepared || prepared.existing_id !== null;
      if (isSettled || prepared.candidates.length > 0) return prepared;
    }
    return this.prepareAlone(wishes, parties);
  }

  /** @param runner a transaction, to see what it has changed */
  async prepareAlone(
    { pool, reference, virtualNumber, expiresAt }: Wishes,
    parties: TwoParties,
    runner: Runner = this.database,
  ): Promise<Preparation | undefined> {
    const { rows } = await runner.query<Preparation>({
      ...PREPARE_BOOKING,
      values: [
        ...idOrName(pool),
        reference,
        ...indexesOf(parties),
        virtualNumber,
        expiresAt,
        countriesOf(parties),
        DRAWN_NUMBERS,
      ],
    });
    return rows[0];
  }

  /** @returns undefined if another booking was quicker to take the number or the reference */
  insert(booking: NewBooking): Promise<WrittenBooking | undefined> {
    return booking.capacity === null ? this.writes.add(booking) : this.insertCounted(booking);
  }

  private async prepareMany(questions: Question[]): Promise<(Preparation | undefined)[]> {
    const pools = questions.map(({ wishes }) => idOrName(wishes.pool));
    const phones = questions.flatMap(({ parties }, place) => {
      const [callers, callees] = indexesOf(parties);
      return callers.map((caller, at) => ({ place, caller, callee: callees[at]! }));
    });
    const rows = await this.database.run<Preparation & { place: number }>(PREPARE_BOOKINGS, [
      questions.map((_, place) => place),
      pools.map(([id]) => id),
      pools.map(([, name]) => name),
      questions.map(({ wishes }) => wishes.reference),
      questions.map(({ wishes }) => wishes.expiresAt),
      ...columns(phones, ['place', 'caller', 'callee']),
      DRAWN_NUMBERS,
    ]);
    const byPlace = new Map(rows.map((row) => [row.place, row]));
    return questions.map((_, place) => byPlace.get(place));
  }

  /**
   * Writes bookings in as few statements as can be. Those of one statement are of one pool and want
   * different routes; when one of them loses a race or can't be stored, all of it is undone, and each
   * is tried alone.
   */
  private async insertMany(
    bookings: NewBooking[],
  ): Promise<PromiseSettledResult<WrittenBooking | undefined>[]> {
    const outcomes = new Map<NewBooking, PromiseSettledResult<WrittenBooking | undefined>>();
    await Promise.all(
      companiesOf(bookings).map(async (company) => {
        const [settled] = await Promise.allSettled([
          runIsolated(company, (some) => this.insertCompany(some)),
        ]);
        for (const [at, booking] of company.entries()) {
          outcomes.set(booking, settled.status === 'fulfilled' ? settled.value[at]! : settled);
        }
      }),
    );
    return bookings.map((booking) => outcomes.get(booking)!);
  }

  /** @throws a foreign key violation if one of several lost a race; of one alone: undefined */
  private async insertCompany(company: NewBooking[]): Promise<(WrittenBooking | undefined)[]> {
    try {
      const rows = await this.database.run<WrittenBooking>(INSERT_BOOKINGS, insertValues(company));
      const byId = new Map(rows.map((row) => [row.id, row]));
      return company.map(({ owner }) => byId.get(owner.bookingId));
    } catch (error) {
      if (company.length === 1 && isLostRace(error)) return [undefined];
      throw error;
    }
  }

  private async insertCounted(booking: NewBooking): Promise<WrittenBooking | undefined> {
    try {
      return await this.database.transaction(async (client) => {
        await client.query({ ...LOCK_NUMBER, values: [booking.owner.virtualNumberId] });
        const values = insertValues([booking]);
        return (await client.query<WrittenBooking>({ ...INSERT_BOOKINGS, values })).rows[0];
      });
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw error;
    }
  }

  /** Adds routes to a booking that the transaction holds. @returns how many could be had */
  async insertRoutes(
    client: PoolClient,
    { poolId, bookingId, virtualNumberId, writtenKeys }: RouteOwner,
    term: { callableUntil: Date; cooldownSeconds: number },
    routes: NewRoute[],
  ): Promise<number> {
    const { rowCount } = await client.query({
      ...INSERT_ROUTES,
      values: [
        poolId,
        bookingId,
        virtualNumberId,
        term.callableUntil,
        term.cooldownSeconds,
        ...columns(routes, ROUTE_COLUMNS),
        writtenKeys,
      ],
    });
    return rowCount ?? 0;
  }

  /** Under which keys routes have to be written; it stays so once the transaction has changed a route. */
  async writtenKeys(client: PoolClient): Promise<number[]> {
    const { rows } = await client.query<{ keys: number[] }>({ ...SELECT_WRITTEN_KEYS });
    return rows[0]!.keys;
  }

  /** Adds PINs to a booking that the transaction holds. @returns how many could be had */
  async insertPins(
    client: PoolClient,
    { poolId, bookingId, virtualNumberId }: RouteOwner,
    pins: NewPin[],
  ): Promise<number> {
    const { rowCount } = await client.query({
      ...INSERT_PINS,
      values: [poolId, bookingId, virtualNumberId, ...columns(pins, ['role', 'index'])],
    });
    return rowCount ?? 0;
  }

  /** Whether a booking that moves may have the number, counted under its lock. */
  async hasRoom(
    client: PoolClient,
    virtualNumberId: number,
    capacity: number | null,
  ): Promise<boolean> {
    if (capacity !== null) await client.query({ ...LOCK_NUMBER, values: [virtualNumberId] });
    const { rowCount } = await client.query({
      ...CHECK_NUMBER,
      values: [virtualNumberId, capacity],
    });
    return rowCount === 1;
  }

  /** How many numbers of the pool (or: whether the one) are refused for each reason. */
  async explain(
    poolId: string,
    parties: TwoParties,
    virtualNumber: string | null,
  ): Promise<Record<RefusalReason, number> & { free: number }> {
    const rows = await this.database.run<{ reason: RefusalReason | 'free'; numbers: number }>(
      EXPLAIN_REFUSAL,
      [poolId, ...indexesOf(parties), virtualNumber, countriesOf(parties)],
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

const idOrName = (pool: string): [id: string | null, name: string | null] =>
  isUuid(pool) ? [pool, null] : [null, pool];

/**
 * The index of every phone that calls can come from, and of the phone that each would reach; under
 * all keys of the ring, since a virtual number is known by one of them only.
 */
function indexesOf([first, second]: TwoParties): [callers: Buffer[], callees: Buffer[]] {
  const callers = [...first.phones, ...second.phones].flatMap(({ indexes }) => indexes);
  const callees = [
    ...first.phones.flatMap(() => second.phones[0].indexes),
    ...second.phones.flatMap(() => first.phones[0].indexes),
  ];
  return [callers, callees];
}
