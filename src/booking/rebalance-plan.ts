/** A number of a pool, as a plan sees it. */
export interface PlannedNumber {
  id: number;
  msisdn: string;
  /** ISO 3166. */
  country: string | null;
  weight: number;
  /** Active bookings. */
  active: number;
  /** Active bookings that it takes; null: any. */
  capacity: number | null;
  /** Whether it takes bookings: if not, those it has should go. */
  isUsable: boolean;
  /** Calls of the last 15 minutes. */
  calls: number;
}

/** A booking that can be moved. */
export interface MovableBooking {
  id: string;
  numberId: number;
  /** Whether it had a call in the last 15 minutes. */
  isQuiet: boolean;
  /** Numbers that one of its parties has, for it or for another booking. */
  held: ReadonlySet<number>;
}

export interface PlannedMove {
  bookingId: string;
  from: number;
  /** The best first; the others are for the case that a race took it. */
  to: number[];
}

export interface RebalancePolicy {
  rebalance: 'off' | 'drain-only' | 'full';
  /** Above the mean, as a share of it. */
  tolerance: number;
  mostMoves: number;
}

/** Targets that are tried for a booking. */
const MOST_TARGETS = 4;

/**
 * Which bookings to move where: first off numbers that take no more, then, with `full`, off numbers
 * above the band (mean × (1 + tolerance), by weight), just as many as it takes, quiet ones first. The
 * target is always the number that has the least for its weight, with calls as the second key.
 * @param bookings those of numbers that may have to give some away, in the order they should be moved
 */
export function planRebalance(
  numbers: readonly PlannedNumber[],
  bookings: readonly MovableBooking[],
  { rebalance, tolerance, mostMoves }: RebalancePolicy,
): PlannedMove[] {
  if (rebalance === 'off') return [];
  const active = new Map(numbers.map(({ id, active: count }) => [id, count]));
  const usable = numbers.filter(({ isUsable }) => isUsable);
  const moves: PlannedMove[] = [];
  const move = (booking: MovableBooking, most: (number: PlannedNumber) => number): void => {
    const to = targetsFor(booking, usable, active, most);
    if (to.length === 0) return;
    active.set(booking.numberId, active.get(booking.numberId)! - 1);
    active.set(to[0]!, active.get(to[0]!)! + 1);
    moves.push({ bookingId: booking.id, from: booking.numberId, to });
  };

  const isUsable = new Set(usable.map(({ id }) => id));
  for (const booking of bookings) {
    if (moves.length >= mostMoves) return moves;
    if (!isUsable.has(booking.numberId)) move(booking, anyNumber);
  }
  if (rebalance === 'drain-only') return moves;

  const most = bandOf(usable, active, tolerance);
  const above = new Map(
    usable.filter((number) => active.get(number.id)! > most(number)).map((one) => [one.id, one]),
  );
  for (const booking of quietFirst(bookings)) {
    if (moves.length >= mostMoves) break;
    const number = above.get(booking.numberId);
    if (number && active.get(number.id)! > most(number)) move(booking, most);
  }
  return moves;
}

const anyNumber = () => Infinity;

/** How many active bookings a number should have at most. */
function bandOf(
  usable: readonly PlannedNumber[],
  active: ReadonlyMap<number, number>,
  tolerance: number,
): (number: PlannedNumber) => number {
  const total = usable.reduce((sum, { id }) => sum + active.get(id)!, 0);
  const weights = usable.reduce((sum, { weight }) => sum + weight, 0);
  const mean = total / weights;
  return ({ weight }) =>
    Math.max(Math.ceil(mean * weight), Math.floor(mean * weight * (1 + tolerance)));
}

const quietFirst = (bookings: readonly MovableBooking[]): MovableBooking[] => [
  ...bookings.filter(({ isQuiet }) => isQuiet),
  ...bookings.filter(({ isQuiet }) => !isQuiet),
];

/** A few numbers that have room below `most`, the least loaded first; found in one pass. */
function targetsFor(
  { numberId, held }: MovableBooking,
  usable: readonly PlannedNumber[],
  active: ReadonlyMap<number, number>,
  most: (number: PlannedNumber) => number,
): number[] {
  const best: { id: number; load: number; calls: number }[] = [];
  for (const number of usable) {
    const { id, capacity, weight, calls } = number;
    const count = active.get(id)!;
    const room = Math.min(capacity ?? Infinity, most(number)) - count;
    if (id === numberId || room < 1 || held.has(id)) continue;
    const load = count / weight;
    const at = best.findIndex((one) => load < one.load || (load === one.load && calls < one.calls));
    best.splice(at === -1 ? best.length : at, 0, { id, load, calls });
    if (best.length > MOST_TARGETS) best.pop();
  }
  return best.map(({ id }) => id);
}
