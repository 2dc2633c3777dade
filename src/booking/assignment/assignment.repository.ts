import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import {
  Coalescer,
  FOREIGN_KEY_VIOLATION,
  PostgresPool,
  runIsolated,
  sqlStateOf,
  UNIQUE_VIOLATION,
} from '../../platform/database/index.js';
import type { NewBookingRow } from '../reading/booking.repository.js';
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

/** Concurrent statements per process, and bookings per statement. */
const LIMITS = { inFlight: 2, batch: 32 };

/** Writes bookings, routes and PINs. */
@Injectable()
export class AssignmentRepository {
  private readonly writes = new Coalescer(
    (bookings: NewBooking[]) => this.insertMany(bookings),
    LIMITS,
  );

  constructor(private readonly database: PostgresPool) {}

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
}

/**
 * Whether a route or reference was taken (foreign key violation), or a drawn PIN exists on the
 * number already (unique violation).
 */
const isLostRace = (error: unknown): boolean =>
  [FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION].includes(sqlStateOf(error) ?? '');
