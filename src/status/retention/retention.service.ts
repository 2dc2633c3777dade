import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import {
  forEachBatch,
  type JobItems,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import { RETAINED, type Retained } from './retention.sql.js';

/**
 * Rows of one statement: about a millisecond of work, for which a call may have to wait where processors
 * are few. The rows that belong to a booking or a call are deleted with it.
 */
const BATCH = 250;
const BATCH_WITH_PARTS = 50;
/** Milliseconds that a full batch and its rest take at least, so that calls do not wait for this job. */
const BATCH_MS = 3.3;

/** Deletes what has been kept long enough, including the phone numbers in it. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
    private readonly setAsides: SetAsideService,
  ) {}

  /** Works in batches; may be stopped anywhere, and run concurrently. @returns deleted rows by kind */
  @ScheduledJob({ name: 'retention' })
  async run(run: JobRun): Promise<Record<string, number>> {
    const items = await this.setAsides.begin('retention');
    const { audit, bookings, calls, events, receipts } = this.settings.retentionDays;
    const days = { calls, bookings, events, receipts, unreadableMessages: receipts, audit };
    const kinds = Object.entries({ ...days, pinGuards: 1 }) as [keyof typeof RETAINED, number][];
    const counts: Record<string, number> = {};
    for (const [name, keptDays] of kinds) {
      counts[name] = await this.deleteOld(run, items, RETAINED[name], keptDays);
    }
    // Items of kinds that are now kept for good need not be tried again.
    if (!run.signal.aborted) await items.forgetUntried();
    return { ...counts, setAside: items.setAside };
  }

  /** @param keptDays 0: they are kept for good */
  private async deleteOld(
    run: JobRun,
    items: JobItems,
    { kind, deleteNext, list, deleteThese }: Retained,
    keptDays: number,
  ): Promise<number> {
    if (keptDays === 0) return 0;
    const size = kind === 'booking' || kind === 'call' ? BATCH_WITH_PARTS : BATCH;
    return forEachBatch(run, items, {
      kind,
      size,
      paceMs: BATCH_MS,
      from: '',
      runNext: async (from, except) => {
        const found = (await this.database.run(deleteNext({ keptDays, limit: size, except })))
          .length;
        return { found, reached: from };
      },
      list: async (_from, except) => {
        const rows = await this.database.run<{ id: string }>(
          list({ keptDays, limit: size, except }),
        );
        return rows.map(({ id }) => id);
      },
      runOnly: async (ids) => (await this.database.run(deleteThese({ keptDays, ids }))).length,
    });
  }
}
