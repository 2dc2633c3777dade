import { Injectable, Logger } from '@nestjs/common';
import { EventWriter } from '../../events/index.js';
import { AssignmentRepository, type Preparation } from './assignment.repository.js';
import type { RefusalReason } from '../model/booking.errors.js';
import type { TwoParties } from '../routes/parties.js';

/** A pool is low when no more than this share of its numbers, or one, is free for two people. */
const LOW_SHARE = 0.1;

/** Tells when a pool runs out of numbers: once an hour, since many bookings notice it at once. */
@Injectable()
export class PoolWatchService {
  private readonly logger = new Logger(PoolWatchService.name);

  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly events: EventWriter,
  ) {}

  /** A booking was refused. @param reasons how many numbers of the pool are refused for each */
  async tellExhausted(poolId: string, reasons: Record<RefusalReason, number>): Promise<void> {
    await this.events.writeHourly({ poolId, type: 'pool.exhausted', payload: { reasons } });
  }

  /**
   * A booking was made: tells if few numbers were free for its parties. Counting them reads the whole
   * pool, so it is done only if the few random ones that were looked at held a single free one. What
   * fails here is logged and no more: the booking is made.
   */
  async tellIfLow(
    { pool_id: poolId, size, candidates }: Preparation,
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
