/** A virtual number of a pool, as input of a plan. */
export interface PlannedNumber {
  id: number;
  msisdn: string;
  /** ISO 3166. */
  country: string | null;
  weight: number;
  /** Active bookings. */
  active: number;
  /** Maximum active bookings; null: unlimited. */
  capacity: number | null;
  /** Whether it accepts bookings. If not, its bookings should be moved to other numbers. */
  isUsable: boolean;
  /** Whether only bookings that name it get it. Such bookings stay, and no others come. */
  isReserved: boolean;
  /** Calls of the last 15 minutes. */
  calls: number;
}

/** A booking that can be moved. */
export interface MovableBooking {
  id: string;
  /** The party to move, in mode `per-party`; null: both. */
  role: string | null;
  numberId: number;
  /** Whether it had no call in the last 15 minutes. */
  isQuiet: boolean;
  /** Virtual numbers on which one of its parties has a route, for this or another booking. */
  held: ReadonlySet<number>;
}

export interface PlannedMove {
  bookingId: string;
  /** The party to move, in mode `per-party`; null: both. */
  role: string | null;
  from: number;
  /** The best target first; the others are used if the first has become unavailable. */
  to: number[];
}

export interface RebalancePolicy {
  rebalance: 'off' | 'drain-only' | 'full';
  /** Allowed excess over the mean, as a fraction of the mean. */
  tolerance: number;
  mostMoves: number;
  /** Whether to prefer targets of the same country as the booking's current number. */
  keepsCountry: boolean;
}

/** Maximum targets tried for a booking. */
const MAX_TARGETS = 4;

/**
 * Plans which bookings to move where. It first moves bookings off unusable numbers. With `full`, it
 * then moves bookings off numbers above the band, mean × (1 + tolerance) × weight, until each is
 * within it; quiet bookings first. The target is always the number with the lowest load for its
 * weight, then with the fewest calls.
 * @param bookings the bookings of numbers that may have to give some away, in the order of moving
 */
export function planRebalance(
  numbers: readonly PlannedNumber[],
  bookings: readonly MovableBooking[],
  { rebalance, tolerance, mostMoves, keepsCountry }: RebalancePolicy,
): PlannedMove[] {
  if (rebalance === 'off') return [];
  const active = new Map(numbers.map(({ id, active: count }) => [id, count]));
  const countries = new Map(numbers.map(({ id, country }) => [id, country]));
  const usable = numbers.filter(({ isUsable }) => isUsable);
  const moves: PlannedMove[] = [];
  const move = (booking: MovableBooking, targets: Targets): void => {
    const { id: bookingId, role, numberId: from } = booking;
    const to = targets.bestFor(booking, keepsCountry ? countries.get(from)! : null);
    if (to.length === 0) return;
    active.set(from, active.get(from)! - 1);
    targets.give(to[0]!);
    moves.push({ bookingId, role, from, to: to.map(({ id }) => id) });
  };

  const balanced = usable.filter(({ isReserved }) => !isReserved);
  const isUsable = new Set(usable.map(({ id }) => id));
  const anywhere = new Targets(balanced, active, () => Infinity);
  for (const booking of bookings) {
    if (moves.length >= mostMoves) return moves;
    if (!isUsable.has(booking.numberId)) move(booking, anywhere);
  }
  if (rebalance === 'drain-only') return moves;

  const most = bandOf(balanced, active, tolerance);
  const belowBand = new Targets(balanced, active, most);
  const above = new Map(
    balanced.filter((number) => active.get(number.id)! > most(number)).map((one) => [one.id, one]),
  );
  for (const booking of quietFirst(bookings)) {
    if (moves.length >= mostMoves) break;
    const number = above.get(booking.numberId);
    if (number && active.get(number.id)! > most(number)) move(booking, belowBand);
  }
  return moves;
}

/** Returns the upper end of the band: the maximum active bookings of each number. */
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

/**
 * Numbers with room, the least loaded first. The list stays sorted and drops full numbers, so that
 * each booking takes few steps even in a pool with thousands of numbers.
 */
class Targets {
  private readonly sorted: PlannedNumber[];

  /** @param most maximum active bookings for each number */
  constructor(
    numbers: readonly PlannedNumber[],
    private readonly active: Map<number, number>,
    private readonly most: (number: PlannedNumber) => number,
  ) {
    this.sorted = numbers.filter((number) => this.hasRoom(number)).toSorted(this.compare);
  }

  /** Returns a few targets for a booking. Numbers of the country, if given, come before others. */
  bestFor({ numberId, held }: MovableBooking, country: string | null): PlannedNumber[] {
    const home: PlannedNumber[] = [];
    const abroad: PlannedNumber[] = [];
    for (const number of this.sorted) {
      if (number.id === numberId || held.has(number.id)) continue;
      const isHome = country === null || number.country === country;
      if (isHome) home.push(number);
      else if (abroad.length < MAX_TARGETS) abroad.push(number);
      if (home.length === MAX_TARGETS) break;
    }
    return [...home, ...abroad].slice(0, MAX_TARGETS);
  }

  /** Adds one booking to the count of a number. */
  give(number: PlannedNumber): void {
    this.sorted.splice(this.sorted.indexOf(number), 1);
    this.active.set(number.id, this.active.get(number.id)! + 1);
    if (!this.hasRoom(number)) return;
    this.sorted.splice(this.placeOf(number), 0, number);
  }

  /**
   * Finds the position after all equal numbers, by binary search: in an even pool many are equal.
   */
  private placeOf(number: PlannedNumber): number {
    let [from, to] = [0, this.sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.compare(number, this.sorted[middle]!) < 0) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  private hasRoom(number: PlannedNumber): boolean {
    return this.active.get(number.id)! < Math.min(number.capacity ?? Infinity, this.most(number));
  }

  private readonly compare = (one: PlannedNumber, other: PlannedNumber): number =>
    this.loadOf(one) - this.loadOf(other) || one.calls - other.calls;

  private loadOf({ id, weight }: PlannedNumber): number {
    return this.active.get(id)! / weight;
  }
}
