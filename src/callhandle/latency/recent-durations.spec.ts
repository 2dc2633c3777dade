import { describe, expect, it } from 'vitest';
import { RecentDurations } from './recent-durations.js';

describe('recent durations', () => {
  it('have the upper bound of the bucket of each quantile', () => {
    const durations = new RecentDurations(() => 0);
    expect(durations.quantiles([0.5])).toEqual({ count: 0, bounds: [null] });
    for (let at = 0; at < 98; at += 1) durations.add(4);
    durations.add(90);
    durations.add(5_000);
    expect(durations.quantiles([0.5, 0.98, 0.99, 1])).toEqual({
      count: 100,
      bounds: [5, 5, 100, null],
    });
  });

  it('are forgotten after five minutes', () => {
    let now = 0;
    const durations = new RecentDurations(() => now);
    durations.add(4);
    now = 200_000;
    durations.add(90);
    expect(durations.quantiles([0]).count).toBe(2);
    now = 300_000;
    expect(durations.quantiles([0.5])).toEqual({ count: 1, bounds: [100] });
    durations.add(4);
    expect(durations.quantiles([0]).count).toBe(2);
    now = 900_000;
    expect(durations.quantiles([0]).count).toBe(0);
  });
});
