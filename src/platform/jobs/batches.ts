import { isItemFailure } from './set-aside/item-failure.js';
import type { JobItems } from './set-aside/job-items.js';
import type { JobRun } from './job.js';

/** What a batch did. */
export interface Batch {
  found: number;
  /** Where the next batch begins; null: there is none. */
  reached: string | null;
}

/** Rows that a job changes by statements that find a batch of them and change it. */
export interface RowBatches {
  /** The kind of the items that are set aside. */
  kind: string;
  /** Rows of one batch. */
  size: number;
  /** Milliseconds that a full batch and its rest take at least. */
  paceMs?: number;
  /** Where the first batch begins. */
  from: string;
  /** Changes the next rows. @param except ids that are left out; usually none */
  runNext(from: string, except: readonly string[]): Promise<Batch>;
  /** Lists the ids of the rows that `runNext` would change, without changing them. */
  list(from: string, except: readonly string[]): Promise<string[]>;
  /** Changes rows by their ids, if they still have to be. @returns how many it changed */
  runOnly(ids: readonly string[]): Promise<number>;
}

/**
 * Changes rows in batches until there are no more, or the job has to stop. A batch that fails by the
 * fault of a row is done by ids, and halved until only that row is set aside.
 * @returns how many rows were changed
 * @throws what is not the fault of a row, TooManySetAsideError
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
      // Without progress the same batch would fail for ever.
      const isStuck = found === 0 && items.setAside === setAsideBefore;
      if (isStuck && !run.signal.aborted) throw error;
    }
    total += found;
  }
  return total;
}

/**
 * Reads pages of rows until there are no more, or the job has to stop.
 * @param handle handles the rows after a position. @returns that of its last row; undefined: there was none
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

/** Handles rows of all pools, each pool by itself and at most `size` of its rows at once. */
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
