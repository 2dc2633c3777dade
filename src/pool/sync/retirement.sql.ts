/** Statements that retire the numbers that are missing from a complete list of 8x8. */
import { statement } from '../../platform/database/index.js';
import { emitEvents } from '../../events/index.js';
import { EMIT_STATUS_CHANGE } from './number-update.sql.js';

/**
 * Whether a number `n` is missing from a list: 8x8 has not mentioned the number since storing of the
 * list began, and has reported nothing later about it. A number that was added after the time of
 * the list is not missing.
 */
const isMissing = (asOf: string, seenSince: string): string => `
  (n.created_at <= ${asOf} and (n.carrier_updated_at is null or n.carrier_updated_at <= ${asOf})
    and (n.synced_at is null or n.synced_at < ${seenSince}))`;

/** Serialises the decisions about one sub-account. */
export const LOCK_POOLS = statement(
  'lock-pools-of-sub-account',
  { subAccountId: 'text' },
  (p) => `select from pool where sub_account_id = ${p.subAccountId} order by id for no key update`,
);

/**
 * Counts, for each pool of a sub-account, the numbers that are not Inactive and the missing ones
 * among them, and the same for numbers that take bookings. Also counts the numbers missing from the
 * pool's held list, and those missing from both lists.
 */
export const COUNT_MISSING = statement(
  'count-missing-numbers',
  { subAccountId: 'text', asOf: 'timestamptz', seenSince: 'timestamptz' },
  (p) => `
  select pool_id as "poolId", name as "poolName", held_id as "heldId", count(id)::integer as numbers,
         count(id) filter (where is_missing)::integer as missing,
         count(id) filter (where is_usable)::integer as usable,
         count(id) filter (where is_usable and is_missing)::integer as "usableMissing",
         count(id) filter (where is_held)::integer as held,
         count(id) filter (where is_held and is_missing)::integer as "heldMissing"
    from (
      select p.id as pool_id, p.name, h.id as held_id, n.id,
             n.state = 'enabled' and n.operational_status = 'Active' as is_usable,
             ${isMissing(p.asOf, p.seenSince)} as is_missing,
             coalesce(${isMissing('h.as_of', 'h.seen_since')}, false) as is_held
        from pool p
        left join held_sync h on h.pool_id = p.id
        left join virtual_number n on n.pool_id = p.id and n.operational_status <> 'Inactive'
       where p.sub_account_id = ${p.subAccountId}) numbers
   group by pool_id, name, held_id
   order by pool_id`,
);

/** Holds a list, replacing an earlier one of the pool, and emits `pool.sync_held`. */
export const HOLD_SYNC = statement(
  'hold-sync',
  {
    poolId: 'uuid',
    id: 'uuid',
    source: 'text',
    asOf: 'timestamptz',
    seenSince: 'timestamptz',
    wouldRetire: 'integer',
    numbers: 'integer',
  },
  (p) => `
  with written as (
    insert into held_sync (pool_id, id, source, as_of, seen_since, would_retire, numbers)
    values (${p.poolId}, ${p.id}, ${p.source}, ${p.asOf}, ${p.seenSince}, ${p.wouldRetire},
            ${p.numbers})
    on conflict (pool_id) do update set
      id = excluded.id, source = excluded.source, as_of = excluded.as_of,
      seen_since = excluded.seen_since, would_retire = excluded.would_retire,
      numbers = excluded.numbers, held_at = now()
    returning *
  ), ${emitEvents(
    'sync_held_event',
    `select w.pool_id, 'pool.sync_held' as type, null::uuid as booking_id, 0 as position,
            jsonb_build_object('heldSyncId', w.id, 'source', w.source,
              'wouldRetire', w.would_retire, 'of', w.numbers) as payload
       from written w`,
  )}
  select from written`,
);

/** Updates the counts of a held list after 8x8 has mentioned some of its numbers again. */
export const RECOUNT_HELD_SYNC = statement(
  'recount-held-sync',
  { poolId: 'uuid', wouldRetire: 'integer', numbers: 'integer' },
  (p) => `
  update held_sync set would_retire = ${p.wouldRetire}, numbers = ${p.numbers}
   where pool_id = ${p.poolId}`,
);

/** Deletes the held list of a pool; with an id, only if it has that id. */
export const DROP_HELD_SYNC = statement(
  'drop-held-sync',
  { poolId: 'uuid', id: 'uuid?' },
  (p) => `
  delete from held_sync where pool_id = ${p.poolId} and (${p.id} is null or id = ${p.id})
  returning as_of::text as "asOf", seen_since::text as "seenSince"`,
);

export const COUNT_HELD_SYNCS = statement(
  'count-held-syncs',
  {},
  () => 'select count(*)::integer as pools from held_sync',
);

/**
 * Retires missing numbers after a given id, so that they take no new bookings. Deletes none,
 * because a route may still use them.
 */
export const RETIRE_MISSING = statement(
  'retire-missing-numbers',
  {
    poolId: 'uuid',
    asOf: 'timestamptz',
    seenSince: 'timestamptz',
    afterId: 'integer',
    limit: 'integer',
  },
  (p) => `
  with locked as materialized (
    select n.id, n.operational_status as previous_status
      from virtual_number n
     where n.pool_id = ${p.poolId} and n.id > ${p.afterId} and n.operational_status <> 'Inactive'
       and ${isMissing(p.asOf, p.seenSince)}
     order by n.id
     limit ${p.limit}
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = 'Inactive', carrier_updated_at = ${p.asOf}, synced_at = now(),
           updated_at = now()
      from locked
     where n.id = locked.id
    returning n.id, n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status
  ), ${EMIT_STATUS_CHANGE}
  select count(*)::integer as retired, max(id) as last from updated`,
  { isRepeatable: true },
);
