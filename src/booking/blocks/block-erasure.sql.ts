/** Statements that find and erase a phone number in blocks. They read the whole table (ADR 13). */
import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { EVERY_POOL } from './block-rule.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** Locks the blocks of a phone number that were created before a time of the database clock. */
export const LOCK_BLOCKS_OF_PHONE = statement(
  'lock-blocks-of-phone',
  { indexes: 'bytea[]', createdBefore: 'timestamptz' },
  (p) => `
  select id from block
   where (blocked_index = any(${p.indexes}) or blocked_from_index = any(${p.indexes}))
     and created_at < ${p.createdBefore}
   order by blocked_index, blocked_from_index, pool_id
     for update`,
  LONG,
);

export const DELETE_BLOCKS = statement(
  'delete-blocks',
  { ids: 'uuid[]' },
  (p) => `delete from block where id = any(${p.ids})`,
);

/** Reads blocks with a reason in the order of their primary key, after the given one. */
export const PAGE_OF_REASONS = statement(
  'page-of-block-reasons',
  { blockedIndex: 'bytea', blockedFromIndex: 'bytea', poolId: 'uuid', limit: 'integer' },
  (p) => `
  select blocked_index, blocked_from_index, pool_id, reason_ciphertext from block
   where (blocked_index, blocked_from_index, pool_id)
           > (${p.blockedIndex}, ${p.blockedFromIndex}, ${p.poolId})
     and reason_ciphertext is not null
   order by blocked_index, blocked_from_index, pool_id
   limit ${p.limit}`,
  LONG,
);

/** Replaces the reason of a row, if it is still the one that was read. */
export const REWRITE_REASON = statement(
  'rewrite-reason-of-block',
  {
    blockedIndex: 'bytea',
    blockedFromIndex: 'bytea',
    poolId: 'uuid',
    previous: 'bytea',
    reasonCiphertext: 'bytea',
  },
  (p) => `
  update block set reason_ciphertext = ${p.reasonCiphertext}
   where blocked_index = ${p.blockedIndex} and blocked_from_index = ${p.blockedFromIndex}
     and pool_id = ${p.poolId} and reason_ciphertext = ${p.previous}`,
);

/**
 * Lists the blocks of a phone number, newest first, before the given one. `keptDays` is 0 if ended
 * blocks are kept indefinitely.
 */
export const LIST_BLOCKS_OF_PHONE = statement(
  'list-blocks-of-phone',
  { indexes: 'bytea[]', beforeId: 'uuid?', limit: 'integer', keptDays: 'integer' },
  (p) => `
  with own as (
    select id, pool_id, ends_at, created_at, bool_or(blocked_index = any(${p.indexes})) as is_blocked
      from block
     where (blocked_index = any(${p.indexes}) or blocked_from_index = any(${p.indexes}))
       and (${p.beforeId} is null or id < ${p.beforeId})
     group by id, pool_id, ends_at, created_at
     order by id desc
     limit ${p.limit}
  )
  select own.id, p.name as pool, own.is_blocked, own.ends_at, own.created_at,
         case when ${p.keptDays} > 0 then own.ends_at + make_interval(days => ${p.keptDays}) end
           as kept_until
    from own
    left join pool p on p.id = own.pool_id and own.pool_id <> '${EVERY_POOL}'
   order by own.id desc`,
);
