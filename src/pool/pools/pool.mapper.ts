import type { Integer, Uuid } from '../../platform/values/index.js';
import type { HeldSync, SyncSource } from '../sync/held-sync.entity.js';
import type { Pool } from './pool.entity.js';
import type { PoolPolicy } from './pool-policy.js';
import type { NumberHealth, VirtualNumber } from '../numbers/virtual-number.entity.js';

/**
 * A list of 8x8 that would retire most numbers of the pool and is held until an operator confirms
 * it.
 */
export interface HeldSyncResponse {
  id: Uuid;
  since: Date;
  /** `list`: 8x8's API. `snapshot`: a VNU with all numbers. */
  source: SyncSource;
  /** Maximum number of virtual numbers that confirming retires. */
  wouldRetire: Integer;
  /** Number of the pool's virtual numbers that were not Inactive. */
  of: Integer;
}

export interface PoolResponse {
  id: Uuid;
  name: string;
  subAccountId: string;
  /** The sub-account of texts; null: no texts. */
  smsSubAccountId: string | null;
  policy: PoolPolicy;
  heldSync: HeldSyncResponse | null;
  createdAt: Date;
  updatedAt: Date;
}

export function mapPool(pool: Pool, held?: HeldSync): PoolResponse {
  const {
    id,
    name,
    subAccountId,
    smsSubAccountId,
    createdAt,
    updatedAt,
    decisionHook: _decisionHook,
    ...policy
  } = pool;
  const heldSync = held
    ? {
        id: held.id,
        since: held.heldAt,
        source: held.source,
        wouldRetire: held.wouldRetire,
        of: held.numbers,
      }
    : null;
  return { id, name, subAccountId, smsSubAccountId, policy, heldSync, createdAt, updatedAt };
}

/** The channels that a number can carry. 8x8's API does not say, so the operator does. */
export interface Capabilities {
  voice: boolean;
  sms: boolean;
}

export interface VirtualNumberResponse {
  msisdn: string;
  /** The pool's name. */
  pool: string;
  countryCode: string | null;
  referenceId: string | null;
  numberType: string | null;
  operationalStatus: string;
  health: NumberHealth | null;
  /** When 8x8 last listed or reported the number. */
  syncedAt: Date | null;
  state: string;
  weight: Integer;
  /** Whether only bookings that name the number get it. */
  reserved: boolean;
  maxActiveBookings: Integer | null;
  capabilities: Capabilities;
  /**
   * When a text last arrived with another sender than this number, because a country does not let it
   * through; replies to such a text are lost. Null: never seen.
   */
  sourceOverwrittenAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export function mapVirtualNumber(number: VirtualNumber, pool: string): VirtualNumberResponse {
  const {
    id: _id,
    poolId: _poolId,
    ordinal: _ordinal,
    msisdnIndex: _index,
    carrierUpdatedAt: _carrierUpdatedAt,
    canVoice: voice,
    canSms: sms,
    ...rest
  } = number;
  return { pool, ...rest, capabilities: { voice, sms } };
}
