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
  /** The limits of requests in progress. */
  private readonly quotas = new WeakMap<Principal, number>();

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
  async take(principal: Principal, perMinute: number | null, reply: FastifyReply): Promise<void> {
    const quota = perMinute ?? this.defaultPerMinute;
    this.quotas.set(principal, quota);
    await this.takeTokens(principal, quota, 1, reply);
  }

  /**
   * Counts a request that has passed `take` as several, such as a batch. One with more parts than
   * the limit of a minute needs the whole limit.
   * @throws RateLimitedError
   */
  async countAs(requests: number, principal: Principal, reply: FastifyReply): Promise<void> {
    const quota = this.quotas.get(principal) ?? this.defaultPerMinute;
    const more = Math.min(requests, quota) - 1;
    if (more > 0) await this.takeTokens(principal, quota, more, reply);
  }

  /** @throws RateLimitedError */
  private async takeTokens(
    { keyId, actor }: Principal,
    quota: number,
    tokens: number,
    reply: FastifyReply,
  ): Promise<void> {
    const grant = this.buckets.take(keyId ?? actor, quota, tokens);
    void reply.header('ratelimit-policy', `"key";q=${quota};w=60`);
    void reply.header('ratelimit', `"key";r=${grant.remaining};t=${grant.secondsToFull}`);
    if (grant.isGranted) return;
    void reply.header('retry-after', String(grant.secondsToNext));
    await new Promise<void>((resolve) => this.refusals.add(resolve));
    throw new RateLimitedError();
  }
}
