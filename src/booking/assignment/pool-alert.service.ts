import { Injectable, Logger } from '@nestjs/common';
import { EventWriter } from '../../events/index.js';
import { type Candidates, NumberSearchRepository } from './number-search.repository.js';
import type { RefusalReason } from '../model/booking.errors.js';
import type { Direction } from '../routes/parties.js';

/** A pool is low if at most this share of its numbers, or only one, is available. */
const LOW_SHARE = 0.1;

/** Emits `pool.low` and `pool.exhausted`, at most once an hour for each pool. */
@Injectable()
export class PoolAlertService {
  private readonly logger = new Logger(PoolAlertService.name);

  constructor(
    private readonly numbers: NumberSearchRepository,
    private readonly events: EventWriter,
  ) {}

  /**
   * Emits `pool.exhausted` after refusing a booking.
   * @param reasons the count of refused numbers of the pool for each reason
   */
  async emitExhausted(poolId: string, reasons: Record<RefusalReason, number>): Promise<void> {
    await this.events.writeHourly({ poolId, type: 'pool.exhausted', payload: { reasons } });
  }

  /**
   * Emits `pool.low` after creating a booking, if few numbers were available to its parties, or in
   * mode `per-party` to one of them.
   * Counting them reads the whole pool, so it happens only if at most one of the drawn numbers was
   * available. A failure is only logged, because the booking exists already.
   */
  async emitIfLow(
    { pool_id: poolId, size, candidates }: Candidates,
    directions: readonly Direction[],
  ): Promise<void> {
    if (candidates.length > 1 || size < 2) return;
    try {
      if (await this.events.wasWrittenThisHour(poolId, 'pool.low')) return;
      const { free, ...reasons } = await this.numbers.explain(poolId, directions, {
        virtualNumber: null,
      });
      // The new booking uses one of the numbers that were available to its parties.
      const freeNumbers = free + 1;
      const numbers = Object.values(reasons).reduce((sum, count) => sum + count, free);
      if (freeNumbers > Math.max(1, numbers * LOW_SHARE)) return;
      const payload = { freeNumbers, numbers };
      await this.events.writeHourly({ poolId, type: 'pool.low', payload });
    } catch (error) {
      this.logger.warn(`cannot determine whether a pool is low: ${(error as Error).name}`);
    }
  }
}
