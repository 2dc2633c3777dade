-- find-candidates-of-batch
-- $1 bookings.position integer[]
-- $2 bookings.pool_id uuid[]
-- $3 bookings.pool_name text[]
-- $4 bookings.reference text[]
-- $5 bookings.expires_at timestamptz[]
-- $6 phones.position integer[]
-- $7 phones.caller_index bytea[]
-- $8 phones.callee_index bytea[]
-- $9 draws integer

with p as materialized (
    select bookings.position, bookings.reference, bookings.expires_at as until,
           null::text[] as countries, pool.*, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) as bookings (position, pool_id, pool_name, reference, expires_at)
      cross join lateral (
        select * from pool where id = bookings.pool_id
        union all
        select * from pool where name = bookings.pool_name
        limit 1) pool
  ), phones as materialized (
    select * from unnest($6::integer[], $7::bytea[], $8::bytea[]) as phones (position, caller_index, callee_index)
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join phones on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), draw as materialized (
    -- The pair's last number is looked at like a drawn one, and comes first if it is free.
    select position, (floor(random() * size))::integer as ordinal, null::timestamptz as last_used
      from p cross join generate_series(1, $9::integer)
     where selection = 'balanced' and country_match = 'off'
    union all
    select p.position, n.ordinal, max(mine.callable_until)
      from p
      join mine on mine.position = p.position and mine.is_same_pair and p.sticky
      join virtual_number n on n.id = mine.virtual_number_id
     where p.selection = 'balanced' and p.country_match = 'off'
     group by p.position, n.ordinal
  ), drawn as materialized (
    select p.position, n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
           row_number() over (partition by p.position order by draw.last_used desc nulls last,
             (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'), random()) as rank
      from (select position, ordinal, max(last_used) as last_used from draw group by 1, 2) draw
      join p on p.position = draw.position
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
  )
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         exists (select from phones join virtual_number v on v.msisdn_index = phones.caller_index
                   join pool own on own.id = v.pool_id
                  where phones.position = p.position and own.sub_account_id = p.sub_account_id)
           as is_virtual_number,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(select id from drawn where drawn.position = p.position order by rank) as candidates,
         array(select capacity from drawn where drawn.position = p.position order by rank) as capacities, array(
  select id from number_key where state in ('filling', 'complete') order by id) as written_keys
    from p
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference
