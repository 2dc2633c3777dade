import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../database/index.js';
import type { JobRun } from '../jobs/index.js';
import { PoolService } from '../pool/index.js';
import {
  DELETE_DEAD_PINS,
  DELETE_DEAD_ROUTES,
  EXPIRE_BOOKINGS,
  type ExpiryBatch,
  type RouteBatch,
} from './expiry.sql.js';

/**
 * Rows of one statement: about a millisecond of work, for which a call may have to wait where processors
 * are few. A route is less work.
 */
const BATCH = { bookings: 50, routes: 250 };
/**
 * What a full batch and its rest take at least: calls feel a job that is quicker than need be. It comes
 * to 10,800 bookings a second with two routes each.
 */
const BATCH_MS = 3.3;

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
      counts.expired += await inBatches(run, BATCH.bookings, (from) =>
        this.runBatch<ExpiryBatch>(EXPIRE_BOOKINGS, poolId, BATCH.bookings, from),
      );
      counts.routesDeleted += await inBatches(run, BATCH.routes, (from) =>
        this.deleteRoutes(poolId, from),
      );
    }
    return counts;
  }

  private async deleteRoutes(poolId: string, from: string): Promise<ExpiryBatch> {
    const batch = await this.runBatch<RouteBatch>(DELETE_DEAD_ROUTES, poolId, BATCH.routes, from);
    if (batch.withPins) await this.database.run(DELETE_DEAD_PINS, [poolId, batch.withPins]);
    return batch;
  }

  private async runBatch<Batch extends ExpiryBatch>(
    statement: PreparedStatement,
    poolId: string,
    size: number,
    from: string,
  ): Promise<Batch> {
    return (await this.database.run<Batch>(statement, [poolId, size, from]))[0]!;
  }
}

/** What another transaction has locked is passed over, and found by the next run. */
async function inBatches(
  run: JobRun,
  size: number,
  runBatch: (from: string) => Promise<ExpiryBatch>,
): Promise<number> {
  let total = 0;
  let from: string | null = '-infinity';
  let found = 0;
  while (from !== null && (await run.mayGoOn((found / size) * BATCH_MS))) {
    const batch = await runBatch(from);
    found = batch.found;
    total += found;
    from = found === size ? batch.reached : null;
  }
  return total;
}
