/**
 * Statements that write and read blocks. A change locks the existing rows of its blocks in a first
 * statement. So it waits for the job that copies blocks to a new key, and the second statement sees
 * the copies.
 */
import { rows, statement } from '../../platform/database/index.js';
import { WRITTEN_KEYS } from '../../platform/security/index.js';
import { KEY_OF_BLOCK } from './block-rule.sql.js';

/** The columns of `BlockRow`. */
const BLOCK_COLUMNS = `
  k.blocked_index, k.blocked_from_index, k.pool_id, k.id, k.blocked_ciphertext,
  k.blocked_from_ciphertext, k.reason_ciphertext, k.ends_at, k.created_at`;

/** Locks the rows of these pairs of phones in a pool. Returns their ids. */
export const LOCK_PAIRS = statement(
  'lock-blocks-of-pairs',
  { poolId: 'uuid', pairs: rows({ blockedIndex: 'bytea', blockedFromIndex: 'bytea' }) },
  (p) => `
  select k.id, k.blocked_index, k.blocked_from_index
    from ${p.pairs}
    join block k on k.blocked_index = pairs.blocked_index
      and k.blocked_from_index = pairs.blocked_from_index and k.pool_id = ${p.poolId}
   order by k.blocked_index, k.blocked_from_index
     for update of k`,
);

/**
 * Writes blocks, each with one row per key. The primary key decides the race of two equal requests:
 * both return the same block. A block that exists never becomes shorter by being written again; it
 * gets the later of both ends. Writes nothing if `endsAt` has passed, or if `writtenKeys` is
 * outdated: replicas with the current keys would not find the block (ADR 12).
 */
export const WRITE_BLOCKS = statement(
  'write-blocks',
  {
    poolId: 'uuid',
    endsAt: 'timestamptz?',
    blocks: rows({
      id: 'uuid',
      blockedIndex: 'bytea',
      blockedFromIndex: 'bytea',
      blockedCiphertext: 'bytea',
      blockedFromCiphertext: 'bytea?',
      reasonCiphertext: 'bytea?',
    }),
    writtenKeys: 'integer[]',
  },
  (p) => `
  insert into block as k (blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
                          blocked_from_ciphertext, reason_ciphertext, ends_at, created_at)
  select blocks.blocked_index, blocks.blocked_from_index, ${p.poolId}, blocks.id,
         blocks.blocked_ciphertext, blocks.blocked_from_ciphertext, blocks.reason_ciphertext,
         ${p.endsAt}, statement_timestamp()
    from ${p.blocks}
   where ${WRITTEN_KEYS} = ${p.writtenKeys}
     and (${p.endsAt} is null or ${p.endsAt} > statement_timestamp())
   -- In the order of the key, so that equal requests wait for each other instead of deadlocking.
   order by blocks.blocked_index, blocks.blocked_from_index
  on conflict (blocked_index, blocked_from_index, pool_id) do update set
    ends_at = case when k.ends_at <= excluded.created_at then excluded.ends_at
      when k.ends_at is not null and excluded.ends_at is not null
        then greatest(k.ends_at, excluded.ends_at) end,
    reason_ciphertext = case when k.ends_at <= excluded.created_at then excluded.reason_ciphertext
      else coalesce(excluded.reason_ciphertext, k.reason_ciphertext) end,
    created_at = case when k.ends_at <= excluded.created_at then excluded.created_at
      else k.created_at end
  returning ${BLOCK_COLUMNS}`,
);

/** Whether a time is in the future. */
export const IS_LATER = statement(
  'is-end-of-block-later',
  { time: 'timestamptz' },
  (p) => `select ${p.time} > statement_timestamp() as is_later`,
);

/** Locks the rows of a block. */
export const LOCK_BLOCK = statement(
  'lock-block',
  { id: 'uuid' },
  (p) => `
  select pool_id from block where id = ${p.id}
   order by blocked_index, blocked_from_index, pool_id
     for update`,
);

export const DELETE_BLOCK = statement(
  'delete-block',
  { id: 'uuid' },
  (p) => `delete from block where id = ${p.id}`,
);

/** Reads a block under the given key. */
export const FIND_BLOCK = statement(
  'find-block',
  { id: 'uuid', keyId: 'integer' },
  (p) => `
  select ${BLOCK_COLUMNS} from block k where k.id = ${p.id} and ${KEY_OF_BLOCK} = ${p.keyId}`,
  { isRepeatable: true },
);

/** Lists blocks under the given key, newest first; null: those of all pools. */
export const LIST_BLOCKS = statement(
  'list-blocks',
  { poolIds: 'uuid[]?', beforeId: 'uuid?', limit: 'integer', keyId: 'integer' },
  (p) => `
  select ${BLOCK_COLUMNS} from block k
   where (${p.poolIds} is null or k.pool_id = any(${p.poolIds}))
     and (${p.beforeId} is null or k.id < ${p.beforeId})
     and ${KEY_OF_BLOCK} = ${p.keyId}
   order by k.id desc
   limit ${p.limit}`,
  { isRepeatable: true },
);
