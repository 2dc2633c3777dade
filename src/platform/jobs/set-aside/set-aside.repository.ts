import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../../database/index.js';
import type { JobSetAsideRow } from './set-aside.entity.js';
import {
  COUNT_ITEMS,
  FORGET_ITEMS,
  KNOWN_ITEMS,
  LIST_ITEMS,
  PUT_ASIDE,
  RETRY_ITEMS,
} from './set-aside.sql.js';

export type SetAsideRow = RowOf<
  JobSetAsideRow,
  'item' | 'reason' | 'times' | 'firstAt' | 'lastAt' | 'nextTryAt'
> & { position: string };

@Injectable()
export class SetAsideRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Sets an item aside. @returns whether to log a warning: once per item and day */
  async put(job: string, item: string, reason: string): Promise<boolean> {
    const query = PUT_ASIDE({ job, item, reason });
    return (await this.database.run<{ is_warning: boolean }>(query))[0]!.is_warning;
  }

  known(job: string): Promise<{ item: string; is_due: boolean }[]> {
    return this.database.run(KNOWN_ITEMS({ job }));
  }

  async forget(job: string, items: readonly string[]): Promise<void> {
    await this.database.run(FORGET_ITEMS({ job, items }));
  }

  /** Makes the items of a job due. @returns their number */
  async retry(job: string): Promise<number> {
    return (await this.database.run(RETRY_ITEMS({ job }))).length;
  }

  counts(): Promise<{ job: string; items: number }[]> {
    return this.database.run(COUNT_ITEMS({}));
  }

  /**
   * Lists set-aside items.
   * @param after time and item of the last item of the previous page, or nothing
   */
  list(
    job: string,
    [afterTime, afterItem]: readonly string[],
    limit: number,
  ): Promise<SetAsideRow[]> {
    return this.database.run<SetAsideRow>(LIST_ITEMS({ job, afterTime, afterItem, limit }));
  }
}
