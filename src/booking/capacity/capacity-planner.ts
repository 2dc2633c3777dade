import type { NumberMode } from '../../pool/index.js';

/**
 * Formulae for how many virtual numbers a pool needs. Loads are concurrent bookings per person,
 * including those that cool down, in Erlang.
 */

/** Returns the probability that a booking of two people with these loads finds no number. */
export type Blocking = (numbers: number, loadA: number, loadB: number) => number;

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next += 1) {
    logFactorials.push(logFactorials[next - 1]! + Math.log(next));
  }
  return logFactorials[n]!;
}

const logChoose = (n: number, k: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/**
 * Returns the distribution of the numbers that a person uses at once: Poisson with their load,
 * truncated at `most`. This is the steady state of a loss system (Erlang). If the load is far below
 * `most`, it equals the plain Poisson distribution.
 * @returns the probability of using 0, 1, …, `most` numbers
 */
function heldDistribution(load: number, most: number): number[] {
  const weights = Array.from({ length: most + 1 }, (_, k) =>
    load === 0 ? Number(k === 0) : Math.exp(k * Math.log(load) - load - logFactorial(k)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * Returns how many numbers always suffice in mode `shared`, in any order of events, if parties of one side have at
 * most `a` concurrent bookings and those of the other side at most `b`. A new booking is one of the
 * a and b bookings of its parties, so the others take at most (a - 1) + (b - 1) numbers.
 */
export const numbersThatNeverBlock = (a: number, b: number): number => Math.max(1, a + b - 1);

/**
 * Returns the same for mode `per-party`: a number must be free for one party only, whose other
 * bookings take at most a - 1 or b - 1 numbers.
 */
export const ownNumbersThatNeverBlock = (a: number, b: number): number => Math.max(1, a, b);

/**
 * Returns the probability that a busy person, whose counterparts have no other bookings, has all
 * `numbers` in use. Source: A. K. Erlang, 1917 (loss formula, B); the recursion is the usual stable
 * one.
 */
export function erlangB(numbers: number, load: number): number {
  let blocking = 1;
  for (let n = 1; n <= numbers; n += 1) blocking = (load * blocking) / (n + load * blocking);
  return blocking;
}

/**
 * Returns the probability that two busy people find no number that is free for both.
 *
 * They use a and b numbers, independently and at random, as distributed above. None is free if the
 * first person uses all N - b numbers that the second leaves free: C(a, N-b) / C(N, b). The sum
 * runs over a + b >= N. Blocked bookings use no number, so the loads are the carried ones, found by
 * repeated substitution (the reduced-load approximation of Kelly, 1986). With one idle side the
 * result is Erlang B.
 */
export function blockingOfTwo(numbers: number, loadA: number, loadB: number): number {
  // Either side alone causes this much blocking, even if the other is idle.
  const least = Math.max(erlangB(numbers, loadA), erlangB(numbers, loadB));
  let blocking = least;
  for (let step = 0; step < 40; step += 1) {
    const carried = 1 - blocking;
    const next = noneFree(
      heldDistribution(loadForCarried(numbers, loadA * carried), numbers),
      heldDistribution(loadForCarried(numbers, loadB * carried), numbers),
    );
    // Half steps, because full steps oscillate under high blocking.
    const moved = Math.max(least, (blocking + next) / 2);
    if (Math.abs(moved - blocking) < 1e-12) break;
    blocking = moved;
  }
  return blocking;
}

/**
 * Returns the probability that one of two busy people finds no number, if each needs a number of its
 * own (mode `per-party`). Each is a loss system (Erlang B). Bookings that the other one blocks use
 * no number, so the loads are the carried ones, as in `blockingOfTwo`.
 */
export function blockingOfEither(numbers: number, loadA: number, loadB: number): number {
  let [ofA, ofB] = [erlangB(numbers, loadA), erlangB(numbers, loadB)];
  for (let step = 0; step < 200; step += 1) {
    const nextA = (ofA + erlangB(numbers, loadA * (1 - ofB))) / 2;
    const nextB = (ofB + erlangB(numbers, loadB * (1 - nextA))) / 2;
    const isSettled = Math.abs(nextA - ofA) + Math.abs(nextB - ofB) < 1e-13;
    [ofA, ofB] = [nextA, nextB];
    if (isSettled) break;
  }
  return 1 - (1 - ofA) * (1 - ofB);
}

/**
 * Returns the probability that two people with these distributions leave none of the numbers free.
 */
function noneFree(ofA: readonly number[], ofB: readonly number[]): number {
  const numbers = ofA.length - 1;
  let blocking = 0;
  for (const [b, weightOfB] of ofB.entries()) {
    if (weightOfB < 1e-18) continue;
    for (let a = numbers - b; a <= numbers; a += 1) {
      const covered = Math.exp(logChoose(a, numbers - b) - logChoose(numbers, b));
      blocking += ofA[a]! * weightOfB * covered;
    }
  }
  return blocking;
}

/** Returns the offered load of which `numbers` carry the given load: load × (1 - Erlang B). */
function loadForCarried(numbers: number, carried: number): number {
  let [low, high] = [carried, carried + 1];
  while (high * (1 - erlangB(numbers, high)) < carried) high *= 2;
  for (let step = 0; step < 50; step += 1) {
    const load = (low + high) / 2;
    if (load * (1 - erlangB(numbers, load)) < carried) low = load;
    else high = load;
  }
  return (low + high) / 2;
}

/**
 * Returns the fewest numbers whose blocking probability is at most `target`; the probability falls
 * with every number.
 */
export function numbersForBlocking(
  blocking: Blocking,
  loadA: number,
  loadB: number,
  target: number,
): number {
  let [tooFew, enough] = [0, 1];
  while (blocking(enough, loadA, loadB) > target) [tooFew, enough] = [enough, enough * 2];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (blocking(middle, loadA, loadB) > target) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

/**
 * Returns the load per person, from the mean bookings of people with at least one. The mean of a
 * Poisson distribution without zero is load / (1 - e^-load).
 */
export function loadOfHolders(meanHeld: number): number {
  if (meanHeld <= 1) return 0;
  let [low, high] = [0, meanHeld];
  for (let step = 0; step < 60; step += 1) {
    const load = (low + high) / 2;
    if (load / -Math.expm1(-load) < meanHeld) low = load;
    else high = load;
  }
  return (low + high) / 2;
}

/**
 * Returns the days until more numbers are needed to never block than exist, if concurrency grows
 * like the bookings per day (linear regression).
 * @param bookingsByDay oldest first
 * @returns null if the bookings per day do not grow
 */
export function daysOfHeadroom(
  numbers: number,
  needed: number,
  bookingsByDay: readonly number[],
): number | null {
  const days = bookingsByDay.length;
  const mean = bookingsByDay.reduce((sum, count) => sum + count, 0) / days;
  const middle = (days - 1) / 2;
  const spread = bookingsByDay.reduce((sum, _count, day) => sum + (day - middle) ** 2, 0);
  const slope =
    bookingsByDay.reduce((sum, count, day) => sum + (day - middle) * (count - mean), 0) / spread;
  const growth = slope / mean;
  if (!(growth > 0)) return null;
  return Math.max(0, Math.floor(((numbers + 1) / (needed + 1) - 1) / growth));
}

/** The formulae of each mode. */
export const PLANNERS: Readonly<
  Record<NumberMode, { neverBlock: (a: number, b: number) => number; blocking: Blocking }>
> = {
  shared: { neverBlock: numbersThatNeverBlock, blocking: blockingOfTwo },
  'per-party': { neverBlock: ownNumbersThatNeverBlock, blocking: blockingOfEither },
};
