-- number-loads
-- $1 pool_id uuid

with active as (
    select virtual_number_id, count(*) as bookings
      from booking
     where pool_id = $1::uuid and status = 'active' and expires_at > now()
     group by virtual_number_id
  ), cooling as (
    select virtual_number_id, count(distinct booking_id) as bookings
      from route
     where pool_id = $1::uuid and callable_until <= now() and reuse_after > now()
     group by virtual_number_id
  ), calls as (
    select virtual_number, count(*) as calls
      from call_session
     where pool_id = $1::uuid
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
   where n.pool_id = $1::uuid
   order by n.ordinal
