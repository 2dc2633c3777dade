import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { PostgresPool } from '../../database/index.js';
import { forEachBatch, type JobItems, type JobRun, SetAsideService } from '../../jobs/index.js';
import { RETAINED, type Retained } from './retention.sql.js';

/** Rows of one statement. */
const BATCH = 500;

/** Deletes what has been kept long enough, including the phone numbers in it. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
    private readonly setAsides: SetAsideService,
  ) {}

  /** Works in batches; may be stopped anywhere, and run concurrently. @returns deleted rows by kind */
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
    return forEachBatch(run, items, {
      kind,
      size: BATCH,
      from: '',
      runNext: async (from, except) => {
        const found = (await this.database.run(deleteNext({ keptDays, limit: BATCH, except })))
          .length;
        return { found, reached: from };
      },
      list: async (_from, except) => {
        const rows = await this.database.run<{ id: string }>(
          list({ keptDays, limit: BATCH, except }),
        );
        return rows.map(({ id }) => id);
      },
      runOnly: async (ids) => (await this.database.run(deleteThese({ keptDays, ids }))).length,
    });
  }
}
