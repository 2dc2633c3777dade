import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that work may block the event loop before calls get their turn. */
const SLICE_MS = 1;
/**
 * Rest after a slice, as a multiple of its duration, so that the event loop is mostly free for
 * calls.
 */
const REST = 3;

/**
 * Splits long work into slices, so that calls do not wait for it. `await slices.next()` after each
 * small step returns at once during a slice, and rests at its end.
 */
export class Slices {
  private startedAt = performance.now();

  /** @param rest 0: only lets others have their turn */
  constructor(private readonly rest = REST) {}

  async next(): Promise<void> {
    const took = performance.now() - this.startedAt;
    if (took < SLICE_MS) return;
    await (this.rest === 0 ? turn() : delay(Math.max(1, took * this.rest)));
    this.startedAt = performance.now();
  }
}
