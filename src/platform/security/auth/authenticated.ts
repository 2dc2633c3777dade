import type { LiveKeyRow } from '../api-keys/api-key.repository.js';
import { ALL_SCOPES, type Principal } from './principal.js';

export interface Authenticated {
  principal: Principal;
  /** Null: the default from the settings. */
  rateLimitPerMinute: number | null;
}

/** Returns what a key grants. */
export function principalOfKey(
  key: Pick<LiveKeyRow, 'id' | 'prefix' | 'scopes' | 'pool_ids' | 'rate_limit_per_minute'>,
  ip: string,
): Authenticated {
  const scopes = new Set(key.scopes);
  return {
    principal: {
      keyId: key.id,
      actor: key.prefix,
      scopes,
      mayReveal: scopes.has('numbers:reveal'),
      poolIds: key.pool_ids,
      ip,
    },
    rateLimitPerMinute: key.rate_limit_per_minute,
  };
}

export const bootstrapPrincipal = (ip: string): Principal => ({
  keyId: null,
  actor: 'bootstrap',
  scopes: ALL_SCOPES,
  mayReveal: true,
  poolIds: null,
  ip,
});
