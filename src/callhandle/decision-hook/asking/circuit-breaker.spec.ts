import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

const setUp = () => {
  const clock = { ms: 0 };
  const limits = { failuresToOpen: 3, openMs: 1_000, now: () => clock.ms };
  const breaker = new CircuitBreaker(limits);
  const fail = (times: number) => Array.from({ length: times }, () => breaker.failed());
  return { clock, breaker, fail };
};

describe('the circuit breaker of a hook', () => {
  it('opens after failures in a row, and reports it once', () => {
    const { breaker, fail } = setUp();
    expect(fail(2)).toEqual([false, false]);
    breaker.succeeded();
    expect(fail(2)).toEqual([false, false]);
    expect(breaker.allows()).toBe(true);
    expect(fail(2)).toEqual([true, false]);
    expect(breaker.allows()).toBe(false);
  });

  it('lets a single question through after a while, whose failure keeps it open', () => {
    const { breaker, clock, fail } = setUp();
    fail(3);
    clock.ms = 1_000;
    expect(breaker.allows()).toBe(true);
    expect(breaker.allows()).toBe(false);
    expect(fail(1)).toEqual([false]);
    clock.ms = 1_999;
    expect(breaker.allows()).toBe(false);
    clock.ms = 2_000;
    expect(breaker.allows()).toBe(true);
  });

  it('closes after a success, and reports it once', () => {
    const { breaker, clock, fail } = setUp();
    fail(3);
    clock.ms = 1_000;
    expect(breaker.allows()).toBe(true);
    expect(breaker.succeeded()).toBe(true);
    expect([breaker.allows(), breaker.allows()]).toEqual([true, true]);
    expect(breaker.succeeded()).toBe(false);
    expect(fail(2)).toEqual([false, false]);
  });
});
