import type { NumberMode } from '../../src/pool/index.js';
import { seeded } from './random.js';

export interface Churn {
  numbers: number;
  peopleA: number;
  peopleB: number;
  /** Mean number of concurrent bookings per person, including cooling ones (Erlang). */
  loadA: number;
  bookings: number;
  mode?: NumberMode;
  seed: number;
}

/**
 * Simulates blocking: bookings of random pairs arrive (Poisson). Each occupies a number that neither party
 * uses, or in mode `per-party` one for each, for an exponential time and a constant cool-down. The number is a random free one, which is how
 * `balanced` appears to the two parties.
 * @returns the share of bookings that found no number
 */
export function simulateBlocking({
  numbers,
  peopleA,
  peopleB,
  loadA,
  bookings,
  mode = 'shared',
  seed,
}: Churn): number {
  const random = seeded(seed);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const [hold, cooldown] = [0.6, 0.4];
  const perTime = (loadA * peopleA) / (hold + cooldown);
  const heldA = Array.from({ length: peopleA }, () => new Set<number>());
  const heldB = Array.from({ length: peopleB }, () => new Set<number>());
  const ends = new Heap<End>();
  const warmUp = bookings / 10;
  let now = 0;
  let blocked = 0;
  for (let arrived = 0; arrived < bookings + warmUp; arrived += 1) {
    now += exponential(1 / perTime);
    for (let end = ends.takeBefore(now); end; end = ends.takeBefore(now)) {
      heldA[end.a]!.delete(end.ofA);
      heldB[end.b]!.delete(end.ofB);
    }
    const a = Math.floor(random() * peopleA);
    const b = Math.floor(random() * peopleB);
    const chosen = choose(numbers, mode, heldA[a]!, heldB[b]!, random);
    if (!chosen) {
      if (arrived >= warmUp) blocked += 1;
      continue;
    }
    heldA[a]!.add(chosen.ofA);
    heldB[b]!.add(chosen.ofB);
    ends.add({ at: now + exponential(hold) + cooldown, a, b, ...chosen });
  }
  return blocked / bookings;
}

/** Chooses random free numbers, the same for both in mode `shared`; undefined: none is free. */
export function choose(
  numbers: number,
  mode: NumberMode,
  heldA: ReadonlySet<number>,
  heldB: ReadonlySet<number>,
  random: () => number,
): { ofA: number; ofB: number } | undefined {
  const all = Array.from({ length: numbers }, (_, number) => number);
  const draw = (free: number[]) => free[Math.floor(random() * free.length)];
  if (mode === 'shared') {
    const number = draw(all.filter((each) => !heldA.has(each) && !heldB.has(each)));
    return number === undefined ? undefined : { ofA: number, ofB: number };
  }
  const ofA = draw(all.filter((each) => !heldA.has(each)));
  const ofB = draw(all.filter((each) => !heldB.has(each)));
  return ofA === undefined || ofB === undefined ? undefined : { ofA, ofB };
}

interface End {
  at: number;
  a: number;
  b: number;
  ofA: number;
  ofB: number;
}

/** A binary heap, the earliest time first. */
export class Heap<Item extends { at: number }> {
  private readonly items: Item[] = [];

  add(item: Item): void {
    const { items } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]!.at <= item.at) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  takeBefore(time: number): Item | undefined {
    const { items } = this;
    const first = items[0];
    if (!first || first.at > time) return undefined;
    const last = items.pop()!;
    if (items.length > 0) this.sink(last);
    return first;
  }

  private sink(item: Item): void {
    const { items } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]!.at < items[child]!.at) child += 1;
      if (items[child]!.at >= item.at) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
  }
}
