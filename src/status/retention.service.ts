import { Injectable } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { PostgresPool, type PreparedStatement } from '../database/index.js';
import type { JobRun } from '../jobs/index.js';
import {
  DELETE_OLD_AUDIT,
  DELETE_OLD_BOOKINGS,
  DELETE_OLD_CALLS,
  DELETE_OLD_EVENTS,
  DELETE_OLD_GUARDS,
  DELETE_OLD_RECEIPTS,
  DELETE_OLD_UNREADABLE,
} from './retention.sql.js';

/** Rows of one statement. */
const BATCH = 500;

/** Deletes what has been kept long enough, with every trace of a number in it. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
  ) {}

  /** In batches; it may be stopped anywhere, and run twice at once. @returns deleted rows */
  async run(run: JobRun): Promise<Record<string, number>> {
    const { audit, bookings, calls, events, receipts } = this.settings.retentionDays;
    return {
      calls: await this.inBatches(run, DELETE_OLD_CALLS, calls),
      bookings: await this.inBatches(run, DELETE_OLD_BOOKINGS, bookings),
      events: await this.inBatches(run, DELETE_OLD_EVENTS, events),
      receipts: await this.inBatches(run, DELETE_OLD_RECEIPTS, receipts),
      unreadableMessages: await this.inBatches(run, DELETE_OLD_UNREADABLE, receipts),
      audit: await this.inBatches(run, DELETE_OLD_AUDIT, audit),
      pinGuards: await this.inBatches(run, DELETE_OLD_GUARDS, 1),
    };
  }

  private async inBatches(
    run: JobRun,
    statement: PreparedStatement,
    days: number,
  ): Promise<number> {
    let total = 0;
    if (days === 0) return total;
    for (let found = BATCH; found === BATCH && (await run.mayGoOn()); total += found) {
      found = (await this.database.run(statement, [days, BATCH])).length;
    }
    return total;
  }
}
