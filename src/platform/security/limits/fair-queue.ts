import { setTimeout as delay } from 'node:timers/promises';
import { OverloadedError } from './overloaded.error.js';

/** Milliseconds. A longer rest is pointless, because slow work mostly waited. */
const LONGEST_REST_MS = 100;

export interface FairQueueLimits {
  /** Maximum number of concurrent pieces of work. */
  places: number;
  /** Maximum number of waiting pieces per owner. */
  longestQueue: number;
  /** Maximum milliseconds that a piece waits for its turn. */
  longestWait: number;
}

interface Waiter {
  isWanted: () => boolean;
  start: () => void;
}

/**
 * Runs a few pieces of work concurrently, at most one per owner. Owners take turns, regardless of
 * how much work one of them submits. A slot rests after a piece for as long as the piece took,
 * which leaves half of the time to calls.
 */
export class FairQueue {
  /** Waiting work by owner; the owner whose turn is next comes first. */
  private readonly waiting = new Map<string, Waiter[]>();
  private readonly busy = new Set<string>();

  constructor(private readonly limits: FairQueueLimits) {}

  /**
   * Runs a piece of work when its turn comes.
   * @param isWanted called at its turn; whether the work is still needed
   * @throws OverloadedError if too many pieces of the owner are waiting, its turn does not come
   *   in time, or the work is no longer needed
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
    // Moves the owner to the end of the queue if it has more work.
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
