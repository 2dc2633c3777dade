import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { CAPACITY, IS_ENABLED } from '../assignment/number-rule.sql.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** Whether Maskline may choose a number: it accepts bookings, and is not reserved. */
const IS_CHOSEN = `(${IS_ENABLED} and not n.reserved)`;

/**
 * Returns the load of a pool, with a page of its virtual numbers: those with the most active bookings
 * first. Each row has the sums of all numbers; a pool or page without numbers is one row. A booking in
 * mode `per-party` counts on both of its numbers, and once in the pool.
 */
export const POOL_LOAD = statement(
  'pool-load',
  {
    poolId: 'uuid',
    limit: 'integer',
    /** The last number of the page before: its active bookings, and its ordinal. */
    afterActive: 'integer?',
    afterOrdinal: 'integer?',
  },
  (p) => `
  with of_first as materialized (
    select virtual_number_id, count(*) as bookings
      from booking
     where pool_id = ${p.poolId} and status = 'active' and expires_at > now()
     group by virtual_number_id
  ), of_second as (
    select second_number_id as virtual_number_id, count(*) as bookings
      from booking
     where pool_id = ${p.poolId} and status = 'active' and expires_at > now()
       and second_number_id is not null and second_number_id <> virtual_number_id
     group by second_number_id
  ), active as (
    select virtual_number_id, sum(bookings) as bookings
      from (select * from of_first union all select * from of_second) used
     group by virtual_number_id
  ), cooling_routes as materialized (
    select distinct virtual_number_id, booking_id
      from route
     where pool_id = ${p.poolId} and callable_until <= now() and reuse_after > now()
  ), cooling as (
    select virtual_number_id, count(*) as bookings from cooling_routes group by virtual_number_id
  ), calls as (
    select virtual_number, count(*) as calls
      from call_session
     where pool_id = ${p.poolId}
       and created_at at time zone 'UTC' > (now() - interval '15 minutes') at time zone 'UTC'
     group by virtual_number
  ), number_load as materialized (
    select n.ordinal, n.msisdn, n.state, n.operational_status, n.health, n.weight, n.reserved,
           coalesce(active.bookings, 0)::integer as active,
           coalesce(cooling.bookings, 0)::integer as cooling,
           coalesce(calls.calls, 0)::integer as calls,
           case when not ${IS_ENABLED} then 0
                -- No limit.
                when ${CAPACITY} is null then null
                else greatest(0, ${CAPACITY} - coalesce(active.bookings, 0))::integer end as free,
           ${IS_CHOSEN} as is_chosen
      from virtual_number n
      join pool p on p.id = n.pool_id
      left join active on active.virtual_number_id = n.id
      left join cooling on cooling.virtual_number_id = n.id
      left join calls on calls.virtual_number = n.msisdn
     where n.pool_id = ${p.poolId}
  ), sums as (
    select (select coalesce(sum(bookings), 0)::integer from of_first) as pool_active,
           (select count(distinct booking_id)::integer from cooling_routes) as pool_cooling,
           coalesce(sum(calls), 0)::integer as pool_calls,
           case when bool_or(free is null) filter (where not reserved) then null
                else coalesce(sum(free) filter (where not reserved), 0)::integer end as pool_free,
           count(*) filter (where is_chosen)::integer as usable_numbers,
           coalesce(avg(active) filter (where is_chosen), 0)::float8 as mean_active,
           (max(active::float8 / weight) filter (where is_chosen)
             / nullif(avg(active::float8 / weight) filter (where is_chosen), 0))::float8
             as peak_over_mean
      from number_load
  )
  select sums.*, page.*
    from sums
    left join lateral (
      select * from number_load
       where ${p.afterActive} is null or active < ${p.afterActive}
          or (active = ${p.afterActive} and ordinal > ${p.afterOrdinal})
       order by active desc, ordinal
       limit ${p.limit}) page on true
   order by page.active desc, page.ordinal`,
  LONG,
);

/** Counts the virtual numbers of a pool that Maskline may choose. */
export const USABLE_NUMBERS = statement(
  'usable-numbers',
  { poolId: 'uuid' },
  (p) => `
  select count(*)::integer as numbers
    from virtual_number n
   where n.pool_id = ${p.poolId} and ${IS_CHOSEN}`,
);

/**
 * Counts the virtual numbers in use by the parties of each role. Cooling bookings count, since they
 * still reserve a number. Each phone counts once, by its routes under the oldest key under which
 * all routes are written. Routes without a callee do not show their key, and count under each.
 */
export const HELD_BY_ROLE = statement(
  'held-by-role',
  { poolId: 'uuid' },
  (p) => `
  with person as (
    select caller_role, caller_index, count(*) as held
      from route
     where pool_id = ${p.poolId} and reuse_after > now()
       and (callee_ciphertext is null or ${KEY_OF_ROUTE} = (
         select id from number_key where state = 'complete' order by generation limit 1))
     group by caller_role, caller_index
  )
  select caller_role as role, count(*)::integer as people, max(held)::integer as most,
         avg(held)::float8 as mean
    from person
   group by caller_role
   order by max(held) desc, count(*) desc`,
  LONG,
);

/**
 * Counts the bookings of each of the last 14 full days (UTC), oldest first. One count per day, each of
 * which reads the index `booking_by_time` only: to group them by day, PostgreSQL would sort them all.
 */
export const BOOKINGS_BY_DAY = statement(
  'bookings-by-day',
  { poolId: 'uuid' },
  (p) => `
  with today as materialized (select date_trunc('day', now(), 'UTC') as start)
  select (select count(*)::integer
            from booking
           where pool_id = ${p.poolId}
             and created_at >= day and created_at < day + interval '24 hours') as bookings
    from today
    cross join lateral generate_series(
      start - interval '336 hours', start - interval '24 hours', interval '24 hours') as day
   order by day`,
  LONG,
);
