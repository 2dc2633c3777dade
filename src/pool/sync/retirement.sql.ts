/** The statements that retire numbers which a complete list of 8x8 leaves out. */
import type { PreparedStatement } from '../../database/index.js';
import { tellEvents } from '../../events/index.js';
import { TELL_STATUS } from './virtual-number-news.sql.js';

/**
 * Whether a number `n` is missing in a list as of a time: 8x8 has not named it since that list began to
 * be stored, nor said anything later of it. One that was added after the list was made is not missing.
 */
const isMissing = (asOf: string, seenSince: string): string => `
  (n.created_at <= ${asOf} and (n.news_at is null or n.news_at <= ${asOf})
    and (n.synced_at is null or n.synced_at < ${seenSince}))`;

/** Decisions on one sub-account are made one after the other. $1 sub-account */
export const LOCK_POOLS: PreparedStatement = {
  name: 'lock-pools-of-sub-account',
  text: 'select from pool where sub_account_id = $1 order by id for no key update',
};

/**
 * For each pool of a sub-account: how many numbers it has that are not Inactive, how many of them are
 * missing, and the same of those that take bookings; and how many are missing for a list that is held,
 * and for both lists. $1 sub-account, $2 as of when, $3 seen since
 */
export const COUNT_MISSING: PreparedStatement = {
  name: 'count-missing-numbers',
  text: `
  select pool_id as "poolId", name as "poolName", held_id as "heldId", count(id)::integer as numbers,
         count(id) filter (where is_missing)::integer as missing,
         count(id) filter (where is_usable)::integer as usable,
         count(id) filter (where is_usable and is_missing)::integer as "usableMissing",
         count(id) filter (where is_held)::integer as held,
         count(id) filter (where is_held and is_missing)::integer as "heldMissing"
    from (
      select p.id as pool_id, p.name, h.id as held_id, n.id,
             n.state = 'enabled' and n.operational_status = 'Active' as is_usable,
             ${isMissing('$2', '$3')} as is_missing,
             coalesce(${isMissing('h.as_of', 'h.seen_since')}, false) as is_held
        from pool p
        left join held_sync h on h.pool_id = p.id
        left join virtual_number n on n.pool_id = p.id and n.operational_status <> 'Inactive'
       where p.sub_account_id = $1) numbers
   group by pool_id, name, held_id
   order by pool_id`,
};

/**
 * Holds a list back in the place of one that is held, and tells of it.
 * $1 pool, $2 id, $3 source, $4 as of when, $5 seen since, $6 numbers that would be retired, $7 of
 */
export const HOLD_SYNC: PreparedStatement = {
  name: 'hold-sync',
  text: `
  with written as (
    insert into held_sync (pool_id, id, source, as_of, seen_since, would_retire, numbers)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (pool_id) do update set
      id = excluded.id, source = excluded.source, as_of = excluded.as_of,
      seen_since = excluded.seen_since, would_retire = excluded.would_retire,
      numbers = excluded.numbers, held_at = now()
    returning *
  ), ${tellEvents(
    'told',
    `select w.pool_id, 'pool.sync_held' as type, null::uuid as booking_id, 0 as place,
            jsonb_build_object('heldSyncId', w.id, 'source', w.source,
              'wouldRetire', w.would_retire, 'of', w.numbers) as payload
       from written w`,
  )}
  select from written`,
};

/** Some of its numbers were named since. $1 pool, $2 numbers that it would retire, $3 of */
export const RECOUNT_HELD_SYNC: PreparedStatement = {
  name: 'recount-held-sync',
  text: 'update held_sync set would_retire = $2, numbers = $3 where pool_id = $1',
};

/** $1 pool, $2 id or null: whichever there is */
export const DROP_HELD_SYNC: PreparedStatement = {
  name: 'drop-held-sync',
  text: `
  delete from held_sync where pool_id = $1 and ($2::uuid is null or id = $2)
  returning as_of::text as "asOf", seen_since::text as "seenSince"`,
};

export const COUNT_HELD_SYNCS: PreparedStatement = {
  name: 'count-held-syncs',
  text: 'select count(*)::integer as pools from held_sync',
};

/**
 * Retires some of the missing numbers: they take part in no new booking; none is deleted, for a route
 * may need it. $1 pool, $2 as of when, $3 seen since, $4 the id of the last one, $5 how many
 */
export const RETIRE_MISSING: PreparedStatement = {
  name: 'retire-missing-numbers',
  isRepeatable: true,
  text: `
  with held as materialized (
    select n.id, n.operational_status as was
      from virtual_number n
     where n.pool_id = $1 and n.id > $4 and n.operational_status <> 'Inactive'
       and ${isMissing('$2', '$3')}
     order by n.id
     limit $5
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = 'Inactive', news_at = $2, synced_at = now(), updated_at = now()
      from held
     where n.id = held.id
    returning n.id, n.msisdn, n.pool_id, n.state, n.operational_status, held.was
  ), ${TELL_STATUS}
  select count(*)::integer as retired, max(id) as last from updated`,
};
