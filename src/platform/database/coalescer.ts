import {
  type Context,
  contextOfBatch,
  currentContext,
  runInContext,
} from '../observability/index.js';
import { sqlStateOf } from './retry.js';

interface Waiting<Item, Result> {
  item: Item;
  /** Of the request that added the item. */
  context: Context;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

export interface CoalescerLimits {
  /** Maximum number of concurrent batches. */
  inFlight: number;
  /** Maximum number of items per batch. */
  batch: number;
  /**
   * Number of waiting items that starts another concurrent batch before `GATHER_MS` have passed.
   * Defaults to 1.
   */
  gather?: number;
}

/**
 * Longest wait for further items, in milliseconds, so that a batch that hangs does not block later
 * items.
 */
const GATHER_MS = 8;

/**
 * Combines items into one database statement if they arrive in the same turn of the event loop or
 * while earlier batches are running. Under load many items share a round trip and a commit; without
 * load nothing waits.
 *
 * `run` returns an outcome for each item, in the order of the items, so that one failed item does
 * not fail the others. If `run` itself throws, all items of the batch fail.
 */
export class Coalescer<Item, Result> {
  private readonly queue: Waiting<Item, Result>[] = [];
  private underWay = 0;
  private isScheduled = false;
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly run: (items: Item[]) => Promise<PromiseSettledResult<Result>[]>,
    private readonly limits: CoalescerLimits,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, context: currentContext(), resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled || this.queue.length === 0) return;
    const { inFlight, gather = 1 } = this.limits;
    if (this.underWay >= inFlight) return;
    if (this.underWay > 0 && this.queue.length < gather) {
      this.gathering ??= setTimeout(() => this.begin(), GATHER_MS).unref();
      return;
    }
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.begin();
    });
  }

  /** Runs a batch, unless the waiting items have already left with another one. */
  private begin(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    if (this.queue.length > 0 && this.underWay < this.limits.inFlight) void this.runNext();
    this.schedule();
  }

  private async runNext(): Promise<void> {
    const batch = this.queue.splice(0, this.limits.batch);
    this.underWay += 1;
    try {
      const context = contextOfBatch(batch.map((each) => each.context));
      const outcomes = await runInContext(context, () => this.run(batch.map(({ item }) => item)));
      if (outcomes.length !== batch.length) throw new Error('a batch lost its results');
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at]!;
        if (outcome.status === 'fulfilled') resolve(outcome.value);
        else reject(outcome.reason);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.underWay -= 1;
      this.schedule();
    }
  }
}

/** Returns the outcomes of a batch without failures. */
export const fulfilled = <Result>(values: readonly Result[]): PromiseSettledResult<Result>[] =>
  values.map((value) => ({ status: 'fulfilled', value }));

/**
 * Runs a batch. If PostgreSQL rejects the data of an item (SQLSTATE classes 21 to 23: cardinality,
 * data, constraint), runs each item alone, so that only the faulty one fails.
 */
export async function runIsolated<Item, Result>(
  items: Item[],
  run: (items: Item[]) => Promise<Result[]>,
): Promise<PromiseSettledResult<Result>[]> {
  try {
    return fulfilled(await run(items));
  } catch (error) {
    if (items.length === 1 || !/^2[1-3]/.test(sqlStateOf(error) ?? '')) throw error;
    return Promise.allSettled(items.map(async (item) => (await run([item]))[0]!));
  }
}
