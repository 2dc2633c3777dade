-- add-numbers
--   $1 pool_id uuid
--   $2 numbers.position integer[]
--   $3 numbers.msisdn text[]
--   $4 numbers.msisdn_index bytea[]
--   $5 numbers.country_code text[]
--   $6 numbers.reference_id text[]
--   $7 numbers.number_type text[]
--   $8 numbers.operational_status text[]
--   $9 numbers.state text[]
--   $10 numbers.weight integer[]
--   $11 numbers.reserved boolean[]
--   $12 numbers.max_active_bookings integer[]
--   $13 numbers.can_voice boolean[]
--   $14 numbers.can_sms boolean[]
insert into virtual_number (pool_id, ordinal, msisdn, msisdn_index, country_code, reference_id,
                              number_type, operational_status, state, weight, reserved,
                              max_active_bookings, can_voice, can_sms)
  select $1::uuid, next.ordinal + numbers.position, numbers.msisdn, numbers.msisdn_index,
         numbers.country_code, numbers.reference_id, numbers.number_type,
         coalesce(numbers.operational_status, 'Active'), coalesce(numbers.state, 'enabled'),
         coalesce(numbers.weight, 1), coalesce(numbers.reserved, false),
         numbers.max_active_bookings, coalesce(numbers.can_voice, true),
         coalesce(numbers.can_sms, false)
    from unnest($2::integer[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::boolean[], $12::integer[], $13::boolean[], $14::boolean[]) as numbers (position, msisdn, msisdn_index, country_code, reference_id, number_type, operational_status, state, weight, reserved, max_active_bookings, can_voice, can_sms)
    cross join (
      select coalesce(max(ordinal) + 1, 0) as ordinal from virtual_number
       where pool_id = $1::uuid) next
   order by numbers.position;

-- count-held-syncs
select count(*)::integer as pools from held_sync;

-- count-missing-numbers
--   $1 sub_account_id text
--   $2 as_of timestamptz
--   $3 seen_since timestamptz
select pool_id as "poolId", name as "poolName", held_id as "heldId", count(id)::integer as numbers,
         count(id) filter (where is_missing)::integer as missing,
         count(id) filter (where is_usable)::integer as usable,
         count(id) filter (where is_usable and is_missing)::integer as "usableMissing",
         count(id) filter (where is_held)::integer as held,
         count(id) filter (where is_held and is_missing)::integer as "heldMissing"
    from (
      select p.id as pool_id, p.name, h.id as held_id, n.id,
             n.state = 'enabled' and n.operational_status = 'Active' as is_usable,

  (n.created_at <= $2::timestamptz and (n.carrier_updated_at is null or n.carrier_updated_at <= $2::timestamptz)
    and (n.synced_at is null or n.synced_at < $3::timestamptz)) as is_missing,
             coalesce(
  (n.created_at <= h.as_of and (n.carrier_updated_at is null or n.carrier_updated_at <= h.as_of)
    and (n.synced_at is null or n.synced_at < h.seen_since)), false) as is_held
        from pool p
        left join held_sync h on h.pool_id = p.id
        left join virtual_number n on n.pool_id = p.id and n.operational_status <> 'Inactive'
       where p.sub_account_id = $1::text) numbers
   group by pool_id, name, held_id
   order by pool_id;

-- database-time
select now()::text as now;

-- delete-number
--   $1 id integer
delete from virtual_number where id = $1::integer;

-- drop-held-sync
--   $1 pool_id uuid
--   $2 id uuid
delete from held_sync where pool_id = $1::uuid and ($2::uuid is null or id = $2::uuid)
  returning as_of::text as "asOf", seen_since::text as "seenSince";

-- fill-gap-of-ordinals
--   $1 pool_id uuid
--   $2 ordinal integer
update virtual_number set ordinal = $2::integer
   where pool_id = $1::uuid and ordinal > $2::integer
     and ordinal = (select max(ordinal) from virtual_number where pool_id = $1::uuid);

-- find-known-numbers
--   $1 msisdns text[]
select n.msisdn, n.pool_id
    from unnest($1::text[]) as input (msisdn)
    join virtual_number n on n.msisdn = input.msisdn;

-- find-numbers-in-use
--   $1 numbers.msisdn text[]
--   $2 numbers.msisdn_index bytea[]
--   $3 key_id integer
select array(
           select distinct numbers.msisdn
             from unnest($1::text[], $2::bytea[]) as numbers (msisdn, msisdn_index)
            where exists (
              select from route r
               where r.caller_index = numbers.msisdn_index
                 and r.callable_until > statement_timestamp())
         ) as in_use,
         exists (select from number_key where id = $3::integer and state = 'complete') as has_key;

-- find-unannounced-booking
--   $1 pool_id uuid
select from virtual_number n
    join booking b on b.virtual_number_id = n.id
   where n.pool_id = $1::uuid and b.status = 'active' and b.call_recording
     and b.announcement is null
   limit 1;

-- find-use-of-number
--   $1 id integer
select case when exists (select from booking where $1::integer in (virtual_number_id, second_number_id)) then 'bookings'
              when exists (select from route where virtual_number_id = $1::integer) then 'routes' end as use;

-- hold-sync
--   $1 pool_id uuid
--   $2 id uuid
--   $3 source text
--   $4 as_of timestamptz
--   $5 seen_since timestamptz
--   $6 would_retire integer
--   $7 numbers integer
with written as (
    insert into held_sync (pool_id, id, source, as_of, seen_since, would_retire, numbers)
    values ($1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::timestamptz, $6::integer,
            $7::integer)
    on conflict (pool_id) do update set
      id = excluded.id, source = excluded.source, as_of = excluded.as_of,
      seen_since = excluded.seen_since, would_retire = excluded.would_retire,
      numbers = excluded.numbers, held_at = now()
    returning *
  ),
  sync_held_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select w.pool_id, 'pool.sync_held' as type, null::uuid as booking_id, 0 as position,
            jsonb_build_object('heldSyncId', w.id, 'source', w.source,
              'wouldRetire', w.would_retire, 'of', w.numbers) as payload
       from written w) source) event


    returning pool_id, id, type, booking_id, once_key
  ), sync_held_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sync_held_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written;

