import { isItemFailure } from './set-aside/item-failure.js';
import type { JobItems } from './set-aside/job-items.js';
import type { JobRun } from './job.js';

/** The result of a batch. */
export interface Batch {
  found: number;
  /** Where the next batch begins; null: this was the last batch. */
  reached: string | null;
}

/** Describes rows that a job finds and changes in batches. */
export interface RowBatches {
  /** The kind of set-aside items. */
  kind: string;
  /** Rows per batch. */
  size: number;
  /** Minimum milliseconds for a full batch including its rest. */
  paceMs?: number;
  /** Where the first batch begins. */
  from: string;
  /** Changes the next rows. @param except ids to skip; usually none */
  runNext(from: string, except: readonly string[]): Promise<Batch>;
  /** Lists the ids of the rows that `runNext` would change, without changing them. */
  list(from: string, except: readonly string[]): Promise<string[]>;
  /** Changes rows by their ids, if they still need it. @returns the number of changed rows */
  runOnly(ids: readonly string[]): Promise<number>;
}

/**
 * Changes rows in batches until none remain or the job has to stop. If a row makes a batch fail,
 * its rows are changed by id, in ever smaller halves, until only that row is set aside.
 * @returns the number of changed rows
 * @throws TooManySetAsideError, and any error that no row caused
 */
export async function forEachBatch(
  run: JobRun,
  items: JobItems,
  rows: RowBatches,
): Promise<number> {
  const { kind, size, paceMs = 0 } = rows;
  const runOnly = (ids: readonly string[]): Promise<number> => rows.runOnly(ids);
  let total = await items.retryDue(run, kind, runOnly);
  let from: string | null = rows.from;
  let found = 0;
  while (from !== null && (await run.shouldContinue((found / size) * paceMs))) {
    try {
      const batch = await rows.runNext(from, items.except(kind));
      found = batch.found;
      from = found === size ? batch.reached : null;
    } catch (error) {
      if (!isItemFailure(error)) throw error;
      const setAsideBefore = items.setAside;
      const ids: string[] = await rows.list(from!, items.except(kind));
      found = await items.attemptAll(run, kind, ids, runOnly);
      // Without progress the same batch would fail forever.
      const isStuck = found === 0 && items.setAside === setAsideBefore;
      if (isStuck && !run.signal.aborted) throw error;
    }
    total += found;
  }
  return total;
}

/**
 * Processes pages of rows until none remain or the job has to stop.
 * @param handle processes the rows after a position and returns the position of the last row, or
 *   undefined if there were no rows
 * @returns false if the job has to stop
 */
export async function forEachPage<Position>(
  run: Pick<JobRun, 'shouldContinue'>,
  begin: Position,
  handle: (after: Position) => Promise<Position | undefined>,
): Promise<boolean> {
  for (let after: Position | undefined = begin; after !== undefined; after = await handle(after)) {
    if (!(await run.shouldContinue())) return false;
  }
  return true;
}

/** Processes rows pool by pool, at most `size` rows at once. */
export async function forEachPoolBatch<Row extends { pool_id: string }>(
  rows: readonly Row[],
  size: number,
  handle: (poolId: string, batch: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (const poolId of new Set(rows.map(({ pool_id }) => pool_id))) {
    const own = rows.filter(({ pool_id }) => pool_id === poolId);
    for (let at = 0; at < own.length; at += size) await handle(poolId, own.slice(at, at + size));
  }
}
