import { setTimeout as delay } from 'node:timers/promises';

/** What is rested after a step, as a part of the time that it took. */
const REST = 1;
/** Milliseconds; a step that took long was waiting more than working. */
const LONGEST_REST_MS = 200;

/**
 * Paces a series of statements: after each it rests for as long as the statement took, so that at
 * least half of a processor of PostgreSQL is left to calls.
 */
export class Pace {
  private restedAt = performance.now();

  async rest(): Promise<void> {
    const took = performance.now() - this.restedAt;
    await delay(Math.min(Math.max(1, took * REST), LONGEST_REST_MS));
    this.restedAt = performance.now();
  }
}
