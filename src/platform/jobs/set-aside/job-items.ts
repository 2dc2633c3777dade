import { describeError, DomainError } from '../../errors/index.js';
import { isItemFailure, TooManySetAsideError } from './item-failure.js';
import type { JobRun } from '../job.js';

/** New items that one run may set aside. More failures indicate a fault of the job itself. */
export const MAX_NEW_ITEMS = 100;
/** Set-aside items per job. Limited because statements receive their ids as an array. */
export const MAX_ITEMS = 1_000;

/** Stores the set-aside items of a job. */
export interface ItemStore {
  put(item: string, error: string): Promise<void>;
  forget(items: readonly string[]): Promise<void>;
}

/**
 * The items of one run of a job. An item whose own data makes it fail is set aside, and the run
 * continues. Later runs skip it until it is due again. An item has a kind (`booking`) and an id.
 */
export class JobItems {
  /** Number of items that this run has set aside. */
  setAside = 0;
  private newItems = 0;
  /** Set-aside items, and whether each is due in this run. */
  private readonly known: Map<string, boolean>;

  constructor(
    private readonly store: ItemStore,
    known: readonly { item: string; isDue: boolean }[] = [],
  ) {
    this.known = new Map(known.map(({ item, isDue }) => [item, isDue]));
  }

  /** Returns the ids of all set-aside items of a kind. */
  except(kind: string): string[] {
    return this.idsOf(kind, () => true);
  }

  /** Returns the ids of a kind that this run must skip. */
  waiting(kind: string): string[] {
    return this.idsOf(kind, (isDue) => !isDue);
  }

  isWaiting(kind: string, id: string): boolean {
    return this.known.get(itemOf(kind, id)) === false;
  }

  /**
   * Processes one item.
   * @returns undefined if it was set aside, or no longer exists (an error of kind `not-found`)
   * @throws TooManySetAsideError, and any error that the item did not cause
   */
  async attempt<Result>(
    kind: string,
    id: string,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    let result: Result | undefined;
    try {
      result = await work();
    } catch (error) {
      const isGone = error instanceof DomainError && error.kind === 'not-found';
      if (!isGone) await this.putAside(kind, id, error);
      if (!isGone) return undefined;
    }
    await this.done(kind, [id]);
    return result;
  }

  /**
   * Processes items together. If one of them makes that fail, halves the list until only that item
   * is set aside.
   * @returns the sum of the results of `work`
   * @throws TooManySetAsideError, and any error that no item caused
   */
  async attemptAll(
    run: Pick<JobRun, 'shouldContinue'>,
    kind: string,
    ids: readonly string[],
    work: (ids: readonly string[]) => Promise<number>,
  ): Promise<number> {
    if (ids.length === 0) return 0;
    let count: number;
    try {
      count = await work(ids);
    } catch (error) {
      if (ids.length === 1) await this.putAside(kind, ids[0]!, error);
      if (ids.length === 1) return 0;
      if (!isItemFailure(error)) throw error;
      const half = Math.ceil(ids.length / 2);
      const first = await this.attemptAll(run, kind, ids.slice(0, half), work);
      if (!(await run.shouldContinue())) return first;
      return first + (await this.attemptAll(run, kind, ids.slice(half), work));
    }
    await this.done(kind, ids);
    return count;
  }

  /**
   * Retries the set-aside items of a kind that are due. `work` must ignore items that no longer
   * exist.
   */
  retryDue(
    run: JobRun,
    kind: string,
    work: (ids: readonly string[]) => Promise<number>,
  ): Promise<number> {
    const due = this.idsOf(kind, (isDue) => isDue);
    return this.attemptAll(run, kind, due, work);
  }

  /**
   * Sets an item aside, at most once per run.
   * @throws TooManySetAsideError, or the given error if the item did not cause it
   */
  async putAside(kind: string, id: string, error: unknown): Promise<void> {
    if (!isItemFailure(error)) throw error;
    const item = itemOf(kind, id);
    if (this.known.get(item) === false) return;
    if (!this.known.has(item)) this.requireRoom(error);
    await this.store.put(item, describeError(error));
    this.known.set(item, false);
    this.setAside += 1;
  }

  /** Deletes due set-aside items that this run did not need to retry. */
  async forgetUntried(): Promise<void> {
    await this.forget([...this.known.keys()].filter((item) => this.known.get(item)));
  }

  private requireRoom(error: unknown): void {
    const reason = `the last failed with ${describeError(error)}`;
    if (this.newItems >= MAX_NEW_ITEMS) {
      throw new TooManySetAsideError(`more than ${MAX_NEW_ITEMS} items fail in one run; ${reason}`);
    }
    if (this.known.size >= MAX_ITEMS) {
      throw new TooManySetAsideError(`${MAX_ITEMS} items are set aside already; ${reason}`);
    }
    this.newItems += 1;
  }

  private async done(kind: string, ids: readonly string[]): Promise<void> {
    if (this.known.size === 0) return;
    await this.forget(ids.map((id) => itemOf(kind, id)).filter((item) => this.known.get(item)));
  }

  private async forget(items: readonly string[]): Promise<void> {
    if (items.length === 0) return;
    await this.store.forget(items);
    for (const item of items) this.known.delete(item);
  }

  private idsOf(kind: string, matches: (isDue: boolean) => boolean): string[] {
    return [...this.known]
      .filter(([item, isDue]) => item.startsWith(`${kind}:`) && matches(isDue))
      .map(([item]) => item.slice(kind.length + 1));
  }
}

const itemOf = (kind: string, id: string): string => `${kind}:${id}`;
