import { describe, expect, it } from 'vitest';
import {
  blockingOfTwo,
  daysOfHeadroom,
  erlangB,
  loadOfHolders,
  numbersForBlocking,
  numbersThatNeverBlock,
} from './capacity-planner.js';

describe('the capacity planner', () => {
  it('knows how many numbers never block', () => {
    expect(numbersThatNeverBlock(1, 1)).toBe(1);
    expect(numbersThatNeverBlock(2, 5)).toBe(6);
  });

  it('gives the published values of Erlang B', () => {
    // Source: any Erlang B table, e.g. 10 Erlang on 15 servers.
    expect(erlangB(1, 1)).toBeCloseTo(0.5, 10);
    expect(erlangB(5, 2)).toBeCloseTo(0.0367, 4);
    expect(erlangB(15, 10)).toBeCloseTo(0.0365, 4);
    expect(erlangB(0, 3)).toBe(1);
  });

  it('gives the chance that two people leave nothing free, as counting every case does', () => {
    // One number: it is free only if neither holds it.
    const held = 1 - Math.exp(-0.5);
    const other = 1 - Math.exp(-0.2);
    const one = blockingOfTwo(1, 0.5, 0.2);
    const justOne = (load: number) => load * Math.exp(-load);
    const expected =
      justOne(0.5) * Math.exp(-0.2) + justOne(0.2) * Math.exp(-0.5) + justOne(0.5) * justOne(0.2);
    expect(one).toBeCloseTo(expected, 12);
    expect(one).toBeLessThan(held + other);
    // One busy side: it blocks when that side holds all of them.
    expect(blockingOfTwo(3, 2, 0)).toBeCloseTo((2 ** 3 * Math.exp(-2)) / 6, 12);
    // Symmetric in the two sides, and falling with more numbers.
    expect(blockingOfTwo(8, 3, 1)).toBeCloseTo(blockingOfTwo(8, 1, 3), 12);
    expect(blockingOfTwo(9, 3, 1)).toBeLessThan(blockingOfTwo(8, 3, 1));
  });

  it('finds the fewest numbers for a target', () => {
    const numbers = numbersForBlocking(4, 1, 0.001);
    expect(blockingOfTwo(numbers, 4, 1)).toBeLessThanOrEqual(0.001);
    expect(blockingOfTwo(numbers - 1, 4, 1)).toBeGreaterThan(0.001);
    expect(numbersForBlocking(0, 0, 0.001)).toBe(1);
  });

  it('takes the load from what those hold who hold something', () => {
    for (const load of [0.2, 1, 5, 40]) {
      const meanOfHolders = load / (1 - Math.exp(-load));
      expect(loadOfHolders(meanOfHolders)).toBeCloseTo(load, 6);
    }
    expect(loadOfHolders(1)).toBe(0);
    expect(loadOfHolders(0)).toBe(0);
  });

  it('tells how long the numbers will do at the present growth', () => {
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
