import { BoundedMap } from '../../values/index.js';

/** The result of taking a token. */
export interface TokenGrant {
  isGranted: boolean;
  /** Remaining whole tokens. */
  remaining: number;
  /** Whole seconds until as many tokens are available again; 0 if they are. */
  secondsToNext: number;
  /** Whole seconds until the bucket is full again. */
  secondsToFull: number;
}

interface Bucket {
  tokens: number;
  /** Milliseconds, by the clock `now`. */
  filledAt: number;
}

/**
 * Maximum number of buckets. Beyond it the least recently used one is removed, which makes it full.
 */
const MAX_BUCKETS = 10_000;

/**
 * A token bucket for each name. It contains up to the quota of a minute and fills evenly, so that
 * long-term use is limited to the quota, and after a pause all of it may be used at once.
 */
export class TokenBuckets {
  private readonly buckets = new BoundedMap<string, Bucket>(MAX_BUCKETS);

  /** @param now returns milliseconds of a monotonic clock */
  constructor(private readonly now: () => number) {}

  /** @param tokens how many to take: all of them, or none */
  take(name: string, perMinute: number, tokens = 1): TokenGrant {
    const now = this.now();
    const perMs = perMinute / 60_000;
    const { tokens: kept, filledAt } = this.buckets.get(name) ?? {
      tokens: perMinute,
      filledAt: now,
    };
    const held = Math.min(perMinute, kept + (now - filledAt) * perMs);
    const isGranted = held >= tokens;
    const left = isGranted ? held - tokens : held;
    this.buckets.set(name, { tokens: left, filledAt: now });
    return {
      isGranted,
      remaining: Math.floor(left),
      secondsToNext: left >= tokens ? 0 : Math.ceil((tokens - left) / perMs / 1000),
      secondsToFull: Math.ceil((perMinute - left) / perMs / 1000),
    };
  }
}
