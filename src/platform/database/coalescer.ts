import { sqlStateOf } from './retry.js';

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

export interface CoalescerLimits {
  /** Batches that may be under way at once. */
  inFlight: number;
  /** Items in one batch. */
  batch: number;
  /**
   * How many items must wait before another batch begins beside one under way, unless one has waited for
   * `GATHER_MS`. Defaults to 1.
   */
  gather?: number;
}

/** Milliseconds that items wait for more of them: a batch that hangs does not hold up those behind it. */
const GATHER_MS = 8;

/**
 * Lets work that comes in the same turn of the event loop, or while earlier batches are under way,
 * go to the database as one statement: under load a round trip and a commit are shared by many, and
 * without load nothing waits.
 *
 * `run` gives the outcome of each item, in the order of the items: one that fails does not fail the
 * others. If `run` itself throws, all of its items fail.
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
      this.queue.push({ item, resolve, reject });
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

  /** Runs a batch, unless what was gathered has gone with another one. */
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
      const outcomes = await this.run(batch.map(({ item }) => item));
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

/** Outcomes of a batch in which everything went well. */
export const fulfilled = <Result>(values: readonly Result[]): PromiseSettledResult<Result>[] =>
  values.map((value) => ({ status: 'fulfilled', value }));

/**
 * Runs a batch; if one of its items is one that PostgreSQL can't take (SQLSTATE classes 21 to 23:
 * cardinality, data, constraint), each is run alone, so that it fails nobody else.
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
