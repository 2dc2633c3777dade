import type { Scope } from '../auth/scopes.js';
import { type Excess, GrantExceededError } from './api-key.errors.js';
import type { ApiKeyRow, NewApiKey } from './api-key.repository.js';

/** The permissions of a key and its expiry. */
export type Grant = Pick<
  NewApiKey,
  'name' | 'scopes' | 'poolIds' | 'rateLimitPerMinute' | 'expiresAt'
>;

export const grantOf = (key: ApiKeyRow): Grant => ({
  name: key.name,
  scopes: key.scopes,
  poolIds: key.pool_ids,
  rateLimitPerMinute: key.rate_limit_per_minute,
  expiresAt: key.expires_at?.toISOString() ?? null,
});

/**
 * Asserts that a grant does not exceed that of the caller.
 * @param own the caller's grant; null: everything
 * @param defaultRate the rate limit of keys without their own
 * @throws GrantExceededError
 */
export function assertAtMost(own: Grant | null, grant: Grant, defaultRate: number): void {
  if (own === null) return;
  const missing = grant.scopes.filter((scope: Scope) => !own.scopes.includes(scope));
  const rateOf = ({ rateLimitPerMinute }: Grant) => rateLimitPerMinute ?? defaultRate;
  const isMore: Record<Excess, boolean> = {
    scopes: missing.length > 0,
    pools: !areWithin(grant.poolIds, own.poolIds),
    rateLimitPerMinute: rateOf(grant) > rateOf(own),
    expiresAt: endOf(grant) > endOf(own),
  };
  const exceeds = (Object.keys(isMore) as Excess[]).filter((part) => isMore[part]);
  if (exceeds.length > 0) throw new GrantExceededError(exceeds, missing);
}

/** Returns the earlier of two times; null means never. */
export const earlier = (one: string | null, other: string | null): string | null =>
  endOf({ expiresAt: one }) <= endOf({ expiresAt: other }) ? one : other;

const endOf = ({ expiresAt }: Pick<Grant, 'expiresAt'>): number =>
  expiresAt === null ? Infinity : Date.parse(expiresAt);

const areWithin = (some: readonly string[] | null, own: readonly string[] | null): boolean =>
  own === null || (some?.every((id) => own.includes(id)) ?? false);
