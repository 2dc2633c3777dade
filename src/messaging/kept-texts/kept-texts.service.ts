import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import {
  forEachBatch,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import {
  DELETE_DUE_TEXTS,
  DELETE_TEXT,
  DELETE_THESE_DUE_TEXTS,
  LIST_DUE_TEXTS,
} from './kept-texts.sql.js';

/** Texts per statement: about a millisecond of work. */
const BATCH = 250;
/** Minimum milliseconds for a full batch including its rest, so that this job does not delay calls. */
const BATCH_MS = 3.3;

/** Deletes texts after the time for which their pool keeps them. The records stay. */
@Injectable()
export class KeptTextsService {
  constructor(
    private readonly database: PostgresPool,
    private readonly setAsides: SetAsideService,
  ) {}

  /** May be stopped at any time, and run concurrently. */
  @ScheduledJob({ name: 'kept-texts' })
  async run(run: JobRun): Promise<{ deleted: number; setAside: number }> {
    const items = await this.setAsides.begin('kept-texts');
    const deleted = await forEachBatch(run, items, {
      kind: 'text',
      size: BATCH,
      paceMs: BATCH_MS,
      from: '',
      runNext: async (from, except) => {
        const query = DELETE_DUE_TEXTS({ limit: BATCH, except });
        return { found: (await this.database.run(query)).length, reached: from };
      },
      list: async (_from, except) => {
        const query = LIST_DUE_TEXTS({ limit: BATCH, except });
        return (await this.database.run<{ id: string }>(query)).map(({ id }) => id);
      },
      runOnly: async (ids) => (await this.database.run(DELETE_THESE_DUE_TEXTS({ ids }))).length,
    });
    return { deleted, setAside: items.setAside };
  }

  /**
   * Deletes what was written in a text, with all of its pieces. One that waits to be sent is deleted
   * once it was sent, and one of a reported booking when the report no longer holds it.
   */
  async deleteText(messageId: string): Promise<void> {
    await this.database.run(DELETE_TEXT({ id: messageId }));
  }
}
