import { BoundedMap } from '../../values/index.js';

/** What a bucket says to a request. */
export interface TokenGrant {
  isGranted: boolean;
  /** Whole tokens that are left. */
  remaining: number;
  /** Whole seconds until the next token; 0 if there is one. */
  secondsToNext: number;
  /** Whole seconds until the bucket is full again. */
  secondsToFull: number;
}

interface Bucket {
  tokens: number;
  /** Milliseconds. */
  filledAt: number;
}

/** Buckets that are kept; beyond them those that were not used for longest are forgotten, and so full. */
const MAX_BUCKETS = 10_000;

/**
 * A bucket of tokens for each name: it holds as many as its quota for a minute and fills evenly, so
 * that over time nobody gets more than the quota, and after a pause all of it at once.
 */
export class TokenBuckets {
  private readonly buckets = new BoundedMap<string, Bucket>(MAX_BUCKETS);

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number) {}

  take(name: string, perMinute: number): TokenGrant {
    const now = this.now();
    const perMs = perMinute / 60_000;
    const { tokens, filledAt } = this.buckets.get(name) ?? { tokens: perMinute, filledAt: now };
    const held = Math.min(perMinute, tokens + (now - filledAt) * perMs);
    const isGranted = held >= 1;
    const left = isGranted ? held - 1 : held;
    this.buckets.set(name, { tokens: left, filledAt: now });
    return {
      isGranted,
      remaining: Math.floor(left),
      secondsToNext: left >= 1 ? 0 : Math.ceil((1 - left) / perMs / 1000),
      secondsToFull: Math.ceil((perMinute - left) / perMs / 1000),
    };
  }
}
