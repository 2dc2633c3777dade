import { setTimeout as delay } from 'node:timers/promises';

/** Rest after a step, as a multiple of the step's duration. */
const REST = 2;
/** Milliseconds; a step that took longer was mostly waiting, not working. */
const LONGEST_REST_MS = 100;

/**
 * Paces a series of steps: rests after each step for twice as long as it took, so that two thirds
 * of one PostgreSQL processor stay free for calls.
 */
export class Pace {
  private restedAt = performance.now();

  async rest(): Promise<void> {
    const took = performance.now() - this.restedAt;
    await delay(Math.min(Math.max(1, took * REST), LONGEST_REST_MS));
    this.restedAt = performance.now();
  }
}