-- lock-number-to-delete
--   $1 id integer
select pool_id, ordinal from virtual_number
   where id = $1::integer and state <> 'enabled' for update;

-- lock-pool
--   $1 pool_id uuid
select from pool where id = $1::uuid for no key update;

-- lock-pools-of-sub-account
--   $1 sub_account_id text
select from pool where sub_account_id = $1::text order by id for no key update;

-- oldest-pools-of-sub-accounts
select distinct on (sub_account_id) id from pool order by sub_account_id, created_at, id;

-- pool-for-new-numbers
--   $1 sub_account_id text
--   $2 pool_id uuid
select id, new_numbers from pool
   where sub_account_id = $1::text and ($2::uuid is null or id = $2::uuid)
   order by created_at, id
   limit 1;

-- recount-held-sync
--   $1 pool_id uuid
--   $2 would_retire integer
--   $3 numbers integer
update held_sync set would_retire = $2::integer, numbers = $3::integer
   where pool_id = $1::uuid;

-- retire-missing-numbers
--   $1 pool_id uuid
--   $2 as_of timestamptz
--   $3 seen_since timestamptz
--   $4 after_id integer
--   $5 limit integer
with locked as materialized (
    select n.id, n.operational_status as previous_status
      from virtual_number n
     where n.pool_id = $1::uuid and n.id > $4::integer and n.operational_status <> 'Inactive'
       and
  (n.created_at <= $2::timestamptz and (n.carrier_updated_at is null or n.carrier_updated_at <= $2::timestamptz)
    and (n.synced_at is null or n.synced_at < $3::timestamptz))
     order by n.id
     limit $5::integer
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = 'Inactive', carrier_updated_at = $2::timestamptz, synced_at = now(),
           updated_at = now()
      from locked
     where n.id = locked.id
    returning n.id, n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status
  ),
  status_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as position,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.previous_status) as payload
     from updated n
    where n.operational_status <> n.previous_status) source) event


    returning pool_id, id, type, booking_id, once_key
  ), status_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from status_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as retired, max(id) as last from updated;

-- select-time-zones
select name from pg_timezone_names
   where name !~ '^(posix|right)/' and name not in ('localtime', 'posixrules', 'Factory');

-- unknown-numbers
--   $1 msisdns text[]
select msisdn from unnest($1::text[]) as msisdn
   where not exists (select from virtual_number n where n.msisdn = msisdn.msisdn);

-- update-number-states
--   $1 sub_account_id text
--   $2 as_of timestamptz
--   $3 numbers.msisdn text[]
--   $4 numbers.operational_status text[]
--   $5 numbers.country_code text[]
--   $6 numbers.reference_id text[]
--   $7 numbers.number_type text[]
--   $8 numbers.health jsonb[]
--   $9 numbers.updated_at timestamptz[]
with input as materialized (
    select msisdn, operational_status, country_code, reference_id, number_type, health,
           -- A date in the far future would make all later reports look old.
           least(coalesce(updated_at, $2::timestamptz), now() + interval '1 minute') as carrier_updated_at
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::timestamptz[]) as numbers (msisdn, operational_status, country_code, reference_id, number_type, health, updated_at)
  ), locked as materialized (
    select n.id, n.operational_status as previous_status, input.operational_status,
           input.country_code, input.reference_id, input.number_type, input.health, input.carrier_updated_at,
           n.carrier_updated_at is null or n.carrier_updated_at < input.carrier_updated_at
             or (n.carrier_updated_at = input.carrier_updated_at and (input.operational_status is null
               or
  (coalesce(array_position(array['Active', '', 'Unhealthy', 'Expiring', 'Inactive'], input.operational_status),
            2), input.operational_status collate "C") >=
  (coalesce(array_position(array['Active', '', 'Unhealthy', 'Expiring', 'Inactive'], n.operational_status),
            2), n.operational_status collate "C")))
             as is_new
      from input
      join virtual_number n on n.msisdn = input.msisdn
      join pool p on p.id = n.pool_id and p.sub_account_id = $1::text
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = case when is_new
             then coalesce(locked.operational_status, n.operational_status)
             else n.operational_status end,
           country_code = case when is_new
             then coalesce(locked.country_code, n.country_code) else n.country_code end,
           reference_id = case when is_new
             then coalesce(locked.reference_id, n.reference_id) else n.reference_id end,
           number_type = case when is_new
             then coalesce(locked.number_type, n.number_type) else n.number_type end,
           health = case when is_new then coalesce(locked.health, n.health) else n.health end,
           carrier_updated_at = case when is_new then locked.carrier_updated_at else n.carrier_updated_at end,
           synced_at = now(),
           updated_at = case when is_new and locked.previous_status is distinct from
               coalesce(locked.operational_status, n.operational_status)
             then now() else n.updated_at end
      from locked
     where n.id = locked.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status,
      locked.is_new
  ),
  status_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as position,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.previous_status) as payload
     from updated n
    where n.operational_status <> n.previous_status) source) event


    returning pool_id, id, type, booking_id, once_key
  ), status_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from status_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*) filter (where is_new)::integer as updated from updated;
