-- find-candidates
-- $1 pool_id uuid
-- $2 pool_name text
-- $3 reference text
-- $4 expires_at timestamptz
-- $5 countries text[]
-- $6 virtual_number text
-- $7 phones.position integer[]
-- $8 phones.caller_index bytea[]
-- $9 phones.callee_index bytea[]
-- $10 draws integer

with p as materialized (
    select 0 as position, $3::text as reference, $4::timestamptz as until,
           $5::text[] as countries, $6::text as wanted, pool.*, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from pool where id = $1::uuid or name = $2::text
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join unnest($7::integer[], $8::bytea[], $9::bytea[]) as phones (position, caller_index, callee_index) on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), last as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join mine on p.sticky and mine.is_same_pair
      join virtual_number n on n.id = mine.virtual_number_id and n.pool_id = p.id
     where p.wanted is null and (case
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
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by mine.callable_until desc
     limit 1
  ), draw as materialized (
    select distinct floor(random() * p.size)::integer as ordinal
      from p cross join generate_series(1, $10::integer)
     where p.wanted is null and p.selection = 'balanced' and p.country_match = 'off'
  ), drawn as materialized (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join draw on true
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where (case
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
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'), random()
  ), best as materialized (
    select id, capacity from last
    union all
    select id, capacity from drawn where id not in (select id from last)
  ), anywhere as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'balanced' and (p.wanted is null or n.msisdn = p.wanted)
       and (case
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
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc, random()
     limit $10::integer
  ), first_fit as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'packed' and (p.wanted is null or n.msisdn = p.wanted)
       and (case
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
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc, n.ordinal
     limit $10::integer
  ), chosen as (
    select id, capacity from best
    union all
    (select n.id, anywhere.capacity
       from p
       cross join anywhere
       join virtual_number n on n.id = anywhere.id
      where not exists (select from best)
      order by coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc, (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'))
    union all
    select id, capacity from first_fit where not exists (select from drawn)
  )
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         exists (select from unnest($7::integer[], $8::bytea[], $9::bytea[]) as phones (position, caller_index, callee_index) join virtual_number v on v.msisdn_index = phones.caller_index
                   join pool own on own.id = v.pool_id
                  where phones.position = p.position and own.sub_account_id = p.sub_account_id)
           as is_virtual_number,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(select id from chosen) as candidates,
         array(select capacity from chosen) as capacities, array(
  select id from number_key where state in ('filling', 'complete') order by id) as written_keys
    from p
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference
