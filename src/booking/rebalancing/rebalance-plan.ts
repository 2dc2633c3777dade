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
  /** Whether a number of the country of the one that a booking has is the better one. */
  keepsCountry: boolean;
}

/** Targets that are tried for a booking. */
const MAX_TARGETS = 4;

/**
 * Which bookings to move where: first off numbers that take no more, then, with `full`, off numbers
 * above the band (mean × (1 + tolerance), by weight), just as many as it takes, quiet ones first. The
 * target is always the number that has the least for its weight, with calls as the second key.
 * @param bookings those of numbers that may have to give some away, in the order they should be moved
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
    const { id: bookingId, numberId: from } = booking;
    const to = targets.bestFor(booking, keepsCountry ? countries.get(from)! : null);
    if (to.length === 0) return;
    active.set(from, active.get(from)! - 1);
    targets.give(to[0]!);
    moves.push({ bookingId, from, to: to.map(({ id }) => id) });
  };

  const isUsable = new Set(usable.map(({ id }) => id));
  const anywhere = new Targets(usable, active, () => Infinity);
  for (const booking of bookings) {
    if (moves.length >= mostMoves) return moves;
    if (!isUsable.has(booking.numberId)) move(booking, anywhere);
  }
  if (rebalance === 'drain-only') return moves;

  const most = bandOf(usable, active, tolerance);
  const belowBand = new Targets(usable, active, most);
  const above = new Map(
    usable.filter((number) => active.get(number.id)! > most(number)).map((one) => [one.id, one]),
  );
  for (const booking of quietFirst(bookings)) {
    if (moves.length >= mostMoves) break;
    const number = above.get(booking.numberId);
    if (number && active.get(number.id)! > most(number)) move(booking, belowBand);
  }
  return moves;
}

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

/**
 * Numbers that have room, the least loaded first. They stay sorted, and one without room is dropped, so
 * that a booking costs a few steps also where a pool has thousands of numbers.
 */
class Targets {
  private readonly sorted: PlannedNumber[];

  /** @param most active bookings that a number should have at most */
  constructor(
    numbers: readonly PlannedNumber[],
    private readonly active: Map<number, number>,
    private readonly most: (number: PlannedNumber) => number,
  ) {
    this.sorted = numbers.filter((number) => this.hasRoom(number)).toSorted(this.compare);
  }

  /** A few that a booking can have; those of the country, if one is given, before the others. */
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

  /** Counts one booking more on a number. */
  give(number: PlannedNumber): void {
    this.sorted.splice(this.sorted.indexOf(number), 1);
    this.active.set(number.id, this.active.get(number.id)! + 1);
    if (!this.hasRoom(number)) return;
    this.sorted.splice(this.placeOf(number), 0, number);
  }

  /** Behind its equals, by halves: in a pool that is even they are many. */
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
