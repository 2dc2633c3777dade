import type { FastifyReply } from 'fastify';
import type { DelayLine } from '../../rest/index.js';
import type { Principal } from '../auth/principal.js';
import { RateLimitedError } from '../auth/auth.errors.js';
import { TokenBuckets } from './token-buckets.js';

/**
 * Limits the requests per minute of each key. Each replica counts separately, so with several
 * replicas the limit applies to each of them.
 */
export class RequestLimiter {
  constructor(
    private readonly buckets: TokenBuckets,
    private readonly defaultPerMinute: number,
    private readonly refusals: DelayLine,
  ) {}

  /**
   * Counts a request, and sets the rate-limit headers. Delays a refusal, so that a client that
   * ignores it sends no further requests during that time.
   * Source: draft-ietf-httpapi-ratelimit-headers-10.
   * @throws RateLimitedError
   */
  async take(
    { keyId, actor }: Principal,
    perMinute: number | null,
    reply: FastifyReply,
  ): Promise<void> {
    const quota = perMinute ?? this.defaultPerMinute;
    const grant = this.buckets.take(keyId ?? actor, quota);
    void reply.header('ratelimit-policy', `"key";q=${quota};w=60`);
    void reply.header('ratelimit', `"key";r=${grant.remaining};t=${grant.secondsToFull}`);
    if (grant.isGranted) return;
    void reply.header('retry-after', String(grant.secondsToNext));
    await new Promise<void>((resolve) => this.refusals.add(resolve));
    throw new RateLimitedError();
  }
}
