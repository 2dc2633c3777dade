import type { Uuid } from '../../platform/values/index.js';
import type { NumberVault } from '../../platform/security/index.js';
import { BLOCK_REASON, BLOCKED_FROM_NUMBER, BLOCKED_NUMBER } from '../model/encrypted-columns.js';
import type { BlockRow } from './block.repository.js';

/** Phone numbers are masked unless the request revealed them. */
export interface BlockResponse {
  id: Uuid;
  /** The pool's name; null: the block holds in every pool. */
  pool: string | null;
  blocked: string;
  /** Null: the person may not reach anybody. */
  blockedFrom: string | null;
  /** Null: the block has no end. */
  until: Date | null;
  reason: string | null;
  createdAt: Date;
}

/** The row's key, which is also the associated data (AAD) of its ciphertexts. */
export const keyOf = (row: Pick<BlockRow, 'pool_id' | 'blocked_index' | 'blocked_from_index'>) => ({
  poolId: row.pool_id,
  blockedIndex: row.blocked_index,
  blockedFromIndex: row.blocked_from_index,
});

/** @param poolNames by id */
export function mapBlock(
  row: BlockRow,
  vault: NumberVault,
  poolNames: ReadonlyMap<string, string>,
  isRevealed: boolean,
): BlockResponse {
  const key = keyOf(row);
  const { blocked_from_ciphertext: from, reason_ciphertext: reason } = row;
  return {
    id: row.id,
    pool: poolNames.get(row.pool_id) ?? null,
    blocked: BLOCKED_NUMBER.shown(vault, row.blocked_ciphertext, key, isRevealed),
    blockedFrom: from && BLOCKED_FROM_NUMBER.shown(vault, from, key, isRevealed),
    until: row.ends_at,
    reason: reason && BLOCK_REASON.decrypt(vault, reason, key),
    createdAt: row.created_at,
  };
}
