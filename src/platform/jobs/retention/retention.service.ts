import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { PostgresPool, type Retained, RetentionRegistry } from '../../database/index.js';
import { forEachBatch } from '../batches.js';
import type { JobRun } from '../job.js';
import { ScheduledJob } from '../scheduled-job.js';
import type { JobItems } from '../set-aside/job-items.js';
import { SetAsideService } from '../set-aside/set-aside.service.js';

/**
 * Rows per statement: about a millisecond of work, which may delay a call on a machine with few
 * processors. Dependent rows of a booking or call are deleted with it, hence the smaller batch.
 */
const BATCH = 250;
const BATCH_WITH_PARTS = 50;
/**
 * Minimum milliseconds for a full batch including its rest, so that this job does not delay calls.
 */
const BATCH_MS = 3.3;

/** Deletes rows after their retention period, including the phone numbers in them. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
    private readonly setAsides: SetAsideService,
    private readonly registry: RetentionRegistry,
  ) {}

  /**
   * Deletes old rows in batches. May be stopped at any time, and run concurrently.
   * @returns deleted rows by kind
   */
  @ScheduledJob({ name: 'retention' })
  async run(run: JobRun): Promise<Record<string, number>> {
    const items = await this.setAsides.begin('retention');
    const counts: Record<string, number> = {};
    for (const kind of this.registry.all()) {
      counts[kind.name] = await this.deleteOld(run, items, kind);
    }
    // Deletes set-aside items of kinds that are now kept indefinitely.
    if (!run.signal.aborted) await items.forgetUntried();
    return { ...counts, setAside: items.setAside };
  }

  private async deleteOld(
    run: JobRun,
    items: JobItems,
    { kind, period, hasParts, deleteNext, list, deleteThese }: Retained,
  ): Promise<number> {
    const keptDays = typeof period === 'number' ? period : this.settings.retentionDays[period];
    // 0 days: kept indefinitely.
    if (keptDays === 0) return 0;
    const size = hasParts ? BATCH_WITH_PARTS : BATCH;
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
