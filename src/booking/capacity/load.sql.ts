import { LONG_STATEMENT_MS, type PreparedStatement } from '../../database/index.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';

/** Per virtual number, in the order of their ordinals. $1 pool */
export const NUMBER_LOADS: PreparedStatement = {
  name: 'number-loads',
  timeout: LONG_STATEMENT_MS,
  text: `
  with active as (
    select virtual_number_id, count(*) as bookings
      from booking
     where pool_id = $1 and status = 'active' and expires_at > now()
     group by virtual_number_id
  ), cooling as (
    select virtual_number_id, count(distinct booking_id) as bookings
      from route
     where pool_id = $1 and callable_until <= now() and reuse_after > now()
     group by virtual_number_id
  ), calls as (
    select virtual_number, count(*) as calls
      from call_session
     where pool_id = $1
       and created_at at time zone 'UTC' > (now() - interval '15 minutes') at time zone 'UTC'
     group by virtual_number
  )
  select n.msisdn, n.state, n.operational_status, n.weight,
         coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
         coalesce(active.bookings, 0)::integer as active,
         coalesce(cooling.bookings, 0)::integer as cooling,
         coalesce(calls.calls, 0)::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
    left join active on active.virtual_number_id = n.id
    left join cooling on cooling.virtual_number_id = n.id
    left join calls on calls.virtual_number = n.msisdn
   where n.pool_id = $1
   order by n.ordinal`,
};

/**
 * What people hold now, by the role they have: cooling bookings count, since they keep a number from
 * others too. Each phone once: by its routes of the oldest key that all of them have. $1 pool
 */
export const HELD_BY_ROLE: PreparedStatement = {
  name: 'held-by-role',
  timeout: LONG_STATEMENT_MS,
  text: `
  with person as (
    select caller_role, caller_index, count(*) as held
      from route
     where pool_id = $1 and reuse_after > now()
       and ${KEY_OF_ROUTE} = (
         select id from number_key where state = 'complete' order by generation limit 1)
     group by caller_role, caller_index
  )
  select caller_role as role, count(*)::integer as people, max(held)::integer as most,
         avg(held)::float8 as mean
    from person
   group by caller_role
   order by max(held) desc, count(*) desc`,
};

/** Bookings on each of the last 14 whole days (UTC), oldest first. $1 pool */
export const BOOKINGS_BY_DAY: PreparedStatement = {
  name: 'bookings-by-day',
  timeout: LONG_STATEMENT_MS,
  text: `
  select count(b.id)::integer as bookings
    from generate_series(14, 1, -1) as ago
    left join booking b on b.pool_id = $1
      and b.created_at >= date_trunc('day', now(), 'UTC') - make_interval(days => ago)
      and b.created_at < date_trunc('day', now(), 'UTC') - make_interval(days => ago - 1)
   group by ago
   order by ago desc`,
};
