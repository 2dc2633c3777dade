import type { PreparedStatement } from '../database/index.js';
import { tellEvents } from '../events/index.js';

/** number.state_changed, where 8x8's word on a number of the CTE `updated` is not what it `was`. */
const TELL_STATUS = tellEvents(
  'told_status',
  `select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as place,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.was) as payload
     from updated n
    where n.operational_status <> n.was`,
);

/**
 * What 8x8 says of numbers that pools of the sub-account have. Older news never overwrites newer, and
 * what an operator decided (`state`) is not 8x8's to change. The numbers are held first, so that what
 * is told of the status of before is true.
 * $1 sub-account, $2 as of when, for numbers that do not say it; per number: $3 number,
 * $4 operational status, $5 country, $6 reference id, $7 type, $8 health as JSON, $9 as of when;
 * all null where 8x8 does not say
 */
export const TAKE_NEWS: PreparedStatement = {
  name: 'take-number-news',
  text: `
  with asked as materialized (
    select msisdn, operational_status, country_code, reference_id, number_type, health,
           -- A date far ahead would make all later news look old.
           least(coalesce(updated_at, $2), now() + interval '1 minute') as news_at
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                  $9::timestamptz[])
        as asked (msisdn, operational_status, country_code, reference_id, number_type, health,
                  updated_at)
  ), held as materialized (
    select n.id, n.operational_status as was, asked.operational_status, asked.country_code,
           asked.reference_id, asked.number_type, asked.health, asked.news_at
      from asked
      join virtual_number n on n.msisdn = asked.msisdn
      join pool p on p.id = n.pool_id and p.sub_account_id = $1
     where n.news_at is null or n.news_at <= asked.news_at
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = coalesce(held.operational_status, n.operational_status),
           country_code = coalesce(held.country_code, n.country_code),
           reference_id = coalesce(held.reference_id, n.reference_id),
           number_type = coalesce(held.number_type, n.number_type),
           health = coalesce(held.health::jsonb, n.health),
           news_at = held.news_at, synced_at = now(),
           updated_at = case when held.was is distinct from
               coalesce(held.operational_status, n.operational_status)
             then now() else n.updated_at end
      from held
     where n.id = held.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, held.was
  ), ${TELL_STATUS}
  select msisdn from updated`,
};

/**
 * Numbers that a complete list leaves out take part in no new booking; none is deleted, for a route may
 * need it. One that was added after the list was made is not missing.
 * $1 sub-account, $2 as of when, $3 all numbers that the list has
 */
export const RETIRE_MISSING: PreparedStatement = {
  name: 'retire-missing-numbers',
  text: `
  with held as materialized (
    select n.id, n.operational_status as was
      from virtual_number n
      join pool p on p.id = n.pool_id and p.sub_account_id = $1
     where n.created_at <= $2 and (n.news_at is null or n.news_at <= $2)
       and n.msisdn <> all($3::text[]) and n.operational_status <> 'Inactive'
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = 'Inactive', news_at = $2, synced_at = now(), updated_at = now()
      from held
     where n.id = held.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, held.was
  ), ${TELL_STATUS}
  select msisdn from updated`,
};

/**
 * The pool that numbers of a sub-account join which no pool has: the one that is named, else the oldest
 * of the sub-account. $1 sub-account, $2 pool or null
 */
export const POOL_FOR_NEW: PreparedStatement = {
  name: 'pool-for-new-numbers',
  text: `
  select id, new_numbers from pool
   where sub_account_id = $1 and ($2::uuid is null or id = $2)
   order by created_at, id
   limit 1`,
};

/** $1 numbers */
export const UNKNOWN_NUMBERS: PreparedStatement = {
  name: 'unknown-numbers',
  text: `
  select msisdn from unnest($1::text[]) as msisdn
   where not exists (select from virtual_number n where n.msisdn = msisdn.msisdn)`,
};

export const DATABASE_TIME: PreparedStatement = {
  name: 'database-time',
  text: 'select now()::text as now',
};
