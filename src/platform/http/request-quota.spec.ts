import { describe, expect, it } from 'vitest';
import { RequestQuota } from './request-quota.js';

describe('a quota', () => {
  it('allows twice its rate after a pause, and then its rate', () => {
    let now = 0;
    const quota = new RequestQuota(10, 100, () => now);
    const taken = () => Array.from({ length: 50 }, () => quota.take()).filter(Boolean).length;
    expect(taken()).toBe(20);
    now = 500;
    expect(taken()).toBe(5);
    now = 1_000_000;
    expect(taken()).toBe(20);
  });

  it('limits concurrent requests', () => {
    const quota = new RequestQuota(1_000, 2, () => 0);
    expect([quota.enter(), quota.enter(), quota.enter()]).toEqual([true, true, false]);
    quota.leave();
    expect([quota.enter(), quota.enter()]).toEqual([true, false]);
  });
});
