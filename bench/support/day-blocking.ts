import type { NumberMode } from '../../src/pool/index.js';
import { choose, Heap } from './blocking.js';
import type { Arrival } from './day.js';
import { seeded } from './random.js';

/** Plays a day in memory. @returns the share of bookings that found no number */
export function blockingOfDay(
  arrivals: readonly Arrival[],
  numbers: number,
  mode: NumberMode,
  cooldown: number,
): number {
  const random = seeded(5);
  const held = new Map<string, Set<number>>();
  const heldBy = (person: string): Set<number> => {
    const own = held.get(person) ?? new Set();
    held.set(person, own);
    return own;
  };
  const ends = new Heap<{ at: number; rider: string; driver: string; ofA: number; ofB: number }>();
  let blocked = 0;
  for (const arrival of arrivals) {
    for (let end = ends.takeBefore(arrival.at); end; end = ends.takeBefore(arrival.at)) {
      heldBy(end.rider).delete(end.ofA);
      heldBy(end.driver).delete(end.ofB);
    }
    const [rider, driver] = [`rider ${arrival.rider}`, `driver ${arrival.driver}`];
    const chosen = choose(numbers, mode, heldBy(rider), heldBy(driver), random);
    if (!chosen) {
      blocked += 1;
      continue;
    }
    heldBy(rider).add(chosen.ofA);
    heldBy(driver).add(chosen.ofB);
    ends.add({ at: arrival.at + arrival.hold + cooldown, rider, driver, ...chosen });
  }
  return blocked / arrivals.length;
}

/** Returns the fewest numbers with which at most this share of the day's bookings is blocked. */
export function numbersOfDay(
  arrivals: readonly Arrival[],
  mode: NumberMode,
  cooldown: number,
  target: number,
): number {
  let numbers = 1;
  while (blockingOfDay(arrivals, numbers, mode, cooldown) > target) numbers += 1;
  return numbers;
}
