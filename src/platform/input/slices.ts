import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that work may hold the event loop before calls get their turn. */
const SLICE_MS = 1;
/** What is rested after a slice, as a multiple of it: a call finds the loop free most of the time. */
const REST = 3;

/**
 * Splits long work into slices, so that no call waits for it: `await slices.next()` after each small
 * step returns at once while the slice lasts, and rests when it is over.
 */
export class Slices {
  private startedAt = performance.now();

  async next(): Promise<void> {
    const took = performance.now() - this.startedAt;
    if (took < SLICE_MS) return;
    await delay(Math.max(1, took * REST));
    this.startedAt = performance.now();
  }
}
