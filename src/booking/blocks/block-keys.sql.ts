/** Statements that copy blocks to another key, and delete the rows of old keys (ADR 12). */
import { LONG_STATEMENT_MS, rows, statement } from '../../platform/database/index.js';
import { KEY_OF_BLOCK } from './block-rule.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

const ROW = { blockedIndex: 'bytea', blockedFromIndex: 'bytea', poolId: 'uuid' } as const;

/** Reads blocks under a key in the order of their primary key, after the given one. */
export const PAGE_OF_BLOCKS = statement(
  'page-of-blocks',
  { ...ROW, keyId: 'integer', limit: 'integer' },
  (p) => `
  select blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
         blocked_from_ciphertext, reason_ciphertext
    from block
   where (blocked_index, blocked_from_index, pool_id)
           > (${p.blockedIndex}, ${p.blockedFromIndex}, ${p.poolId})
     and ${KEY_OF_BLOCK} = ${p.keyId}
   order by blocked_index, blocked_from_index, pool_id
   limit ${p.limit}`,
  LONG,
);

/**
 * Copies blocks to another key. Locks the originals first: a block that is being changed or deleted
 * is copied as it is afterwards, or not at all. The change itself writes or deletes every row.
 */
export const COPY_BLOCKS = statement(
  'copy-blocks',
  {
    copies: rows({
      ...ROW,
      newBlockedIndex: 'bytea',
      newBlockedFromIndex: 'bytea',
      blockedCiphertext: 'bytea',
      blockedFromCiphertext: 'bytea?',
      reasonCiphertext: 'bytea?',
    }),
  },
  (p) => `
  with original as materialized (
    select copies.*, k.id, k.ends_at, k.created_at
      from ${p.copies}
      join block k on k.blocked_index = copies.blocked_index
        and k.blocked_from_index = copies.blocked_from_index and k.pool_id = copies.pool_id
     order by k.blocked_index, k.blocked_from_index, k.pool_id
       for update of k
  )
  insert into block (blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
                     blocked_from_ciphertext, reason_ciphertext, ends_at, created_at)
  select new_blocked_index, new_blocked_from_index, pool_id, id, blocked_ciphertext,
         blocked_from_ciphertext, reason_ciphertext, ends_at, created_at
    from original
  on conflict do nothing
  returning true`,
  LONG,
);

/** Deletes a batch of rows that were written under the given keys. */
export const DROP_BLOCKS = statement(
  'drop-blocks-of-keys',
  { keyIds: 'integer[]', limit: 'integer' },
  (p) => `
  delete from block
   where ctid = any(array(
     select ctid from block where ${KEY_OF_BLOCK} = any(${p.keyIds}) limit ${p.limit}))
     and ${KEY_OF_BLOCK} = any(${p.keyIds})
  returning true`,
  LONG,
);
