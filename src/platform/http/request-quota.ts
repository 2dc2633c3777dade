/**
 * Limits requests of one kind by a token bucket and a maximum number in flight. After a pause the
 * bucket contains the tokens of two seconds.
 */
export class RequestQuota {
  private tokens: number;
  private filledAt: number;
  private inFlight = 0;

  /** @param now returns milliseconds of a monotonic clock */
  constructor(
    private readonly perSecond: number,
    private readonly maxInFlight: number,
    private readonly now: () => number,
  ) {
    this.tokens = perSecond * 2;
    this.filledAt = now();
  }

  /** Takes a token. @returns false if none is left */
  take(): boolean {
    const now = this.now();
    const filled = this.tokens + ((now - this.filledAt) / 1000) * this.perSecond;
    this.tokens = Math.min(this.perSecond * 2, filled);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Takes a token and a slot; `leave` releases the slot. @returns false if none is left */
  enter(): boolean {
    if (this.inFlight >= this.maxInFlight || !this.take()) return false;
    this.inFlight += 1;
    return true;
  }

  leave(): void {
    this.inFlight -= 1;
  }
}
