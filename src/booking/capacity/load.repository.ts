import { Injectable } from '@nestjs/common';
import { PostgresPool, type Query } from '../../platform/database/index.js';
import type { NumberHealth } from '../../pool/index.js';
import { BOOKINGS_BY_DAY, HELD_BY_ROLE, POOL_LOAD, USABLE_NUMBERS } from './load.sql.js';

/** A virtual number with its load, and the sums of the pool. */
export interface PoolLoadRow {
  /** Active bookings of the pool. */
  pool_active: number;
  /** Ended bookings of the pool that still reserve a number. */
  pool_cooling: number;
  pool_calls: number;
  /** Null: unlimited. */
  pool_free: number | null;
  usable_numbers: number;
  mean_active: number;
  /** Null: no bookings. */
  peak_over_mean: number | null;
  /** Null if the page has no numbers. */
  ordinal: number | null;
  msisdn: string;
  state: string;
  operational_status: string;
  health: NumberHealth | null;
  weight: number;
  reserved: boolean;
  active: number;
  cooling: number;
  calls: number;
  /** Null: unlimited. */
  free: number | null;
}

/** The last number of a page. */
export interface LoadPosition {
  active: number;
  ordinal: number;
}

export interface HeldByRoleRow {
  role: string;
  people: number;
  most: number;
  mean: number;
}

/** Reads the load of pools. These statements read whole pools, but no call waits for them. */
@Injectable()
export class LoadRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Returns at least one row, which has the sums. */
  poolLoad(poolId: string, limit: number, after?: LoadPosition): Promise<PoolLoadRow[]> {
    return this.scan<PoolLoadRow>(
      POOL_LOAD({ poolId, limit, afterActive: after?.active, afterOrdinal: after?.ordinal }),
    );
  }

  async usableNumbers(poolId: string): Promise<number> {
    const [row] = await this.database.run<{ numbers: number }>(USABLE_NUMBERS({ poolId }));
    return row!.numbers;
  }

  heldByRole(poolId: string): Promise<HeldByRoleRow[]> {
    return this.scan<HeldByRoleRow>(HELD_BY_ROLE({ poolId }));
  }

  async bookingsByDay(poolId: string): Promise<number[]> {
    const rows = await this.database.run<{ bookings: number }>(BOOKINGS_BY_DAY({ poolId }));
    return rows.map(({ bookings }) => bookings);
  }

  /** Reads whole tables: by an index, as the pool prefers, it would take three times as long. */
  private scan<Row extends object>({ text, values, timeout }: Query): Promise<Row[]> {
    return this.database.scan<Row>(text, values, timeout);
  }
}
