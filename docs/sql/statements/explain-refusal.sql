-- explain-refusal
-- $1 pool_id uuid
-- $2 phones.position integer[]
-- $3 phones.caller_index bytea[]
-- $4 phones.callee_index bytea[]
-- $5 virtual_number text
-- $6 countries text[]

with p as materialized (
    select 0 as position, $6::text[] as countries, pool.* from pool
     where id = $1::uuid
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join unnest($2::integer[], $3::bytea[], $4::bytea[]) as phones (position, caller_index, callee_index) on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), explained as (
    select coalesce((case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end), 'free') as reason
      from p
      join virtual_number n on n.pool_id = p.id
     where $5::text is null or n.msisdn = $5::text
  )
  select reason, count(*)::integer as numbers from explained group by reason
