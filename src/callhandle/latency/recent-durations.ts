/** Upper bounds in milliseconds. */
const BOUNDS = [1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200, 400, 800, Infinity];
/** Slots of ten seconds: five minutes. */
const SLOTS = 30;
const SLOT_MS = 10_000;

interface Slot {
  /** Its number since the start of the clock; a slot of an earlier round is empty. */
  number: number;
  counts: number[];
}

/**
 * Counts durations of the last five minutes in buckets, so that their quantiles cost nothing to
 * keep. Each replica counts its own.
 */
export class RecentDurations {
  private readonly slots: Slot[] = Array.from({ length: SLOTS }, () => ({
    number: -1,
    counts: BOUNDS.map(() => 0),
  }));

  /** @param now returns milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param milliseconds the duration */
  add(milliseconds: number): void {
    const number = Math.floor(this.now() / SLOT_MS);
    const slot = this.slots[number % SLOTS]!;
    if (slot.number !== number) {
      slot.number = number;
      slot.counts.fill(0);
    }
    slot.counts[BOUNDS.findIndex((bound) => milliseconds <= bound)]! += 1;
  }

  /**
   * Returns the upper bounds in milliseconds below which the given shares of the durations lie;
   * null if there were none, or if a share lies above the last bound.
   */
  quantiles(shares: readonly number[]): { count: number; bounds: (number | null)[] } {
    const oldest = Math.floor(this.now() / SLOT_MS) - SLOTS;
    const recent = this.slots.filter(({ number }) => number > oldest && number >= 0);
    const counts = BOUNDS.map((_, at) => recent.reduce((sum, slot) => sum + slot.counts[at]!, 0));
    const count = counts.reduce((sum, one) => sum + one, 0);
    const boundOf = (share: number): number | null => {
      let below = 0;
      const at = counts.findIndex((one) => (below += one) >= share * count);
      const bound = BOUNDS[at]!;
      return Number.isFinite(bound) ? bound : null;
    };
    return { count, bounds: shares.map((share) => (count === 0 ? null : boundOf(share))) };
  }
}
