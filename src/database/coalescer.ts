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
}

/**
 * Lets work that comes in the same turn of the event loop, or while earlier batches are under way,
 * go to the database as one statement: under load a round trip and a commit are shared by many, and
 * without load nothing waits.
 *
 * `run` gives a result for each item, in the order of the items. If it throws, all of its items fail.
 */
export class Coalescer<Item, Result> {
  private readonly queue: Waiting<Item, Result>[] = [];
  private underWay = 0;
  private isScheduled = false;

  constructor(
    private readonly run: (items: Item[]) => Promise<Result[]>,
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
    if (this.underWay >= this.limits.inFlight) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      void this.runNext();
      this.schedule();
    });
  }

  private async runNext(): Promise<void> {
    const batch = this.queue.splice(0, this.limits.batch);
    this.underWay += 1;
    try {
      const results = await this.run(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error('a batch lost its results');
      for (const [at, { resolve }] of batch.entries()) resolve(results[at]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.underWay -= 1;
      this.schedule();
    }
  }
}
