import type { Scope } from '../../platform/security/index.js';
import { sidOf } from '../sid.js';
import type { FacadeAccountRow } from './facade-account.repository.js';

export interface TwilioAccountResponse {
  accountSid: string;
  name: string;
  status: 'active' | 'revoked';
  scopes: Scope[];
  /** Names of the pools that are its services; null: all pools. */
  pools: string[] | null;
  /** 8x8's sub-account of the services that it creates; null: it cannot create services. */
  subAccountId: string | null;
  /** 8x8's sub-account for the texts of these services; null: they have no texts. */
  smsSubAccountId: string | null;
  /** Accurate to the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** The ID of the key that created it, or `bootstrap`. */
  createdBy: string;
  createdAt: Date;
}

/** The only response that contains the auth token. */
export interface NewTwilioAccountResponse extends TwilioAccountResponse {
  authToken: string;
}

export const mapTwilioAccount = (row: FacadeAccountRow): TwilioAccountResponse => ({
  accountSid: sidOf('AC', row.id),
  name: row.name,
  status: row.revoked_at === null ? 'active' : 'revoked',
  scopes: row.scopes,
  pools: row.pool_ids && (row.pool_names ?? []),
  subAccountId: row.sub_account_id,
  smsSubAccountId: row.sms_sub_account_id,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  createdBy: row.created_by,
  createdAt: row.created_at,
});
