import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/**
 * Returns the load of each virtual number of a pool, in the order of ordinals, and the load of the
 * whole pool in every row. A booking in mode `per-party` counts on both of its numbers, and once in
 * the pool.
 */
export const NUMBER_LOADS = statement(
  'number-loads',
  { poolId: 'uuid' },
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
  )
  select n.msisdn, n.state, n.operational_status, n.weight, n.reserved,
         coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
         coalesce(active.bookings, 0)::integer as active,
         coalesce(cooling.bookings, 0)::integer as cooling,
         coalesce(calls.calls, 0)::integer as calls,
         (select coalesce(sum(bookings), 0)::integer from of_first) as pool_active,
         (select count(distinct booking_id)::integer from cooling_routes) as pool_cooling
    from virtual_number n
    join pool p on p.id = n.pool_id
    left join active on active.virtual_number_id = n.id
    left join cooling on cooling.virtual_number_id = n.id
    left join calls on calls.virtual_number = n.msisdn
   where n.pool_id = ${p.poolId}
   order by n.ordinal`,
  LONG,
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

/** Counts the bookings of each of the last 14 full days (UTC), oldest first. */
export const BOOKINGS_BY_DAY = statement(
  'bookings-by-day',
  { poolId: 'uuid' },
  (p) => `
  with by_day as materialized (
    -- In UTC every day has 24 hours, so that the cheaper date_bin does.
    select date_bin('1 day', created_at, date_trunc('day', now(), 'UTC')) as day,
           count(*) as bookings
      from booking
     where pool_id = ${p.poolId}
       and created_at >= date_trunc('day', now(), 'UTC') - interval '14 days'
       and created_at < date_trunc('day', now(), 'UTC')
     group by 1
  )
  select coalesce(by_day.bookings, 0)::integer as bookings
    from generate_series(14, 1, -1) as ago
    left join by_day on by_day.day = date_trunc('day', now(), 'UTC') - make_interval(days => ago)
   order by ago desc`,
  LONG,
);
