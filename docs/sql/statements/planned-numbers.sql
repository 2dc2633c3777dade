-- planned-numbers
-- $1 pool_id uuid

select n.id, n.msisdn, n.weight, n.country_code as country, (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::integer as active,
         coalesce(n.max_active_bookings, p.max_active_bookings) as capacity, (n.state = 'enabled' and n.operational_status = 'Active') as is_usable, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC')::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
   where n.pool_id = $1::uuid
   order by n.ordinal
