import { seeded } from './random.js';

export interface Churn {
  numbers: number;
  peopleA: number;
  peopleB: number;
  /** Mean number of concurrent bookings per person, including cooling ones (Erlang). */
  loadA: number;
  bookings: number;
  seed: number;
}

/**
 * Simulates blocking: bookings of random pairs arrive (Poisson). Each occupies a number that neither party
 * uses, for an exponential time and a constant cool-down. The number is a random free one, which is how
 * `balanced` appears to the two parties.
 * @returns the share of bookings that found no number
 */
export function simulateBlocking({
  numbers,
  peopleA,
  peopleB,
  loadA,
  bookings,
  seed,
}: Churn): number {
  const random = seeded(seed);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const [hold, cooldown] = [0.6, 0.4];
  const perTime = (loadA * peopleA) / (hold + cooldown);
  const heldA = Array.from({ length: peopleA }, () => new Set<number>());
  const heldB = Array.from({ length: peopleB }, () => new Set<number>());
  const ends = new Heap();
  const warmUp = bookings / 10;
  let now = 0;
  let blocked = 0;
  for (let arrived = 0; arrived < bookings + warmUp; arrived += 1) {
    now += exponential(1 / perTime);
    for (let end = ends.takeBefore(now); end; end = ends.takeBefore(now)) {
      heldA[end.a]!.delete(end.number);
      heldB[end.b]!.delete(end.number);
    }
    const a = Math.floor(random() * peopleA);
    const b = Math.floor(random() * peopleB);
    const free: number[] = [];
    for (let number = 0; number < numbers; number += 1) {
      if (!heldA[a]!.has(number) && !heldB[b]!.has(number)) free.push(number);
    }
    if (free.length === 0) {
      if (arrived >= warmUp) blocked += 1;
      continue;
    }
    const number = free[Math.floor(random() * free.length)]!;
    heldA[a]!.add(number);
    heldB[b]!.add(number);
    ends.add({ at: now + exponential(hold) + cooldown, a, b, number });
  }
  return blocked / bookings;
}

interface End {
  at: number;
  a: number;
  b: number;
  number: number;
}

/** A binary heap of booking ends. */
class Heap {
  private readonly items: End[] = [];

  add(item: End): void {
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

  takeBefore(time: number): End | undefined {
    const { items } = this;
    const first = items[0];
    if (!first || first.at > time) return undefined;
    const last = items.pop()!;
    if (items.length > 0) this.sink(last);
    return first;
  }

  private sink(item: End): void {
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
