import { describe, expect, it } from 'vitest';
import { Slices } from './slices.js';

/** Blocks the event loop. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('slices of long work', () => {
  it('let other work run after each slice', async () => {
    const slices = new Slices();
    let turns = 0;
    for (let slice = 1; slice <= 5; slice += 1) {
      setTimeout(() => (turns += 1), 0);
      work(5);
      await slices.next();
      expect(turns).toBe(slice);
    }
  });

  it('rest for longer than the work took, so that the event loop is free most of the time', async () => {
    const slices = new Slices();
    work(20);
    const restedAt = performance.now();
    await slices.next();
    expect(performance.now() - restedAt).toBeGreaterThan(40);
  });
});
