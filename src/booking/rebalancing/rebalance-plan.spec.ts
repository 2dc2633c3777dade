import { describe, expect, it } from 'vitest';
import { type MovableBooking, planRebalance, type PlannedNumber } from './rebalance-plan.js';

const number = (id: number, active: number, more: Partial<PlannedNumber> = {}): PlannedNumber => ({
  id,
  msisdn: `+65600000${id}`,
  country: 'SG',
  weight: 1,
  active,
  capacity: null,
  isUsable: true,
  isReserved: false,
  calls: 0,
  ...more,
});

const bookingsOn = (numberId: number, count: number, more: Partial<MovableBooking> = {}) =>
  Array.from({ length: count }, (_, at) => ({
    id: `${numberId}-${at}`,
    role: null,
    numberId,
    isQuiet: true,
    held: new Set([numberId]),
    ...more,
  }));

const full = { rebalance: 'full', tolerance: 0.1, mostMoves: 1_000, keepsCountry: false } as const;

/** Returns the active bookings per number after the moves. */
function after(numbers: PlannedNumber[], moves: ReturnType<typeof planRebalance>) {
  const active = new Map(numbers.map((one) => [one.id, one.active]));
  for (const { from, to } of moves) {
    active.set(from, active.get(from)! - 1);
    active.set(to[0]!, active.get(to[0]!)! + 1);
  }
  return [...active.values()];
}

describe('a rebalancing plan', () => {
  it('moves nothing if rebalancing is off or the load is even', () => {
    const numbers = [number(1, 10), number(2, 0)];
    expect(planRebalance(numbers, bookingsOn(1, 10), { ...full, rebalance: 'off' })).toEqual([]);
    expect(planRebalance([number(1, 10), number(2, 10)], bookingsOn(1, 10), full)).toEqual([]);
  });

  it('moves bookings off unusable numbers to the least loaded, by weight and then by calls', () => {
    const numbers = [
      number(1, 3, { isUsable: false }),
      number(2, 4),
      number(3, 4, { weight: 4 }),
      number(4, 1, { calls: 9 }),
      number(5, 1, { calls: 2 }),
    ];
    const policy = { ...full, rebalance: 'drain-only' } as const;
    const moves = planRebalance(numbers, bookingsOn(1, 3), policy);
    expect(moves.map(({ to }) => to[0])).toEqual([3, 5, 4]);
    expect(after(numbers, moves)[0]).toBe(0);
  });

  it('leaves overloaded numbers alone with drain-only', () => {
    const numbers = [number(1, 100), number(2, 0)];
    const policy = { ...full, rebalance: 'drain-only' } as const;
    expect(planRebalance(numbers, bookingsOn(1, 100), policy)).toEqual([]);
  });

  it('brings every number into the band with the fewest moves', () => {
    const numbers = [...[1, 2, 3, 4].map((id) => number(id, 100)), number(5, 0), number(6, 0)];
    const bookings = [1, 2, 3, 4].flatMap((id) => bookingsOn(id, 100));
    const moves = planRebalance(numbers, bookings, full);
    const loads = after(numbers, moves);
    const mean = 400 / 6;
    expect(Math.max(...loads) / mean).toBeLessThanOrEqual(1.1);
    expect(moves).toHaveLength(4 * (100 - Math.floor(mean * 1.1)));
    expect(
      planRebalance(
        numbers.map((one, at) => ({ ...one, active: loads[at]! })),
        [],
        full,
      ),
    ).toEqual([]);
  });

  it('moves quiet bookings first, up to the limit of moves', () => {
    const numbers = [number(1, 10), number(2, 0)];
    const bookings = [
      ...bookingsOn(1, 6, { isQuiet: false }),
      ...bookingsOn(1, 4).map((one) => ({ ...one, id: `quiet-${one.id}` })),
    ];
    const moves = planRebalance(numbers, bookings, { ...full, mostMoves: 3 });
    expect(moves).toHaveLength(3);
    expect(moves.every(({ bookingId }) => bookingId.startsWith('quiet'))).toBe(true);
  });

  it('never targets a number that is full, or that a party already has', () => {
    const numbers = [
      number(1, 3, { isUsable: false }),
      number(2, 0),
      number(3, 5, { capacity: 5 }),
      number(4, 9),
    ];
    const policy = { ...full, rebalance: 'drain-only' } as const;
    const moves = planRebalance(numbers, bookingsOn(1, 3, { held: new Set([1, 2]) }), policy);
    expect(moves.map(({ to }) => to)).toEqual([[4], [4], [4]]);
    expect(planRebalance(numbers.slice(0, 1), bookingsOn(1, 3), policy)).toEqual([]);
  });

  it('prefers a number of the same country, and falls back to other countries', () => {
    const numbers = [
      number(1, 3, { isUsable: false }),
      number(2, 0, { country: 'MY' }),
      number(3, 7),
      number(4, 8, { capacity: 8 }),
    ];
    const policy = { ...full, rebalance: 'drain-only' } as const;
    const targets = (keepsCountry: boolean) =>
      planRebalance(numbers, bookingsOn(1, 1), { ...policy, keepsCountry }).map(({ to }) => to);
    expect(targets(true)).toEqual([[3, 2]]);
    expect(targets(false)).toEqual([[2, 3]]);
  });

  it('stays fast with thousands of numbers and bookings, even if few targets are available', () => {
    const numbers = Array.from({ length: 10_000 }, (_, at) => number(at, 10, { capacity: 10 }));
    const crowded = [number(20_000, 20_000), number(20_001, 0)];
    const bookings = bookingsOn(20_000, 20_000);
    const moves = planRebalance([...numbers, ...crowded], bookings, {
      ...full,
      mostMoves: 10_000,
    });
    expect(moves.length).toBeGreaterThan(0);
    expect(new Set(moves.map(({ to }) => to[0]))).toEqual(new Set([20_001]));
    const free = Array.from({ length: 10_000 }, (_, at) => number(at, 10));
    const drained = [number(20_000, 20_000, { isUsable: false })];
    const spread = planRebalance([...free, ...drained], bookings, { ...full, mostMoves: 10_000 });
    expect(new Set(spread.map(({ to }) => to[0])).size).toBe(10_000);
  });
});
