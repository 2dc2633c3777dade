import type { Integer, Uuid } from '../../values/index.js';
import type { Scope } from '../auth/scopes.js';
import type { ApiKeyRow } from './api-key.repository.js';

export interface ApiKeyResponse {
  id: Uuid;
  name: string;
  /** The beginning of the key, to recognize it. */
  prefix: string;
  status: 'active' | 'expired' | 'revoked';
  scopes: Scope[];
  /** Names of the pools that it is restricted to; null: all pools. */
  pools: string[] | null;
  /** Requests per minute; null: the default of the installation. */
  rateLimitPerMinute: Integer | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Accurate to the minute. */
  lastUsedAt: Date | null;
  successorId: Uuid | null;
  /** The ID of the key that created it, or `bootstrap`. */
  createdBy: string;
  createdAt: Date;
}

/** The only response that contains the key itself. */
export interface NewApiKeyResponse extends ApiKeyResponse {
  key: string;
}

export const mapApiKey = (row: ApiKeyRow): ApiKeyResponse => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  status: row.status,
  scopes: row.scopes,
  pools: row.pool_ids && (row.pool_names ?? []),
  rateLimitPerMinute: row.rate_limit_per_minute,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
  successorId: row.successor_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
});
