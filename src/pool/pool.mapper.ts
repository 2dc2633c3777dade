import type { Integer, Uuid } from '../common/index.js';
import type { Pool } from './pool.entity.js';
import type { PoolPolicy } from './pool-policy.js';
import type { NumberHealth, VirtualNumber } from './virtual-number.entity.js';

export interface PoolAnswer {
  id: Uuid;
  name: string;
  subAccountId: string;
  policy: PoolPolicy;
  createdAt: Date;
  updatedAt: Date;
}

export function mapPool(pool: Pool): PoolAnswer {
  const { id, name, subAccountId, createdAt, updatedAt, ...policy } = pool;
  return { id, name, subAccountId, policy, createdAt, updatedAt };
}

export interface VirtualNumberAnswer {
  msisdn: string;
  /** The pool's name. */
  pool: string;
  countryCode: string | null;
  referenceId: string | null;
  numberType: string | null;
  operationalStatus: string;
  health: NumberHealth | null;
  /** When 8x8 was last asked, or told us, about it. */
  syncedAt: Date | null;
  state: string;
  weight: Integer;
  maxActiveBookings: Integer | null;
  createdAt: Date;
  updatedAt: Date;
}

export function mapVirtualNumber(number: VirtualNumber, pool: string): VirtualNumberAnswer {
  const {
    id: _id,
    poolId: _poolId,
    ordinal: _ordinal,
    msisdnIndex: _index,
    newsAt: _newsAt,
    ...rest
  } = number;
  return { pool, ...rest };
}
