import { beforeEach, describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-buckets.js';

let now: number;
let buckets: TokenBuckets;
beforeEach(() => {
  now = 1_000;
  buckets = new TokenBuckets(() => now);
});

const takeAll = (name: string, perMinute: number): number => {
  let taken = 0;
  while (buckets.take(name, perMinute).isGranted) taken += 1;
  return taken;
};

describe('a token bucket', () => {
  it('grants its whole quota at once, and then as fast as it fills', () => {
    expect(takeAll('a', 60)).toBe(60);
    now += 999;
    expect(buckets.take('a', 60)).toMatchObject({ isGranted: false, secondsToNext: 1 });
    now += 1;
    expect(buckets.take('a', 60)).toMatchObject({ isGranted: true, remaining: 0 });
    now += 10_000;
    expect(takeAll('a', 60)).toBe(10);
  });

  it('grants several tokens or none', () => {
    expect(buckets.take('a', 60, 50)).toMatchObject({ isGranted: true, remaining: 10 });
    const refused = buckets.take('a', 60, 15);
    expect(refused).toMatchObject({ isGranted: false, remaining: 10, secondsToNext: 5 });
    now += 5_000;
    expect(buckets.take('a', 60, 15)).toMatchObject({ isGranted: true, remaining: 0 });
  });

  it('never contains more than its quota', () => {
    takeAll('a', 5);
    now += 24 * 60 * 60 * 1000;
    expect(takeAll('a', 5)).toBe(5);
  });

  it('exists separately for each name', () => {
    takeAll('a', 5);
    expect(takeAll('b', 5)).toBe(5);
  });

  it('reports when the next token is available, and when it is full', () => {
    expect(buckets.take('a', 6)).toEqual({
      isGranted: true,
      remaining: 5,
      secondsToNext: 0,
      secondsToFull: 10,
    });
    takeAll('a', 6);
    expect(buckets.take('a', 6)).toMatchObject({ secondsToNext: 10, secondsToFull: 60 });
  });

  it('is removed when there are too many', () => {
    for (let at = 0; at < 30_000; at += 1) buckets.take(`name ${at}`, 5);
    expect((buckets as unknown as { buckets: Map<string, unknown> }).buckets.size).toBe(10_000);
  });
});
