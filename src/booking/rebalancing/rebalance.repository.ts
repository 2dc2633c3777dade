import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { MovableBooking, PlannedNumber } from './rebalance-plan.js';
import { MOVABLE_BOOKINGS, PLANNED_NUMBERS } from './rebalance.sql.js';

@Injectable()
export class RebalanceRepository {
  constructor(private readonly database: PostgresPool) {}

  async numbers(poolId: string): Promise<PlannedNumber[]> {
    const rows = await this.database.run<Omit<PlannedNumber, 'isUsable'> & { is_usable: boolean }>(
      PLANNED_NUMBERS({ poolId }),
    );
    return rows.map(({ is_usable: isUsable, ...number }) => ({ ...number, isUsable }));
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
      number_id: number;
      is_quiet: boolean;
      held: number[];
    }>(MOVABLE_BOOKINGS({ poolId, numbers, limit, except }));
    return rows.map(({ id, number_id: numberId, is_quiet: isQuiet, held }) => ({
      id,
      numberId,
      isQuiet,
      held: new Set(held),
    }));
  }
}
