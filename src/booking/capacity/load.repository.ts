import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { BOOKINGS_BY_DAY, HELD_BY_ROLE, NUMBER_LOADS } from './load.sql.js';

export interface NumberLoadRow {
  msisdn: string;
  state: string;
  operational_status: string;
  weight: number;
  capacity: number | null;
  active: number;
  cooling: number;
  calls: number;
  reserved: boolean;
  /** Active bookings of the pool. */
  pool_active: number;
  /** Ended bookings of the pool that still reserve a number. */
  pool_cooling: number;
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

  numberLoads(poolId: string): Promise<NumberLoadRow[]> {
    return this.database.run<NumberLoadRow>(NUMBER_LOADS({ poolId }));
  }

  heldByRole(poolId: string): Promise<HeldByRoleRow[]> {
    return this.database.run<HeldByRoleRow>(HELD_BY_ROLE({ poolId }));
  }

  async bookingsByDay(poolId: string): Promise<number[]> {
    const rows = await this.database.run<{ bookings: number }>(BOOKINGS_BY_DAY({ poolId }));
    return rows.map(({ bookings }) => bookings);
  }
}
