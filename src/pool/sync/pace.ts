import { setTimeout as delay } from 'node:timers/promises';

/** What is rested after a step, as a part of the time that it took. */
const REST = 2;
/** Milliseconds; a step that took long was waiting more than working. */
const LONGEST_REST_MS = 100;

/**
 * Paces a series of steps: after each it rests for twice as long as the step took, so that two thirds
 * of a processor of PostgreSQL are left to calls.
 */
export class Pace {
  private restedAt = performance.now();

  async rest(): Promise<void> {
    const took = performance.now() - this.restedAt;
    await delay(Math.min(Math.max(1, took * REST), LONGEST_REST_MS));
    this.restedAt = performance.now();
  }
}
