import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { MovableBooking, PlannedNumber } from './rebalance-plan.js';
import { MOVABLE_BOOKINGS, PLANNED_NUMBERS } from './rebalance.sql.js';

@Injectable()
export class RebalanceRepository {
  constructor(private readonly database: PostgresPool) {}

  async numbers(poolId: string): Promise<PlannedNumber[]> {
    const rows = await this.database.run<
      Omit<PlannedNumber, 'isUsable' | 'isReserved'> & { is_usable: boolean; is_reserved: boolean }
    >(PLANNED_NUMBERS({ poolId }));
    return rows.map(({ is_usable: isUsable, is_reserved: isReserved, ...number }) => ({
      ...number,
      isUsable,
      isReserved,
    }));
  }

  /**
   * Lists bookings that could be moved.
   * @param numbers the maximum of bookings to list for each number
   * @param limit the maximum in total
   * @param except bookings to exclude
   */
  async bookings(
    poolId: string,
    numbers: readonly { numberId: number; most: number }[],
    limit: number,
    except: readonly string[],
  ): Promise<MovableBooking[]> {
    const rows = await this.database.run<{
      id: string;
      role: string | null;
      number_id: number;
      is_quiet: boolean;
      held: number[];
    }>(MOVABLE_BOOKINGS({ poolId, numbers, limit, except }));
    return rows.map(({ id, role, number_id: numberId, is_quiet: isQuiet, held }) => ({
      id,
      role,
      numberId,
      isQuiet,
      held: new Set(held),
    }));
  }
}
