import { Injectable, Logger } from '@nestjs/common';
import { EventWriter } from '../../events/index.js';
import { AssignmentRepository, type Candidates } from './assignment.repository.js';
import type { RefusalReason } from '../model/booking.errors.js';
import type { TwoParties } from '../routes/parties.js';

/** A pool is low when no more than this share of its numbers, or one, is free for two people. */
const LOW_SHARE = 0.1;

/** Emits `pool.low` and `pool.exhausted`, at most once an hour for each pool. */
@Injectable()
export class PoolAlertService {
  private readonly logger = new Logger(PoolAlertService.name);

  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly events: EventWriter,
  ) {}

  /** For a booking that was refused. @param reasons how many numbers of the pool are refused for each */
  async emitExhausted(poolId: string, reasons: Record<RefusalReason, number>): Promise<void> {
    await this.events.writeHourly({ poolId, type: 'pool.exhausted', payload: { reasons } });
  }

  /**
   * For a booking that was made: emits `pool.low` if few numbers were free for its parties. Counting them
   * reads the whole pool, hence only if at most one of the random numbers was free. A failure is only
   * logged: the booking is made.
   */
  async emitIfLow(
    { pool_id: poolId, size, candidates }: Candidates,
    parties: TwoParties,
  ): Promise<void> {
    if (candidates.length > 1 || size < 2) return;
    try {
      if (await this.events.wasWrittenThisHour(poolId, 'pool.low')) return;
      const { free, ...reasons } = await this.assignments.explain(poolId, parties, null);
      // The booking has taken one of them from its parties by now.
      const freeNumbers = free + 1;
      const numbers = Object.values(reasons).reduce((sum, count) => sum + count, free);
      if (freeNumbers > Math.max(1, numbers * LOW_SHARE)) return;
      const payload = { freeNumbers, numbers };
      await this.events.writeHourly({ poolId, type: 'pool.low', payload });
    } catch (error) {
      this.logger.warn(`cannot tell whether a pool is low: ${(error as Error).name}`);
    }
  }
}
