import { setTimeout as delay } from 'node:timers/promises';
import { OverloadedError } from './overloaded.error.js';

/** Milliseconds; work that took long was waiting more than working. */
const LONGEST_REST_MS = 100;

export interface FairQueueLimits {
  /** Pieces of work that are under way at once. */
  places: number;
  /** Pieces of one owner that wait. */
  longestQueue: number;
  /** Milliseconds that a piece waits for its turn. */
  longestWait: number;
}

interface Waiter {
  isWanted: () => boolean;
  start: () => void;
}

/**
 * Has a few pieces of work done at once, and of each owner one; owners take turns, however much work
 * one of them brings. A place rests after a piece for as long as that took: half of the time is left to
 * calls.
 */
export class FairQueue {
  /** By owner; whose turn is next comes first. */
  private readonly waiting = new Map<string, Waiter[]>();
  private readonly busy = new Set<string>();

  constructor(private readonly limits: FairQueueLimits) {}

  /**
   * @param isWanted whether anybody waits for the work still, asked when its turn has come
   * @throws OverloadedError if too much of its owner waits already, its turn does not come in time, or it is no longer wanted then
   */
  async run<Result>(
    owner: string,
    work: () => Promise<Result>,
    isWanted: () => boolean,
  ): Promise<Result> {
    await this.enter(owner, isWanted);
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      void this.leave(owner, performance.now() - startedAt);
    }
  }

  private async enter(owner: string, isWanted: () => boolean): Promise<void> {
    if (this.isFree(owner)) {
      this.busy.add(owner);
      return;
    }
    const own = this.waiting.get(owner) ?? [];
    if (own.length >= this.limits.longestQueue) throw new OverloadedError();
    this.waiting.set(owner, own);
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        own.splice(own.indexOf(waiter), 1);
        reject(new OverloadedError());
      };
      const timer = setTimeout(giveUp, this.limits.longestWait);
      const waiter: Waiter = {
        isWanted: () => {
          if (isWanted()) return true;
          clearTimeout(timer);
          reject(new OverloadedError());
          return false;
        },
        start: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      own.push(waiter);
    });
  }

  private async leave(owner: string, took: number): Promise<void> {
    await delay(Math.min(took, LONGEST_REST_MS));
    this.busy.delete(owner);
    for (const next of this.waiting.keys()) if (this.isFree(next)) this.startNext(next);
  }

  private isFree(owner: string): boolean {
    return this.busy.size < this.limits.places && !this.busy.has(owner);
  }

  private startNext(owner: string): void {
    const own = this.waiting.get(owner)!;
    // At the end of the queue of owners again, if there is more of it.
    this.waiting.delete(owner);
    while (own.length > 0) {
      const waiter = own.shift()!;
      if (!waiter.isWanted()) continue;
      if (own.length > 0) this.waiting.set(owner, own);
      this.busy.add(owner);
      waiter.start();
      return;
    }
  }
}
