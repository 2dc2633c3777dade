import { rows, statement } from '../../platform/database/index.js';
import { setDecisionHook } from '../../pool/index.js';

/** About which calls the hook is asked. */
const ASKED = `case when written.unknown_callers then 'everyone' else 'parties' end`;

/** Creates the hook of a pool. Returns no row if the pool has one already. */
export const INSERT_HOOK = statement(
  'insert-decision-hook',
  {
    poolId: 'uuid',
    url: 'text',
    onFailure: 'text',
    unknownCallers: 'boolean',
    secretCiphertext: 'bytea',
  },
  (p) => `
  with written as (
    insert into decision_hook (pool_id, url, on_failure, unknown_callers, secret_ciphertext)
    values (${p.poolId}, ${p.url}, ${p.onFailure}, ${p.unknownCallers}, ${p.secretCiphertext})
    on conflict (pool_id) do nothing
    returning *
  ), ${setDecisionHook('written', ASKED)}
  select pool_id from written`,
);

/** Writes the hook of a module's own format. Returns no row if the pool has one of another. */
export const PUT_HOOK = statement(
  'put-decision-hook',
  {
    poolId: 'uuid',
    url: 'text',
    unknownCallers: 'boolean',
    secretCiphertext: 'bytea',
    format: 'text',
  },
  (p) => `
  with written as (
    insert into decision_hook (pool_id, url, on_failure, unknown_callers, secret_ciphertext, format)
    values (${p.poolId}, ${p.url}, 'connect', ${p.unknownCallers}, ${p.secretCiphertext}, ${p.format})
    on conflict (pool_id) do update
       set url = excluded.url, unknown_callers = excluded.unknown_callers,
           secret_ciphertext = excluded.secret_ciphertext, updated_at = statement_timestamp()
     where decision_hook.format = excluded.format
    returning *
  ), ${setDecisionHook('written', ASKED)}
  select pool_id from written`,
);

/** Changes the given properties of a hook. Returns no row if the pool has none. */
export const UPDATE_HOOK = statement(
  'update-decision-hook',
  { poolId: 'uuid', url: 'text?', onFailure: 'text?', unknownCallers: 'boolean?' },
  (p) => `
  with written as (
    update decision_hook
       set url = coalesce(${p.url}, url), on_failure = coalesce(${p.onFailure}, on_failure),
           unknown_callers = coalesce(${p.unknownCallers}, unknown_callers),
           updated_at = statement_timestamp()
     where pool_id = ${p.poolId} and format = 'standard'
    returning *
  ), ${setDecisionHook('written', ASKED)}
  select pool_id from written`,
);

/**
 * Rotates the secret of a hook. The previous one stays valid for `overlapSeconds` by the database's
 * clock; the one before that is dropped.
 */
export const ROTATE_HOOK_SECRET = statement(
  'rotate-decision-hook-secret',
  { poolId: 'uuid', secretCiphertext: 'bytea', overlapSeconds: 'float8' },
  (p) => `
  update decision_hook
     set previous_secret_ciphertext = secret_ciphertext,
         secret_ciphertext = ${p.secretCiphertext},
         previous_secret_until = statement_timestamp() + make_interval(secs => ${p.overlapSeconds}),
         updated_at = statement_timestamp()
   where pool_id = ${p.poolId} and format = 'standard'
  returning pool_id`,
);

export const DELETE_HOOK = statement(
  'delete-decision-hook',
  { poolId: 'uuid', format: 'text' },
  (p) => `
  with deleted as (
    delete from decision_hook where pool_id = ${p.poolId} and format = ${p.format}
    returning pool_id
  ), ${setDecisionHook('deleted', 'null')}
  select pool_id from deleted`,
);

/** Returns the hook of each call's pool, with what its question contains. */
export const READ_HOOKS = statement(
  'read-decision-hooks',
  { calls: rows({ position: 'ordinal', poolId: 'uuid', bookingId: 'uuid?' }) },
  (p) => `
  select calls.position, h.pool_id, pool.name as pool_name, h.url, h.on_failure, h.format,
         h.secret_ciphertext,
         case when h.previous_secret_until > statement_timestamp()
           then h.previous_secret_ciphertext end as previous_secret_ciphertext, b.reference
    from ${p.calls}
    left join decision_hook h on h.pool_id = calls.pool_id
    left join pool on pool.id = h.pool_id
    left join booking b on b.pool_id = calls.pool_id and b.id = calls.booking_id
   order by calls.position`,
);
