import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../database/index.js';
import type { JobRun } from '../jobs/index.js';
import { PoolService } from '../pool/index.js';
import { DELETE_DEAD_PINS, DELETE_DEAD_ROUTES, EXPIRE_BOOKINGS } from './expiry.sql.js';

/** Rows of one statement: so few that a commit of theirs holds up none of a call. */
const BATCH = 500;

/** Marks what has expired, and clears away what nobody needs any more. */
@Injectable()
export class ExpiryService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
  ) {}

  /** Pool by pool, in batches. It may be stopped anywhere, and run twice at once. */
  async run(run: JobRun): Promise<{ expired: number; routesDeleted: number }> {
    const counts = { expired: 0, routesDeleted: 0 };
    for (const poolId of await this.pools.allIds()) {
      counts.expired += await this.inBatches(run, EXPIRE_BOOKINGS, poolId);
      counts.routesDeleted += await this.inBatches(run, DELETE_DEAD_ROUTES, poolId, (rows) =>
        this.deletePins(poolId, rows),
      );
    }
    return counts;
  }

  private async inBatches(
    run: JobRun,
    statement: PreparedStatement,
    poolId: string,
    afterBatch?: (rows: { booking_id: string }[]) => Promise<void>,
  ): Promise<number> {
    let total = 0;
    for (let found = BATCH; found === BATCH && (await run.mayGoOn()); total += found) {
      const rows = await this.database.run<{ booking_id: string }>(statement, [poolId, BATCH]);
      await afterBatch?.(rows);
      found = rows.length;
    }
    return total;
  }

  private async deletePins(poolId: string, rows: { booking_id: string }[]): Promise<void> {
    const bookings = [...new Set(rows.map(({ booking_id: id }) => id))];
    if (bookings.length > 0) await this.database.run(DELETE_DEAD_PINS, [poolId, bookings]);
  }
}
