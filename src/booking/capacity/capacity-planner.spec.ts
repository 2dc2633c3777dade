import { describe, expect, it } from 'vitest';
import {
  blockingOfEither,
  blockingOfTwo,
  daysOfHeadroom,
  erlangB,
  loadOfHolders,
  numbersForBlocking,
  numbersThatNeverBlock,
  ownNumbersThatNeverBlock,
} from './capacity-planner.js';

describe('the capacity planner', () => {
  it('returns how many numbers never block', () => {
    expect(numbersThatNeverBlock(1, 1)).toBe(1);
    expect(numbersThatNeverBlock(2, 5)).toBe(6);
    expect(ownNumbersThatNeverBlock(2, 5)).toBe(5);
    expect(ownNumbersThatNeverBlock(0, 0)).toBe(1);
  });

  it('returns the published values of Erlang B', () => {
    // Source: any Erlang B table, e.g. 10 Erlang on 15 servers.
    expect(erlangB(1, 1)).toBeCloseTo(0.5, 10);
    expect(erlangB(5, 2)).toBeCloseTo(0.0367, 4);
    expect(erlangB(15, 10)).toBeCloseTo(0.0365, 4);
    expect(erlangB(0, 3)).toBe(1);
  });

  it('returns the same probability of blocking two people as enumerating every case', () => {
    // For low blocking: the plain sum over two Poisson distributions.
    const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
    const choose = (n: number, k: number) => factorial(n) / factorial(k) / factorial(n - k);
    const poisson = (k: number, load: number) => (load ** k * Math.exp(-load)) / factorial(k);
    let sum = 0;
    for (let a = 0; a <= 12; a += 1) {
      for (let b = 12 - a; b <= 12; b += 1) {
        sum += (poisson(a, 3) * poisson(b, 3) * choose(a, 12 - b)) / choose(12, b);
      }
    }
    expect(blockingOfTwo(12, 3, 3) / sum).toBeCloseTo(1, 2);
    // With one idle side the result equals Erlang B.
    for (const [numbers, load] of [
      [3, 2],
      [15, 10],
      [4, 40],
    ] as const) {
      expect(blockingOfTwo(numbers, load, 0)).toBeCloseTo(erlangB(numbers, load), 6);
    }
    // The result is symmetric in the two sides, and falls with more numbers.
    expect(blockingOfTwo(8, 3, 1)).toBeCloseTo(blockingOfTwo(8, 1, 3), 12);
    expect(blockingOfTwo(9, 3, 1)).toBeLessThan(blockingOfTwo(8, 3, 1));
  });

  it('returns the fewest numbers for a target probability', () => {
    const numbers = numbersForBlocking(blockingOfTwo, 4, 1, 0.001);
    expect(blockingOfTwo(numbers, 4, 1)).toBeLessThanOrEqual(0.001);
    expect(blockingOfTwo(numbers - 1, 4, 1)).toBeGreaterThan(0.001);
    expect(numbersForBlocking(blockingOfTwo, 0, 0, 0.001)).toBe(1);
  });

  it('returns the blocking of two parties with a number each, and that they need fewer', () => {
    // One idle party: Erlang B of the other. Low blocking: the sum of both.
    expect(blockingOfEither(5, 2, 0)).toBeCloseTo(erlangB(5, 2), 10);
    expect(blockingOfEither(12, 3, 3) / (2 * erlangB(12, 3))).toBeCloseTo(1, 2);
    expect(blockingOfEither(8, 3, 1)).toBeCloseTo(blockingOfEither(8, 1, 3), 10);
    // A blocked party keeps the other one's load down.
    expect(blockingOfEither(2, 4, 4)).toBeLessThan(1 - (1 - erlangB(2, 4)) ** 2);
    for (const [a, b] of [
      [3, 3],
      [4, 4],
      [2, 10],
    ] as const) {
      const own = numbersForBlocking(blockingOfEither, a, b, 0.001);
      expect(own).toBeLessThan(numbersForBlocking(blockingOfTwo, a, b, 0.001));
      expect(blockingOfEither(own, a, b)).toBeLessThanOrEqual(0.001);
      expect(blockingOfEither(own - 1, a, b)).toBeGreaterThan(0.001);
    }
  });

  it('derives the load from the mean of people with at least one booking', () => {
    for (const load of [0.2, 1, 5, 40]) {
      const meanOfHolders = load / (1 - Math.exp(-load));
      expect(loadOfHolders(meanOfHolders)).toBeCloseTo(load, 6);
    }
    expect(loadOfHolders(1)).toBe(0);
    expect(loadOfHolders(0)).toBe(0);
  });

  it('returns for how many days the numbers suffice at the current growth', () => {
    const growing = Array.from({ length: 14 }, (_, day) => 100 + day * 10);
    expect(daysOfHeadroom(9, 4, growing)).toBe(16);
    expect(daysOfHeadroom(4, 9, growing)).toBe(0);
    expect(daysOfHeadroom(9, 4, growing.toReversed())).toBeNull();
    expect(
      daysOfHeadroom(
        9,
        4,
        growing.map(() => 0),
      ),
    ).toBeNull();
  });
});
