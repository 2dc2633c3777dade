-- add-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 ciphertext bytea
--   $5 index bytea
--   $6 pin_ciphertext bytea
--   $7 language text
with joined as (
    update booking set content_digest = null, is_open = false
     where pool_id = $1::uuid and id = $2::uuid
  )
  insert into party (pool_id, booking_id, role, position, number_ciphertext, number_index,
                     pin_ciphertext, language)
  values ($1::uuid, $2::uuid, $3::text, 1, $4::bytea, $5::bytea,
          $6::bytea, $7::text);

-- bookings-by-day
--   $1 pool_id uuid
with today as materialized (select date_trunc('day', now(), 'UTC') as start)
  select (select count(*)::integer
            from booking
           where pool_id = $1::uuid
             and created_at >= day and created_at < day + interval '24 hours') as bookings
    from today
    cross join lateral generate_series(
      start - interval '336 hours', start - interval '24 hours', interval '24 hours') as day
   order by day;

-- bookings-of-routes
--   $1 after_booking_id uuid
--   $2 limit integer
select distinct booking_id
    from (select booking_id from route
           where booking_id > $1::uuid order by booking_id limit $2::integer) page
   order by booking_id;

-- check-number
--   $1 id integer
--   $2 capacity integer
select from virtual_number n
   where n.id = $1::integer and (n.state = 'enabled' and n.operational_status = 'Active') and not case when $2::integer is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= $2::integer end;

-- cool-routes-of-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 cooldown_seconds integer
--   $5 locked_at timestamptz
update route
     set callable_until = least(callable_until, $5::timestamptz),
         reuse_after = least(callable_until, $5::timestamptz) + make_interval(secs => $4::integer)
   where pool_id = $1::uuid and booking_id = $2::uuid and caller_role = $3::text;

-- copy-blocks
--   $1 copies.blocked_index bytea[]
--   $2 copies.blocked_from_index bytea[]
--   $3 copies.pool_id uuid[]
--   $4 copies.new_blocked_index bytea[]
--   $5 copies.new_blocked_from_index bytea[]
--   $6 copies.blocked_ciphertext bytea[]
--   $7 copies.blocked_from_ciphertext bytea[]
--   $8 copies.reason_ciphertext bytea[]
with original as materialized (
    select copies.*, k.id, k.ends_at, k.created_at
      from unnest($1::bytea[], $2::bytea[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as copies (blocked_index, blocked_from_index, pool_id, new_blocked_index, new_blocked_from_index, blocked_ciphertext, blocked_from_ciphertext, reason_ciphertext)
      join block k on k.blocked_index = copies.blocked_index
        and k.blocked_from_index = copies.blocked_from_index and k.pool_id = copies.pool_id
     order by k.blocked_index, k.blocked_from_index, k.pool_id
       for update of k
  )
  insert into block (blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
                     blocked_from_ciphertext, reason_ciphertext, ends_at, created_at)
  select new_blocked_index, new_blocked_from_index, pool_id, id, blocked_ciphertext,
         blocked_from_ciphertext, reason_ciphertext, ends_at, created_at
    from original
  on conflict do nothing
  returning true;

-- delete-alternates
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
delete from party_alternate where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- delete-backfilled-routes
--   $1 after_booking_id uuid
--   $2 key_ids integer[]
--   $3 limit integer
with page as materialized (
    select booking_id from route
     where booking_id > $1::uuid order by booking_id limit $3::integer
  ), deleted as (
    delete from route
     where booking_id = any(array(select booking_id from page)) and get_byte(nullif(callee_ciphertext, ''), 0) = any($2::integer[])
    returning true
  )
  select booking_id as last, (select count(*)::integer from deleted) as deleted
    from page order by booking_id desc limit 1;

-- delete-backfilled-routes-of
--   $1 booking_ids uuid[]
--   $2 key_ids integer[]
delete from route
   where booking_id = any($1::uuid[]) and get_byte(nullif(callee_ciphertext, ''), 0) = any($2::integer[])
  returning true;

-- delete-block
--   $1 id uuid
delete from block where id = $1::uuid;

-- delete-blocks
--   $1 ids uuid[]
delete from block where id = any($1::uuid[]);

-- delete-dead-pins
--   $1 booking_ids uuid[]
delete from party_pin p
   where p.booking_id = any($1::uuid[])
     and not exists (
       select from route r where r.booking_id = p.booking_id and r.pool_id = p.pool_id)
  returning true;

-- delete-dead-routes
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
with deleted as (
    delete from route r
     where ctid = any(array(
             select ctid from route
              where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC'
              order by reuse_after at time zone 'UTC'
              limit $2::integer
                for update skip locked))
       and r.pool_id = $1::uuid and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar subquery: for EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted;

-- delete-old-block
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from block where ends_at < now() - make_interval(days => $1::integer) and not (id = any($3::uuid[])) order by ends_at limit $2::integer)

  delete from block where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-booking
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- Keeps a booking that has a route which still reserves its virtual number.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = booking.id and report.pool_id = booking.pool_id) <= now(), true) and not (id = any($3::uuid[])) order by ended_at at time zone 'UTC' limit $2::integer)

  delete from booking where ctid = any(array(select ctid from old))
  returning true;

-- delete-other-dead-routes
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
with deleted as (
    delete from route r
     where ctid = any(array(
             select ctid from route
              where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC' and booking_id <> all($4::uuid[])
              order by reuse_after at time zone 'UTC'
              limit $2::integer
                for update skip locked))
       and r.pool_id = $1::uuid and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar subquery: for EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted;

-- delete-pin-rows
--   $1 pins.pin_index bytea[]
--   $2 pins.virtual_number_id integer[]
--   $3 pins.pool_id uuid[]
delete from party_pin pin
   using unnest($1::bytea[], $2::integer[], $3::uuid[]) as pins (pin_index, virtual_number_id, pool_id)
   where pin.pin_index = pins.pin_index and pin.virtual_number_id = pins.virtual_number_id
     and pin.pool_id = pins.pool_id
  returning true;

-- delete-pins
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
delete from party_pin where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- delete-these-dead-routes
--   $1 booking_ids uuid[]
with deleted as (
    delete from route r
     where r.booking_id = any($1::uuid[]) and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar subquery: for EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted;

-- delete-these-old-block
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from block where ends_at < now() - make_interval(days => $1::integer) and id = any($2::uuid[]))

  delete from block where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-booking
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- Keeps a booking that has a route which still reserves its virtual number.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = booking.id and report.pool_id = booking.pool_id) <= now(), true) and id = any($2::uuid[]))

  delete from booking where ctid = any(array(select ctid from old))
  returning true;

-- drop-blocks-of-keys
--   $1 key_ids integer[]
--   $2 limit integer
delete from block
   where ctid = any(array(
     select ctid from block where get_byte(blocked_ciphertext, 0) = any($1::integer[]) limit $2::integer))
     and get_byte(blocked_ciphertext, 0) = any($1::integer[])
  returning true;

-- end-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 status text
--   $4 grace_seconds integer
--   $5 cooldown_seconds integer
--   $6 locked_at timestamptz
with ended as (
    update booking set status = $3::text, ended_at = $6::timestamptz, updated_at = $6::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning pool_id, id, reference, number_mode, virtual_number_id, second_number_id, status, ended_at,
      least(expires_at, ended_at + make_interval(secs => $4::integer)) as callable_until
  ),
  ended_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.' || b.status as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', case when b.number_mode = 'shared' then n.msisdn end, 'parties', (
  select jsonb_agg(jsonb_build_object('role', party.role, 'virtualNumber', own.msisdn)
                   order by party.position)
    from party join virtual_number own on own.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
   where party.pool_id = b.pool_id and party.booking_id = b.id),
              'endedAt', to_char(b.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'callableUntil', to_char(b.callable_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from ended) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), ended_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from ended_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update route
     set callable_until = least(callable_until, $6::timestamptz + make_interval(secs => $4::integer)),
         reuse_after = least(callable_until, $6::timestamptz + make_interval(secs => $4::integer))
           + make_interval(secs => $5::integer)
   where pool_id = $1::uuid and booking_id = $2::uuid;

-- erase-phones
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
with owner as materialized (
    select booking_id, role from party
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
    union
    select booking_id, role from party_alternate
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
  ), pins as (
    delete from party_pin p using owner
     where p.pool_id = $1::uuid and p.booking_id = owner.booking_id and p.role = owner.role
  ), alternates as (
    delete from party_alternate
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
  )
  update party p
     set pin_ciphertext = null,
         number_ciphertext = case when number_index = any($3::bytea[]) then null
           else number_ciphertext end,
         number_index = case when number_index = any($3::bytea[]) then null else number_index end,
         language = case when number_index = any($3::bytea[]) then null else language end
    from owner
   where p.pool_id = $1::uuid and p.booking_id = owner.booking_id and p.role = owner.role;

-- erase-routes
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
with own as (
    delete from route
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and caller_index = any($3::bytea[])
  )
  update route set callee_index = null, callee_ciphertext = null
   where pool_id = $1::uuid and booking_id = any($2::uuid[]) and callee_index = any($3::bytea[]);

-- expire-bookings
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ctid = any(array(
             select ctid from booking
              where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC'
              order by expires_at at time zone 'UTC'
              limit $2::integer
                for no key update skip locked))
       and b.pool_id = $1::uuid and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.number_mode, b.virtual_number_id,
      b.second_number_id, b.expires_at
  ),
  expired_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', case when b.number_mode = 'shared' then n.msisdn end, 'parties', (
  select jsonb_agg(jsonb_build_object('role', party.role, 'virtualNumber', own.msisdn)
                   order by party.position)
    from party join virtual_number own on own.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
   where party.pool_id = b.pool_id and party.booking_id = b.id),
              'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), expired_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from expired_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired;

-- expire-other-bookings
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ctid = any(array(
             select ctid from booking
              where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC' and id <> all($4::uuid[])
              order by expires_at at time zone 'UTC'
              limit $2::integer
                for no key update skip locked))
       and b.pool_id = $1::uuid and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.number_mode, b.virtual_number_id,
      b.second_number_id, b.expires_at
  ),
  expired_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', case when b.number_mode = 'shared' then n.msisdn end, 'parties', (
  select jsonb_agg(jsonb_build_object('role', party.role, 'virtualNumber', own.msisdn)
                   order by party.position)
    from party join virtual_number own on own.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
   where party.pool_id = b.pool_id and party.booking_id = b.id),
              'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), expired_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from expired_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired;

-- expire-these-bookings
--   $1 ids uuid[]
with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where b.id = any($1::uuid[]) and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.number_mode, b.virtual_number_id,
      b.second_number_id, b.expires_at
  ),
  expired_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', case when b.number_mode = 'shared' then n.msisdn end, 'parties', (
  select jsonb_agg(jsonb_build_object('role', party.role, 'virtualNumber', own.msisdn)
                   order by party.position)
    from party join virtual_number own on own.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
   where party.pool_id = b.pool_id and party.booking_id = b.id),
              'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), expired_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from expired_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired;

-- explain-refusal
--   $1 pool_id uuid
--   $2 phones.position integer[]
--   $3 phones.caller_index bytea[]
--   $4 phones.callee_index bytea[]
--   $5 virtual_number text
--   $6 countries text[]
--   $7 required_channels text[]
with p as materialized (
    select 0 as position, $6::text[] as countries, $5::text as wanted,
           $7::text[] as required_channels, pool.*
      from pool where id = $1::uuid
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and coalesce(r.callee_index = phones.callee_index, false))) as is_free
      from p
      join unnest($2::integer[], $3::bytea[], $4::bytea[]) as phones (position, caller_index, callee_index) on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), explained as (
    select coalesce((case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end), 'free') as reason
      from p
      join virtual_number n on n.pool_id = p.id
     where $5::text is null or n.msisdn = $5::text
  )
  select reason, count(*)::integer as numbers from explained group by reason;

-- find-block
--   $1 id uuid
--   $2 key_id integer
select
  k.blocked_index, k.blocked_from_index, k.pool_id, k.id, k.blocked_ciphertext,
  k.blocked_from_ciphertext, k.reason_ciphertext, k.ends_at, k.created_at from block k where k.id = $1::uuid and get_byte(blocked_ciphertext, 0) = $2::integer;

-- find-booking
--   $1 id uuid
select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) as status,
  b.number_mode, n.msisdn as first_number,
  (select msisdn from virtual_number second where second.id = b.second_number_id) as second_number,
  b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.starts_at, b.idle_ttl_seconds, b.max_expires_at, b.quiet_hours, b.call_recording, b.callers_allowed, b.channels, b.announcement, b.metadata,
  (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as is_recorded,
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         (select json_agg(json_build_object(
             'role', party.role, 'ciphertext', encode(party.number_ciphertext, 'base64'),
             'pin', encode(party.pin_ciphertext, 'base64'), 'language', party.language,
             'alternates', (
               select coalesce(json_agg(json_build_object('position', a.position,
                                  'ciphertext', encode(a.number_ciphertext, 'base64'))
                                order by a.position), '[]')
                 from party_alternate a
                where a.pool_id = party.pool_id and a.booking_id = party.booking_id
                  and a.role = party.role)) order by party.position)
            from party where party.pool_id = b.pool_id and party.booking_id = b.id) as parties
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id where b.id = $1::uuid;

-- find-bookings-of-phone
--   $1 indexes bytea[]
--   $2 created_before timestamptz
with known as materialized (
    select pool_id, booking_id as id from party where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from party_alternate where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from route
     where caller_index = any($1::bytea[]) or callee_index = any($1::bytea[])
  )
  select pool_id, id from known join booking using (pool_id, id)
   where created_at < $2::timestamptz
   order by pool_id, id;

-- find-callable-routes-of-phone
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
select distinct booking_id as id from route
   where pool_id = $1::uuid and booking_id = any($2::uuid[])
     and (caller_index = any($3::bytea[]) or callee_index = any($3::bytea[]))
     and callable_until > statement_timestamp();

-- find-candidates
--   $1 pool_id uuid
--   $2 pool_name text
--   $3 reference text
--   $4 expires_at timestamptz
--   $5 countries text[]
--   $6 prefixes text[]
--   $7 virtual_number text
--   $8 required_channels text[]
--   $9 phones.position integer[]
--   $10 phones.caller_index bytea[]
--   $11 phones.callee_index bytea[]
--   $12 draws integer
with p as materialized (
    select 0 as position, $3::text as reference, $4::timestamptz as until,
           $5::text[] as countries, $6::text[] as prefixes, $7::text as wanted,
           $8::text[] as required_channels, pool.*, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from pool where id = $1::uuid or name = $2::text
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and coalesce(r.callee_index = phones.callee_index, false))) as is_free
      from p
      join unnest($9::integer[], $10::bytea[], $11::bytea[]) as phones (position, caller_index, callee_index) on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), last as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join mine on p.sticky and not p.avoid_last_number and mine.is_same_pair
      join virtual_number n on n.id = mine.virtual_number_id and n.pool_id = p.id
     where p.wanted is null and (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by mine.callable_until desc
     limit 1
  ), draw as materialized (
    select distinct floor(random() * p.size)::integer as ordinal
      from p cross join generate_series(1, $12::integer)
     where p.wanted is null and p.selection = 'balanced' and not (p.country_match <> 'off' or p.prefix_match)
  ), drawn as materialized (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join draw on true
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null and not (('sms' = any(p.channels) and not n.can_sms
  or 'voice' = any(p.channels) and not n.can_voice) or p.avoid_last_number and (p.position, n.id) in (
  select position, virtual_number_id from mine where is_same_pair))
     order by ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::float8 / n.weight, (
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
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by
  coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc,
  (('sms' = any(p.channels) and not n.can_sms
  or 'voice' = any(p.channels) and not n.can_voice) or p.avoid_last_number and (p.position, n.id) in (
  select position, virtual_number_id from mine where is_same_pair)), case when p.prefix_match then (
  select count(*) from unnest(p.prefixes) as phone (prefix)
    cross join generate_series(1, length(phone.prefix)) as digits
   where left(n.msisdn, digits) = left(phone.prefix, digits)) end desc, random()
     limit $12::integer
  ), first_fit as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'packed' and (p.wanted is null or n.msisdn = p.wanted)
       and (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by
  coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc,
  (('sms' = any(p.channels) and not n.can_sms
  or 'voice' = any(p.channels) and not n.can_voice) or p.avoid_last_number and (p.position, n.id) in (
  select position, virtual_number_id from mine where is_same_pair)), case when p.prefix_match then (
  select count(*) from unnest(p.prefixes) as phone (prefix)
    cross join generate_series(1, length(phone.prefix)) as digits
   where left(n.msisdn, digits) = left(phone.prefix, digits)) end desc, n.ordinal
     limit $12::integer
  ), chosen as (
    select id, capacity from best
    union all
    (select n.id, anywhere.capacity
       from p
       cross join anywhere
       join virtual_number n on n.id = anywhere.id
      where not exists (select from best)
      order by
  coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc,
  (('sms' = any(p.channels) and not n.can_sms
  or 'voice' = any(p.channels) and not n.can_voice) or p.avoid_last_number and (p.position, n.id) in (
  select position, virtual_number_id from mine where is_same_pair)), case when p.prefix_match then (
  select count(*) from unnest(p.prefixes) as phone (prefix)
    cross join generate_series(1, length(phone.prefix)) as digits
   where left(n.msisdn, digits) = left(phone.prefix, digits)) end desc, ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'))
    union all
    select id, capacity from first_fit where not exists (select from drawn)
  )
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         p.number_mode, p.country_match, p.prefix_match, p.call_recording,
         p.recording_requires_announcement, p.messages ? 'announcement' as has_announcement,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         (p.position, p.sub_account_id) in (
           select phones.position, own.sub_account_id
             from unnest($9::integer[], $10::bytea[], $11::bytea[]) as phones (position, caller_index, callee_index)
             join virtual_number v on v.msisdn_index = phones.caller_index
             join pool own on own.id = v.pool_id) as is_virtual_number,

  p.position in (
    select pair.position
      from (select position, caller_index, callee_index as other_index from unnest($9::integer[], $10::bytea[], $11::bytea[]) as phones (position, caller_index, callee_index)
             where callee_index is not null
            union
            select one.position, one.caller_index, other.caller_index
              from (select * from unnest($9::integer[], $10::bytea[], $11::bytea[]) as phones (position, caller_index, callee_index)) one
              join (select * from unnest($9::integer[], $10::bytea[], $11::bytea[]) as phones (position, caller_index, callee_index)) other on other.position = one.position
                and other.callee_index <> one.callee_index) pair
      join p own on own.position = pair.position
     where
  coalesce((select true from block k
             where k.blocked_index = pair.caller_index
               and k.blocked_from_index = any(array[pair.other_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = own.id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false)
        or
  coalesce((select true from block k
             where k.blocked_index = pair.other_index
               and k.blocked_from_index = any(array[pair.caller_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = own.id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false)) as is_blocked,
         existing.id as existing_id, existing.content_digest as existing_digest,
         coalesce(chosen.candidates, '{}') as candidates,
         coalesce(chosen.capacities, '{}') as capacities, array(
  select id from number_key where state in ('filling', 'complete') order by id) as written_keys
    from p
    left join lateral (select array(select id from chosen) as candidates,
                     array(select capacity from chosen) as capacities) chosen on true
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference;

-- find-candidates-of-batch
--   $1 bookings.position integer[]
--   $2 bookings.pool_id uuid[]
--   $3 bookings.pool_name text[]
--   $4 bookings.reference text[]
--   $5 bookings.expires_at timestamptz[]
--   $6 phones.position integer[]
--   $7 phones.caller_index bytea[]
--   $8 phones.callee_index bytea[]
--   $9 draws integer
with p as materialized (
    select bookings.position, bookings.reference, bookings.expires_at as until,
           null::text[] as countries, null::text[] as prefixes, null::text as wanted,
           null::text[] as required_channels, pool.*, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
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
                 and coalesce(r.callee_index = phones.callee_index, false))) as is_free
      from p
      join phones on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), draw as materialized (
    -- Treats the pair's last number like a drawn one; it comes first if it is available.
    select position, (floor(random() * size))::integer as ordinal, null::timestamptz as last_used
      from p cross join generate_series(1, $9::integer)
     where p.selection = 'balanced' and not (p.country_match <> 'off' or p.prefix_match)
    union all
    select p.position, n.ordinal, max(mine.callable_until)
      from p
      join mine on mine.position = p.position and mine.is_same_pair
        and p.sticky and not p.avoid_last_number
      join virtual_number n on n.id = mine.virtual_number_id
     where p.selection = 'balanced' and not (p.country_match <> 'off' or p.prefix_match)
     group by p.position, n.ordinal
  ), drawn as materialized (
    select p.position, n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
           row_number() over (partition by p.position order by draw.last_used desc nulls last,
             ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::float8 / n.weight, (
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
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null and not (('sms' = any(p.channels) and not n.can_sms
  or 'voice' = any(p.channels) and not n.can_voice) or p.avoid_last_number and (p.position, n.id) in (
  select position, virtual_number_id from mine where is_same_pair))
  )
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         p.number_mode, p.country_match, p.prefix_match, p.call_recording,
         p.recording_requires_announcement, p.messages ? 'announcement' as has_announcement,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         (p.position, p.sub_account_id) in (
           select phones.position, own.sub_account_id
             from phones
             join virtual_number v on v.msisdn_index = phones.caller_index
             join pool own on own.id = v.pool_id) as is_virtual_number,

  p.position in (
    select pair.position
      from (select position, caller_index, callee_index as other_index from phones
             where callee_index is not null
            union
            select one.position, one.caller_index, other.caller_index
              from (select * from phones) one
              join (select * from phones) other on other.position = one.position
                and other.callee_index <> one.callee_index) pair
      join p own on own.position = pair.position
     where
  coalesce((select true from block k
             where k.blocked_index = pair.caller_index
               and k.blocked_from_index = any(array[pair.other_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = own.id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false)
        or
  coalesce((select true from block k
             where k.blocked_index = pair.other_index
               and k.blocked_from_index = any(array[pair.caller_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = own.id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false)) as is_blocked,
         existing.id as existing_id, existing.content_digest as existing_digest,
         coalesce(chosen.candidates, '{}') as candidates,
         coalesce(chosen.capacities, '{}') as capacities, array(
  select id from number_key where state in ('filling', 'complete') order by id) as written_keys
    from p
    left join (select position, array_agg(id order by rank) as candidates,
             array_agg(capacity order by rank) as capacities
        from drawn group by position) chosen on chosen.position = p.position
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference;

-- find-live-bookings-of-phone
--   $1 indexes bytea[]
select distinct pool_id, booking_id as id from route
   where caller_index = any($1::bytea[]) and callable_until > statement_timestamp()
   order by booking_id;

-- find-mentions-of-phone
--   $1 digits text
--   $2 separators text
select pool_id, id from booking
   where translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), $2::text, '') like '%' || $1::text || '%'
   order by 1, 2;

-- find-unannounced-recording
--   $1 pool_id uuid
--   $2 booking_id uuid
select from booking b join pool p on p.id = b.pool_id
   where b.pool_id = $1::uuid and b.id = $2::uuid and (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement');

-- forget-content-of-bookings
--   $1 pool_id uuid
--   $2 ids uuid[]
update booking set content_digest = null, updated_at = statement_timestamp()
   where pool_id = $1::uuid and id = any($2::uuid[]);

-- held-by-role
--   $1 pool_id uuid
with person as (
    select caller_role, caller_index, count(*) as held
      from route
     where pool_id = $1::uuid and reuse_after > now()
       and (callee_ciphertext is null or get_byte(nullif(callee_ciphertext, ''), 0) = (
         select id from number_key where state = 'complete' order by generation limit 1))
     group by caller_role, caller_index
  )
  select caller_role as role, count(*)::integer as people, max(held)::integer as most,
         avg(held)::float8 as mean
    from person
   group by caller_role
   order by max(held) desc, count(*) desc;

-- insert-abuse-report
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 id uuid
--   $4 reported_by text
--   $5 text_ciphertext bytea
--   $6 hold_days integer
with reported as (
    insert into abuse_report (id, pool_id, booking_id, reported_by, text_ciphertext, held_until,
                              created_at)
    select $3::uuid, party.pool_id, party.booking_id, party.role, $5::bytea,
           statement_timestamp() + make_interval(days => $6::integer), statement_timestamp()
      from party
     where party.pool_id = $1::uuid and party.booking_id = $2::uuid
       and party.role = $4::text
    returning *
  ),
  reported_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select r.pool_id, 'booking.reported' as type, r.booking_id, 0 as position,
            jsonb_build_object('bookingId', r.booking_id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'reportId', r.id, 'reportedBy', r.reported_by,
              'heldUntil', to_char(r.held_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from reported r
       join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), reported_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from reported_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select * from reported;

-- insert-alternates
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 alternates.position smallint[]
--   $5 alternates.ciphertext bytea[]
--   $6 alternates.index bytea[]
insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext, number_index)
  select $1::uuid, $2::uuid, $3::text, alternates.position, alternates.ciphertext,
         alternates.index
    from unnest($4::smallint[], $5::bytea[], $6::bytea[]) as alternates (position, ciphertext, index);

-- insert-backfilled-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 input.virtual_number_id integer[]
--   $4 input.original_caller_index bytea[]
--   $5 input.caller_index bytea[]
--   $6 input.callee_index bytea[]
--   $7 input.callee_ciphertext bytea[]
insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, caller_id_number_id, assigned_at,
                     callable_from, callable_until, reuse_after)
  select r.pool_id, input.caller_index, r.virtual_number_id, r.booking_id, r.caller_role,
         r.callee_role, input.callee_index, input.callee_ciphertext, r.caller_id_number_id,
         r.assigned_at, r.callable_from, r.callable_until, r.reuse_after
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (virtual_number_id, original_caller_index, caller_index, callee_index, callee_ciphertext)
    join route r on r.caller_index = input.original_caller_index and r.pool_id = $1::uuid
      and r.virtual_number_id = input.virtual_number_id and r.booking_id = $2::uuid
   order by input.caller_index
  on conflict do nothing
  returning true;

-- insert-bookings
--   $1 pool_id uuid
--   $2 bookings.id uuid[]
--   $3 bookings.number_mode text[]
--   $4 bookings.is_open boolean[]
--   $5 bookings.virtual_number_id integer[]
--   $6 bookings.second_number_id integer[]
--   $7 bookings.reference text[]
--   $8 bookings.content_digest bytea[]
--   $9 bookings.expires_at timestamptz[]
--   $10 bookings.ttl_seconds integer[]
--   $11 bookings.cooldown_seconds integer[]
--   $12 bookings.capacity integer[]
--   $13 bookings.second_capacity integer[]
--   $14 bookings.route_count integer[]
--   $15 bookings.starts_at timestamptz[]
--   $16 bookings.idle_ttl_seconds integer[]
--   $17 bookings.max_expires_at timestamptz[]
--   $18 bookings.quiet_hours jsonb[]
--   $19 bookings.call_recording boolean[]
--   $20 bookings.callers_allowed jsonb[]
--   $21 bookings.channels jsonb[]
--   $22 bookings.announcement jsonb[]
--   $23 bookings.metadata jsonb[]
--   $24 routes.booking_id uuid[]
--   $25 routes.virtual_number_id integer[]
--   $26 routes.caller_id_number_id integer[]
--   $27 routes.caller_index bytea[]
--   $28 routes.caller_role text[]
--   $29 routes.callee_role text[]
--   $30 routes.callee_index bytea[]
--   $31 routes.callee_ciphertext bytea[]
--   $32 parties.booking_id uuid[]
--   $33 parties.position smallint[]
--   $34 parties.role text[]
--   $35 parties.ciphertext bytea[]
--   $36 parties.index bytea[]
--   $37 parties.pin_ciphertext bytea[]
--   $38 parties.language text[]
--   $39 alternates.booking_id uuid[]
--   $40 alternates.role text[]
--   $41 alternates.position smallint[]
--   $42 alternates.ciphertext bytea[]
--   $43 alternates.index bytea[]
--   $44 pins.booking_id uuid[]
--   $45 pins.virtual_number_id integer[]
--   $46 pins.role text[]
--   $47 pins.index bytea[]
--   $48 acts.key_id uuid[]
--   $49 acts.actor text[]
--   $50 acts.action text[]
--   $51 acts.object_type text[]
--   $52 acts.object_id text[]
--   $53 acts.outcome text[]
--   $54 acts.code text[]
--   $55 acts.ip inet[]
--   $56 acts.details jsonb[]
--   $57 written_keys integer[]
with wanted as materialized (
    select * from unnest($24::uuid[], $25::integer[], $26::integer[], $27::bytea[], $28::text[], $29::text[], $30::bytea[], $31::bytea[]) as routes (booking_id, virtual_number_id, caller_id_number_id, caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
  ), barred as materialized (
    select wanted.booking_id
      from wanted
      join virtual_number v on v.msisdn_index = wanted.caller_index
      join pool own on own.id = v.pool_id
     where own.sub_account_id = (select sub_account_id from pool where id = $1::uuid)
  ), input as materialized (
    select bookings.*, n.msisdn,
           -- The functions ignore nulls: a booking may have no start and no last end.
           least(bookings.max_expires_at, coalesce(bookings.expires_at,
             greatest(statement_timestamp(), bookings.starts_at)
               + make_interval(secs => bookings.ttl_seconds))) as ends_at
      from (select id, number_mode, is_open, virtual_number_id, second_number_id, reference, content_digest, expires_at, ttl_seconds, cooldown_seconds, capacity, second_capacity, route_count, starts_at, idle_ttl_seconds, max_expires_at, quiet_hours, call_recording, (select array_agg(element::text)
         from jsonb_array_elements_text(callers_allowed) element) as callers_allowed, (select array_agg(element::text)
         from jsonb_array_elements_text(channels) element) as channels, announcement, metadata
            from unnest($2::uuid[], $3::text[], $4::boolean[], $5::integer[], $6::integer[], $7::text[], $8::bytea[], $9::timestamptz[], $10::integer[], $11::integer[], $12::integer[], $13::integer[], $14::integer[], $15::timestamptz[], $16::integer[], $17::timestamptz[], $18::jsonb[], $19::boolean[], $20::jsonb[], $21::jsonb[], $22::jsonb[], $23::jsonb[]) as bookings (id, number_mode, is_open, virtual_number_id, second_number_id, reference, content_digest, expires_at, ttl_seconds, cooldown_seconds, capacity, second_capacity, route_count, starts_at, idle_ttl_seconds, max_expires_at, quiet_hours, call_recording, callers_allowed, channels, announcement, metadata)) as bookings
      join virtual_number n on n.id = bookings.virtual_number_id and n.pool_id = $1::uuid
        and (n.state = 'enabled' and n.operational_status = 'Active')
     where not case when bookings.capacity is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= bookings.capacity end
       and (bookings.second_number_id is null or exists (
         select from virtual_number n
          where n.id = bookings.second_number_id and n.pool_id = $1::uuid and (n.state = 'enabled' and n.operational_status = 'Active')
            and not case when bookings.second_capacity is null then false else ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())) >= bookings.second_capacity end))
       and array(
  select id from number_key where state in ('filling', 'complete') order by id) = $57::integer[]
       and bookings.id not in (select booking_id from barred)
  ), routed as (
    insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
                       callee_role, callee_index, callee_ciphertext, caller_id_number_id,
                       assigned_at, callable_from, callable_until, reuse_after)
    select $1::uuid, wanted.caller_index, wanted.virtual_number_id, input.id,
           wanted.caller_role, wanted.callee_role, wanted.callee_index, wanted.callee_ciphertext,
           wanted.caller_id_number_id, statement_timestamp(), input.starts_at, input.ends_at,
           input.ends_at + make_interval(secs => input.cooldown_seconds)
      from wanted
      join input on input.id = wanted.booking_id
     order by wanted.caller_index, wanted.virtual_number_id

  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext,
         caller_id_number_id = excluded.caller_id_number_id, assigned_at = excluded.assigned_at,
         callable_from = excluded.callable_from, callable_until = excluded.callable_until,
         reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
      or (route.booking_id = excluded.booking_id
          and route.callee_index is not distinct from excluded.callee_index)
    returning route.booking_id
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, number_mode, is_open,
                         virtual_number_id, second_number_id, expires_at, created_at, updated_at,
                         starts_at, idle_ttl_seconds, max_expires_at, quiet_hours, call_recording, callers_allowed, channels, announcement, metadata)
    select $1::uuid, input.id, input.reference, input.content_digest, input.number_mode,
           input.is_open, input.virtual_number_id, input.second_number_id, input.ends_at,
           statement_timestamp(), statement_timestamp(),
           input.starts_at, input.idle_ttl_seconds, input.max_expires_at, input.quiet_hours, input.call_recording, input.callers_allowed, input.channels, input.announcement, input.metadata
      from input
      join (select booking_id, count(*) as routes from routed group by booking_id) written
        on written.booking_id = input.id and written.routes = input.route_count
    on conflict (reference, pool_id) do nothing
    returning *
  ), named as (
    insert into party (pool_id, booking_id, position, role, number_ciphertext, number_index,
                       pin_ciphertext, language)
    select $1::uuid, parties.booking_id, parties.position, parties.role, parties.ciphertext,
           parties.index, parties.pin_ciphertext, parties.language
      from unnest($32::uuid[], $33::smallint[], $34::text[], $35::bytea[], $36::bytea[], $37::bytea[], $38::text[]) as parties (booking_id, position, role, ciphertext, index, pin_ciphertext, language)
      join booked on booked.id = parties.booking_id
    returning role
  ), other_phones as (
    insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext,
                                 number_index)
    select $1::uuid, alternates.booking_id, alternates.role, alternates.position,
           alternates.ciphertext, alternates.index
      from unnest($39::uuid[], $40::text[], $41::smallint[], $42::bytea[], $43::bytea[]) as alternates (booking_id, role, position, ciphertext, index)
      join booked on booked.id = alternates.booking_id
    returning role
  ), pinned as (
    -- A PIN that exists on the number violates the key: the statement is rolled back and retried
    -- with other PINs.
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select $1::uuid, pins.virtual_number_id, pins.index, pins.booking_id, pins.role
      from unnest($44::uuid[], $45::integer[], $46::text[], $47::bytea[]) as pins (booking_id, virtual_number_id, role, index)
      join booked on booked.id = pins.booking_id
    returning role
  ), audited as (
  insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)

    select acts.* from unnest($48::uuid[], $49::text[], $50::text[], $51::text[], $52::text[], $53::text[], $54::text[], $55::inet[], $56::jsonb[]) as acts (key_id, actor, action, object_type, object_id, outcome, code, ip, details) join booked on booked.id::text = acts.object_id
  ),
  created_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.created' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', b.virtual_number, 'parties', b.parties,
              'expiresAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (
    select booked.pool_id, booked.id, booked.reference,
           case when booked.number_mode = 'shared' then input.msisdn end as virtual_number,
           with_numbers.parties, booked.expires_at
      from booked
      join input on input.id = booked.id
      join (select parties.booking_id, jsonb_agg(jsonb_build_object('role', parties.role,
                     'virtualNumber', case when i.number_mode = 'shared' or parties.position = 0
                       then i.msisdn else second.msisdn end) order by parties.position) as parties
              from unnest($32::uuid[], $33::smallint[], $34::text[], $35::bytea[], $36::bytea[], $37::bytea[], $38::text[]) as parties (booking_id, position, role, ciphertext, index, pin_ciphertext, language)
              join input i on i.id = parties.booking_id
              left join virtual_number second on second.id = i.second_number_id
             group by parties.booking_id) with_numbers on with_numbers.booking_id = booked.id) b) source) event


    returning pool_id, id, type, booking_id, once_key
  ), created_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from created_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) as status,
  b.number_mode, n.msisdn as first_number,
  (select msisdn from virtual_number second where second.id = b.second_number_id) as second_number,
  b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.starts_at, b.idle_ttl_seconds, b.max_expires_at, b.quiet_hours, b.call_recording, b.callers_allowed, b.channels, b.announcement, b.metadata,
  (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as is_recorded, b.expires_at as callable_until
    from booked b
    join input n on n.id = b.id
    join pool p on p.id = b.pool_id;

-- insert-pins
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 pins.virtual_number_id integer[]
--   $4 pins.role text[]
--   $5 pins.index bytea[]
with wanted as materialized (
    select * from unnest($3::integer[], $4::text[], $5::bytea[]) as pins (virtual_number_id, role, index)
  ), written as (
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select $1::uuid, wanted.virtual_number_id, wanted.index, $2::uuid, wanted.role
      from wanted
    on conflict do nothing
    returning role
  )
  select role from written
  union all
  -- Does not see the rows that this statement writes.
  select own.role
    from wanted
    join party_pin own on own.pin_index = wanted.index
      and own.virtual_number_id = wanted.virtual_number_id and own.pool_id = $1::uuid
      and own.booking_id = $2::uuid and own.role = wanted.role;

-- insert-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 callable_from timestamptz
--   $4 callable_until timestamptz
--   $5 cooldown_seconds integer
--   $6 routes.virtual_number_id integer[]
--   $7 routes.caller_id_number_id integer[]
--   $8 routes.caller_index bytea[]
--   $9 routes.caller_role text[]
--   $10 routes.callee_role text[]
--   $11 routes.callee_index bytea[]
--   $12 routes.callee_ciphertext bytea[]
--   $13 written_keys integer[]
insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, caller_id_number_id, assigned_at,
                     callable_from, callable_until, reuse_after)
  select $1::uuid, routes.caller_index, routes.virtual_number_id, $2::uuid,
         routes.caller_role, routes.callee_role, routes.callee_index, routes.callee_ciphertext,
         routes.caller_id_number_id, statement_timestamp(), $3::timestamptz, $4::timestamptz,
         $4::timestamptz + make_interval(secs => $5::integer)
    from unnest($6::integer[], $7::integer[], $8::bytea[], $9::text[], $10::text[], $11::bytea[], $12::bytea[]) as routes (virtual_number_id, caller_id_number_id, caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
   where array(
  select id from number_key where state in ('filling', 'complete') order by id) = $13::integer[]
   order by routes.caller_index, routes.virtual_number_id

  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext,
         caller_id_number_id = excluded.caller_id_number_id, assigned_at = excluded.assigned_at,
         callable_from = excluded.callable_from, callable_until = excluded.callable_until,
         reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
      or (route.booking_id = excluded.booking_id
          and route.callee_index is not distinct from excluded.callee_index)
  returning route.caller_index;

-- is-end-of-block-later
--   $1 time timestamptz
select $1::timestamptz > statement_timestamp() as is_later;

-- list-abuse-reports
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 before_id uuid
--   $4 limit integer
select * from abuse_report
   where booking_id = $2::uuid and pool_id = $1::uuid
     and ($3::uuid is null or id < $3::uuid)
   order by id desc
   limit $4::integer;

-- list-blocks
--   $1 pool_ids uuid[]
--   $2 before_id uuid
--   $3 limit integer
--   $4 key_id integer
select
  k.blocked_index, k.blocked_from_index, k.pool_id, k.id, k.blocked_ciphertext,
  k.blocked_from_ciphertext, k.reason_ciphertext, k.ends_at, k.created_at from block k
   where ($1::uuid[] is null or k.pool_id = any($1::uuid[]))
     and ($2::uuid is null or k.id < $2::uuid)
     and get_byte(blocked_ciphertext, 0) = $4::integer
   order by k.id desc
   limit $3::integer;

-- list-blocks-of-phone
--   $1 indexes bytea[]
--   $2 before_id uuid
--   $3 limit integer
--   $4 kept_days integer
with own as (
    select id, pool_id, ends_at, created_at, bool_or(blocked_index = any($1::bytea[])) as is_blocked
      from block
     where (blocked_index = any($1::bytea[]) or blocked_from_index = any($1::bytea[]))
       and ($2::uuid is null or id < $2::uuid)
     group by id, pool_id, ends_at, created_at
     order by id desc
     limit $3::integer
  )
  select own.id, p.name as pool, own.is_blocked, own.ends_at, own.created_at,
         case when $4::integer > 0 then own.ends_at + make_interval(days => $4::integer) end
           as kept_until
    from own
    left join pool p on p.id = own.pool_id and own.pool_id <> '00000000-0000-0000-0000-000000000000'
   order by own.id desc;

-- list-bookings-of-phone
--   $1 indexes bytea[]
--   $2 before_id uuid
--   $3 limit integer
--   $4 kept_days integer
with own as (
    select booking_id, array_agg(distinct role order by role) as roles,
           bool_or(has_pin) as has_pin, max(language) as language
      from (
        select booking_id, role, pin_ciphertext is not null as has_pin, language
          from party where number_index = any($1::bytea[])
        union all
        select a.booking_id, a.role, p.pin_ciphertext is not null, p.language
          from party_alternate a
          join party p using (pool_id, booking_id, role)
         where a.number_index = any($1::bytea[])
        union all
        select booking_id, caller_role, false, null from route
         where caller_index = any($1::bytea[])) known
     where $2::uuid is null or booking_id < $2::uuid
     group by booking_id
     order by booking_id desc
     limit $3::integer
  )
  select b.id, p.name as pool, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) as status, n.msisdn as virtual_number,
         own.roles,
         own.has_pin, own.language, b.created_at, b.expires_at, b.ended_at,
         case when $4::integer > 0 and b.ended_at is not null then greatest(
           b.ended_at + make_interval(days => $4::integer),
           (
  select max(report.held_until) from abuse_report report
   where report.booking_id = b.id and report.pool_id = b.pool_id)) end as kept_until
    from own
    join booking b on b.id = own.booking_id
    join pool p on p.id = b.pool_id
    -- The number that the phone's owner dials, or dialled before leaving the booking.
    join virtual_number n on n.id = coalesce(
      (select (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end) from party
        where party.pool_id = b.pool_id and party.booking_id = b.id and party.role = any(own.roles)
        order by party.position limit 1),
      b.virtual_number_id)
   order by b.id desc;

-- list-dead-routes
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
select distinct booking_id as id
    from (select booking_id from route
           where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC' and booking_id <> all($4::uuid[])
           order by reuse_after at time zone 'UTC'
           limit $2::integer) dead;

-- list-due-bookings
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
select id from booking
   where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC' and id <> all($4::uuid[])
   order by expires_at at time zone 'UTC'
   limit $2::integer;

-- list-old-block
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from block where ends_at < now() - make_interval(days => $1::integer) and not (id = any($3::uuid[])) order by ends_at limit $2::integer;

-- list-old-booking
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- Keeps a booking that has a route which still reserves its virtual number.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = booking.id and report.pool_id = booking.pool_id) <= now(), true) and not (id = any($3::uuid[])) order by ended_at at time zone 'UTC' limit $2::integer;

-- lock-block
--   $1 id uuid
select pool_id from block where id = $1::uuid
   order by blocked_index, blocked_from_index, pool_id
     for update;

-- lock-blocks-of-pairs
--   $1 pool_id uuid
--   $2 pairs.blocked_index bytea[]
--   $3 pairs.blocked_from_index bytea[]
select k.id, k.blocked_index, k.blocked_from_index
    from unnest($2::bytea[], $3::bytea[]) as pairs (blocked_index, blocked_from_index)
    join block k on k.blocked_index = pairs.blocked_index
      and k.blocked_from_index = pairs.blocked_from_index and k.pool_id = $1::uuid
   order by k.blocked_index, k.blocked_from_index
     for update of k;

-- lock-blocks-of-phone
--   $1 indexes bytea[]
--   $2 created_before timestamptz
select id from block
   where (blocked_index = any($1::bytea[]) or blocked_from_index = any($1::bytea[]))
     and created_at < $2::timestamptz
   order by blocked_index, blocked_from_index, pool_id
     for update;

-- lock-booking
--   $1 pool_id uuid
--   $2 id uuid
select from booking where pool_id = $1::uuid and id = $2::uuid for no key update;

-- lock-mentions-of-phone
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 digits text
--   $4 separators text
with locked as materialized (
    select * from booking
     where pool_id = $1::uuid and id = any($2::uuid[])
     order by id
       for no key update
  )
  select id, reference, metadata, announcement from locked
   where translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), $4::text, '') like '%' || $3::text || '%';

-- lock-numbers
--   $1 ids integer[]
select from virtual_number where id = any($1::integer[]) order by id for no key update;

-- lock-used-bookings
--   $1 uses.pool_id uuid[]
--   $2 uses.booking_id uuid[]
--   $3 uses.used_at timestamptz[]
select from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as uses (pool_id, booking_id, used_at)
    join booking b on b.id = uses.booking_id and b.pool_id = uses.pool_id
   order by b.id, b.pool_id
     for no key update of b;

-- movable-bookings
--   $1 pool_id uuid
--   $2 numbers.number_id integer[]
--   $3 numbers.most integer[]
--   $4 limit integer
--   $5 except uuid[]
select b.id, b.role, b.number_id, b.is_quiet,
         array(
           select distinct other.virtual_number_id
             from route mine
             join route other on other.caller_index = mine.caller_index
              and other.reuse_after > now()
            where mine.booking_id = b.id and mine.pool_id = $1::uuid
              and (b.role is null or mine.caller_role = b.role)) as held
    from unnest($2::integer[], $3::integer[]) as numbers (number_id, most)
    cross join lateral (
      select c.id, c.role, numbers.number_id,
             not exists (
               select from call_session s
                where s.booking_id = c.id and s.created_at > now() - interval '15 minutes') as is_quiet,
             c.created_at > now() - interval '15 minutes' as is_young,
             md5(c.id::text || date_trunc('hour', now())) as position
        from (
          select b.id, b.created_at, null as role
            from booking b
           where b.virtual_number_id = numbers.number_id and b.number_mode = 'shared'
             and b.status = 'active' and b.expires_at > now() and b.id <> all($5::uuid[]) and b.pool_id = $1::uuid
          union all
          select b.id, b.created_at, party.role
            from booking b
            join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.position = 0
           where b.virtual_number_id = numbers.number_id and b.number_mode = 'per-party'
             and b.status = 'active' and b.expires_at > now() and b.id <> all($5::uuid[]) and b.pool_id = $1::uuid
          union all
          select b.id, b.created_at, party.role
            from booking b
            join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.position = 1
           where b.second_number_id = numbers.number_id
             and b.status = 'active' and b.expires_at > now() and b.id <> all($5::uuid[]) and b.pool_id = $1::uuid) c
       order by is_quiet desc, is_young, position
       limit numbers.most) b
   order by b.is_quiet desc, b.is_young, b.position
   limit $4::integer;

-- move-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 virtual_number_id integer
--   $4 reason text
with moved as materialized (
    select pool_id, id, reference, null as role, virtual_number_id as from_number_id,
           $3::integer as to_number_id, $4::text as reason
      from booking where pool_id = $1::uuid and id = $2::uuid
  ),
  moved_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.number_changed' as type, b.id as booking_id, 1 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference, 'role', b.role,
              'virtualNumber', new.msisdn, 'previousVirtualNumber', old.msisdn,
              'reason', b.reason) as payload
       from (select * from moved) b
       join virtual_number new on new.id = b.to_number_id
       join virtual_number old on old.id = b.from_number_id
      where b.from_number_id <> b.to_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), moved_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from moved_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update booking set virtual_number_id = $3::integer, updated_at = statement_timestamp()
   where pool_id = $1::uuid and id = $2::uuid;

-- move-ends-of-used-bookings
--   $1 uses.pool_id uuid[]
--   $2 uses.booking_id uuid[]
--   $3 uses.used_at timestamptz[]
with moved as (
    update booking b
       set expires_at = used.ends_at, updated_at = statement_timestamp()
      from (
        select b.pool_id, b.id, p.cooldown_seconds, least(b.max_expires_at,
                 least(max(uses.used_at), statement_timestamp())
                   + make_interval(secs => b.idle_ttl_seconds)) as ends_at
          from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as uses (pool_id, booking_id, used_at)
          join booking b on b.id = uses.booking_id and b.pool_id = uses.pool_id
          join pool p on p.id = b.pool_id
         where b.status = 'active' and b.expires_at > statement_timestamp()
           and b.idle_ttl_seconds is not null
         group by b.pool_id, b.id, p.cooldown_seconds) used
     where b.id = used.id and b.pool_id = used.pool_id and b.expires_at < used.ends_at
    returning b.pool_id, b.id, b.expires_at, used.cooldown_seconds
  )
  update route
     set callable_until = moved.expires_at,
         reuse_after = moved.expires_at + make_interval(secs => moved.cooldown_seconds)
    from moved
   where route.booking_id = moved.id and route.pool_id = moved.pool_id
     and route.callable_until > statement_timestamp();

-- move-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 virtual_number_id integer
--   $5 reason text
with moved as materialized (
    select b.pool_id, b.id, b.reference, party.role, party.position,
           (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end) as from_number_id, $4::integer as to_number_id,
           $5::text as reason
      from booking b
      join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.role = $3::text
     where b.pool_id = $1::uuid and b.id = $2::uuid
  ),
  moved_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.number_changed' as type, b.id as booking_id, 1 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference, 'role', b.role,
              'virtualNumber', new.msisdn, 'previousVirtualNumber', old.msisdn,
              'reason', b.reason) as payload
       from (select * from moved) b
       join virtual_number new on new.id = b.to_number_id
       join virtual_number old on old.id = b.from_number_id
      where b.from_number_id <> b.to_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), moved_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from moved_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ), caller_ids as (
    update route set caller_id_number_id = $4::integer
     where pool_id = $1::uuid and booking_id = $2::uuid and callee_role = $3::text
  )
  update booking
     set virtual_number_id = case moved.position when 0 then $4::integer
           else virtual_number_id end,
         second_number_id = case moved.position when 1 then $4::integer
           else second_number_id end,
         updated_at = statement_timestamp()
    from moved
   where booking.pool_id = $1::uuid and booking.id = $2::uuid;

-- page-of-abuse-reports
--   $1 after_id uuid
--   $2 limit integer
select id, pool_id, text_ciphertext from abuse_report
   where id > $1::uuid order by id limit $2::integer;

-- page-of-block-reasons
--   $1 blocked_index bytea
--   $2 blocked_from_index bytea
--   $3 pool_id uuid
--   $4 limit integer
select blocked_index, blocked_from_index, pool_id, reason_ciphertext from block
   where (blocked_index, blocked_from_index, pool_id)
           > ($1::bytea, $2::bytea, $3::uuid)
     and reason_ciphertext is not null
   order by blocked_index, blocked_from_index, pool_id
   limit $4::integer;

-- page-of-blocks
--   $1 blocked_index bytea
--   $2 blocked_from_index bytea
--   $3 pool_id uuid
--   $4 key_id integer
--   $5 limit integer
select blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
         blocked_from_ciphertext, reason_ciphertext
    from block
   where (blocked_index, blocked_from_index, pool_id)
           > ($1::bytea, $2::bytea, $3::uuid)
     and get_byte(blocked_ciphertext, 0) = $4::integer
   order by blocked_index, blocked_from_index, pool_id
   limit $5::integer;

-- page-of-pins
--   $1 after_booking_id uuid
--   $2 limit integer
with page as materialized (
    select booking_id, pool_id from party_pin
     where booking_id > $1::uuid order by booking_id limit $2::integer
  )
  select pin.pool_id, pin.booking_id, pin.role, pin.virtual_number_id, pin.pin_index,
         party.pin_ciphertext
    from (select distinct booking_id, pool_id from page) of
    join party_pin pin on pin.booking_id = of.booking_id and pin.pool_id = of.pool_id
    left join party on party.booking_id = pin.booking_id and party.role = pin.role
      and party.pool_id = pin.pool_id
   order by pin.booking_id;

-- page-of-routes
--   $1 after_booking_id uuid
--   $2 current_key_id integer
--   $3 key_id integer
--   $4 limit integer
with page as materialized (
    select booking_id, pool_id from route
     where booking_id > $1::uuid order by booking_id limit $4::integer
  )
  select distinct on (page.booking_id) page.booking_id, page.pool_id, (
      select count(*) filter (where get_byte(nullif(callee_ciphertext, ''), 0) = $2::integer)
               > count(*) filter (where get_byte(nullif(callee_ciphertext, ''), 0) = $3::integer)
             or bool_or(get_byte(nullif(callee_ciphertext, ''), 0) is null)
        from route r
       where r.booking_id = page.booking_id and r.pool_id = page.pool_id
         and r.reuse_after > statement_timestamp()) as needs_backfill
    from page
   order by page.booking_id;

-- planned-numbers
--   $1 pool_id uuid
select n.id, n.msisdn, n.weight, n.country_code as country, ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::integer as active,
         coalesce(n.max_active_bookings, p.max_active_bookings) as capacity, (n.state = 'enabled' and n.operational_status = 'Active') as is_usable, n.reserved as is_reserved, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC')::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
   where n.pool_id = $1::uuid
   order by n.ordinal;

-- pool-gauges
--   $1 pools integer
with active as materialized (
    select pool_id, virtual_number_id, second_number_id, count(*) as bookings
      from booking
     where status = 'active' and expires_at > statement_timestamp()
     group by pool_id, virtual_number_id, second_number_id
  ), used as (
    select id, sum(bookings) as bookings
      from (select virtual_number_id as id, bookings from active
            union all
            select second_number_id, bookings from active
             where second_number_id <> virtual_number_id) each
     group by id
  ), first_pools as materialized (
    select * from pool order by name limit $1::integer
  ), numbers as (
    select p.id as pool_id, n.weight, n.reserved, (n.state = 'enabled' and n.operational_status = 'Active') as is_enabled,
           coalesce(used.bookings, 0) as bookings,
           coalesce(used.bookings >= coalesce(n.max_active_bookings, p.max_active_bookings), false) as is_full
      from first_pools p
      join virtual_number n on n.pool_id = p.id
      left join used on used.id = n.id
  ), counted as (
    select pool_id,
           count(*) filter (where is_enabled and not reserved and not is_full) as free,
           count(*) filter (where is_enabled and not reserved and is_full) as full,
           count(*) filter (where is_enabled and reserved) as reserved,
           count(*) filter (where not is_enabled) as unavailable,
           max(bookings::float8 / weight) filter (where is_enabled and not reserved) as peak,
           avg(bookings::float8 / weight) filter (where is_enabled and not reserved) as mean
      from numbers group by pool_id
  )
  select p.id, p.name, coalesce(counted.free, 0)::integer as free,
         coalesce(counted.full, 0)::integer as full,
         coalesce(counted.reserved, 0)::integer as reserved,
         coalesce(counted.unavailable, 0)::integer as unavailable,
         (select coalesce(sum(bookings), 0)::integer from active where active.pool_id = p.id) as active,
         counted.peak / nullif(counted.mean, 0) as peak_over_mean
    from first_pools p
    left join counted on counted.pool_id = p.id
   order by p.name;

-- pool-load
--   $1 pool_id uuid
--   $2 limit integer
--   $3 after_active integer
--   $4 after_ordinal integer
with of_first as materialized (
    select virtual_number_id, count(*) as bookings
      from booking
     where pool_id = $1::uuid and status = 'active' and expires_at > now()
     group by virtual_number_id
  ), of_second as (
    select second_number_id as virtual_number_id, count(*) as bookings
      from booking
     where pool_id = $1::uuid and status = 'active' and expires_at > now()
       and second_number_id is not null and second_number_id <> virtual_number_id
     group by second_number_id
  ), active as (
    select virtual_number_id, sum(bookings) as bookings
      from (select * from of_first union all select * from of_second) used
     group by virtual_number_id
  ), cooling_routes as materialized (
    select distinct virtual_number_id, booking_id
      from route
     where pool_id = $1::uuid and callable_until <= now() and reuse_after > now()
  ), cooling as (
    select virtual_number_id, count(*) as bookings from cooling_routes group by virtual_number_id
  ), calls as (
    select virtual_number, count(*) as calls
      from call_session
     where pool_id = $1::uuid
       and created_at at time zone 'UTC' > (now() - interval '15 minutes') at time zone 'UTC'
     group by virtual_number
  ), number_load as materialized (
    select n.ordinal, n.msisdn, n.state, n.operational_status, n.health, n.weight, n.reserved,
           coalesce(active.bookings, 0)::integer as active,
           coalesce(cooling.bookings, 0)::integer as cooling,
           coalesce(calls.calls, 0)::integer as calls,
           case when not (n.state = 'enabled' and n.operational_status = 'Active') then 0
                -- No limit.
                when coalesce(n.max_active_bookings, p.max_active_bookings) is null then null
                else greatest(0, coalesce(n.max_active_bookings, p.max_active_bookings) - coalesce(active.bookings, 0))::integer end as free,
           ((n.state = 'enabled' and n.operational_status = 'Active') and not n.reserved) as is_chosen
      from virtual_number n
      join pool p on p.id = n.pool_id
      left join active on active.virtual_number_id = n.id
      left join cooling on cooling.virtual_number_id = n.id
      left join calls on calls.virtual_number = n.msisdn
     where n.pool_id = $1::uuid
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
       where $3::integer is null or active < $3::integer
          or (active = $3::integer and ordinal > $4::integer)
       order by active desc, ordinal
       limit $2::integer) page on true
   order by page.active desc, page.ordinal;

-- read-locked-booking
--   $1 pool_id uuid
--   $2 id uuid
--   $3 expires_at timestamptz
select b.id, b.reference, b.number_mode, b.virtual_number_id, b.second_number_id, b.starts_at,
         b.expires_at, b.idle_ttl_seconds, b.max_expires_at, b.reopened_from_id,
         b.reopened_from_second_id, b.is_open, b.callers_allowed, b.quiet_hours,
         (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) as status, coalesce(b.starts_at <= statement_timestamp(), true) as has_started,
         p.name as pool_name, p.grace_seconds, p.cooldown_seconds, p.party_pin,
         ($3::timestamptz is null or $3::timestamptz > statement_timestamp()) as expires_later,
         statement_timestamp()::text as locked_at
    from booking b join pool p on p.id = b.pool_id
   where b.pool_id = $1::uuid and b.id = $2::uuid;

-- read-locked-version
--   $1 pool_id uuid
--   $2 booking_id uuid
select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) as status,
  b.number_mode, n.msisdn as first_number,
  (select msisdn from virtual_number second where second.id = b.second_number_id) as second_number,
  b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.starts_at, b.idle_ttl_seconds, b.max_expires_at, b.quiet_hours, b.call_recording, b.callers_allowed, b.channels, b.announcement, b.metadata,
  (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as is_recorded,
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         (select json_agg(json_build_object(
             'role', party.role, 'ciphertext', encode(party.number_ciphertext, 'base64'),
             'pin', encode(party.pin_ciphertext, 'base64'), 'language', party.language,
             'alternates', (
               select coalesce(json_agg(json_build_object('position', a.position,
                                  'ciphertext', encode(a.number_ciphertext, 'base64'))
                                order by a.position), '[]')
                 from party_alternate a
                where a.pool_id = party.pool_id and a.booking_id = party.booking_id
                  and a.role = party.role)) order by party.position)
            from party where party.pool_id = b.pool_id and party.booking_id = b.id) as parties
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id where b.pool_id = $1::uuid and b.id = $2::uuid;

-- read-reopened-end
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 locked_at timestamptz
--   $4 expires_at timestamptz
--   $5 ttl_seconds integer
--   $6 max_expires_at timestamptz
select ends.ends_at, ends.ends_at > $3::timestamptz as ends_later, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
         (select coalesce(n.max_active_bookings, p.max_active_bookings) from virtual_number n where n.id = b.second_number_id) as second_capacity
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
    -- The functions ignore nulls: a booking may have no start and no last end.
    cross join lateral (select least(coalesce($6::timestamptz, b.max_expires_at), coalesce(
      $4::timestamptz, greatest($3::timestamptz, b.starts_at) + make_interval(
        secs => coalesce($5::integer, b.idle_ttl_seconds, p.booking_ttl_seconds)))) as ends_at) ends
   where b.pool_id = $1::uuid and b.id = $2::uuid;

-- redirect-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 callee_role text
--   $4 routes.virtual_number_id integer[]
--   $5 routes.caller_index bytea[]
--   $6 routes.callee_index bytea[]
--   $7 routes.callee_ciphertext bytea[]
update route
     set callee_role = $3::text, callee_index = routes.callee_index,
         callee_ciphertext = routes.callee_ciphertext
    from unnest($4::integer[], $5::bytea[], $6::bytea[], $7::bytea[]) as routes (virtual_number_id, caller_index, callee_index, callee_ciphertext)
   where route.pool_id = $1::uuid and route.booking_id = $2::uuid
     and route.virtual_number_id = routes.virtual_number_id
     and route.caller_index = routes.caller_index;

-- remove-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 locked_at timestamptz
with removed as (
    delete from party
     where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text
    returning position
  ), staying as (
    update party set position = 0
     where pool_id = $1::uuid and booking_id = $2::uuid and role <> $3::text
  ), alone as (
    update route
       set callee_role = null, callee_index = null, callee_ciphertext = null,
           caller_id_number_id = null
     where pool_id = $1::uuid and booking_id = $2::uuid and callee_role = $3::text
  )
  update booking
     set is_open = true, content_digest = null, updated_at = $4::timestamptz,
         virtual_number_id = case when removed.position = 0
           then coalesce(second_number_id, virtual_number_id) else virtual_number_id end,
         second_number_id = null
    from removed
   where booking.pool_id = $1::uuid and booking.id = $2::uuid;

-- reopen-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 locked_at timestamptz
--   $4 virtual_number_id integer
--   $5 second_number_id integer
--   $6 expires_at timestamptz
--   $7 max_expires_at timestamptz
--   $8 cooldown_seconds integer
with reopened as (
    update booking
       set status = 'active', ended_at = null, expires_at = $6::timestamptz,
           max_expires_at = coalesce($7::timestamptz, max_expires_at),
           reopened_from_id = virtual_number_id, virtual_number_id = $4::integer,
           reopened_from_second_id = second_number_id, second_number_id = $5::integer,
           updated_at = $3::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning pool_id, id, reference, number_mode, virtual_number_id, second_number_id, expires_at,
      reopened_from_id, reopened_from_second_id
  ),
  reopened_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.reopened' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', case when b.number_mode = 'shared' then n.msisdn end, 'parties', (
  select jsonb_agg(jsonb_build_object('role', party.role, 'virtualNumber', own.msisdn)
                   order by party.position)
    from party join virtual_number own on own.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
   where party.pool_id = b.pool_id and party.booking_id = b.id),
              'expiresAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from reopened) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), reopened_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from reopened_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ),
  moved_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.number_changed' as type, b.id as booking_id, 1 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference, 'role', b.role,
              'virtualNumber', new.msisdn, 'previousVirtualNumber', old.msisdn,
              'reason', b.reason) as payload
       from (
    select b.pool_id, b.id, b.reference, null as role, b.reopened_from_id as from_number_id,
           b.virtual_number_id as to_number_id, 'reopened' as reason
      from reopened b
     where b.number_mode = 'shared'
    union all
    select b.pool_id, b.id, b.reference, party.role,
           case party.position when 0 then b.reopened_from_id else b.reopened_from_second_id end,
           (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end), 'reopened'
      from reopened b
      join party on party.pool_id = b.pool_id and party.booking_id = b.id
     where b.number_mode = 'per-party') b
       join virtual_number new on new.id = b.to_number_id
       join virtual_number old on old.id = b.from_number_id
      where b.from_number_id <> b.to_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), moved_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from moved_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update route
     set callable_until = b.expires_at,
         reuse_after = b.expires_at + make_interval(secs => $8::integer),
         caller_id_number_id = case when b.number_mode = 'per-party' then (
           select (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end) from party
            where party.pool_id = b.pool_id and party.booking_id = b.id
              and party.role = route.callee_role) end
    from reopened b
   where route.pool_id = b.pool_id and route.booking_id = b.id
     and route.callable_until > $3::timestamptz;

-- replace-phone
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 ciphertext bytea
--   $5 index bytea
--   $6 pin_ciphertext bytea
--   $7 language text
with forgotten as (
    update booking set content_digest = null where pool_id = $1::uuid and id = $2::uuid
  )
  update party set number_ciphertext = $4::bytea, number_index = $5::bytea, pin_ciphertext = $6::bytea,
         language = $7::text
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- rewrite-abuse-report
--   $1 id uuid
--   $2 pool_id uuid
--   $3 text_ciphertext bytea
update abuse_report set text_ciphertext = $3::bytea
   where id = $1::uuid and pool_id = $2::uuid;

-- rewrite-reason-of-block
--   $1 blocked_index bytea
--   $2 blocked_from_index bytea
--   $3 pool_id uuid
--   $4 previous bytea
--   $5 reason_ciphertext bytea
update block set reason_ciphertext = $5::bytea
   where blocked_index = $1::bytea and blocked_from_index = $2::bytea
     and pool_id = $3::uuid and reason_ciphertext = $4::bytea;

-- rewrite-texts-of-booking
--   $1 pool_id uuid
--   $2 id uuid
--   $3 reference text
--   $4 metadata jsonb
--   $5 announcement jsonb
update booking
     set reference = $3::text, metadata = $4::jsonb, announcement = $5::jsonb
   where pool_id = $1::uuid and id = $2::uuid;

-- select-live-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
select virtual_number_id, caller_index, caller_role, callee_ciphertext, get_byte(nullif(callee_ciphertext, ''), 0) as key_id
    from route
   where pool_id = $1::uuid and booking_id = $2::uuid
     and reuse_after > statement_timestamp();

-- select-phones
--   $1 pool_id uuid
--   $2 booking_id uuid
select role, position as place, 0 as position, number_ciphertext, number_index, language
    from party where pool_id = $1::uuid and booking_id = $2::uuid and number_index is not null
  union all
  select role, party.position, a.position, a.number_ciphertext, a.number_index, party.language
    from party_alternate a
    join party using (pool_id, booking_id, role)
   where a.pool_id = $1::uuid and a.booking_id = $2::uuid
  order by place, position;

-- select-pin
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
select pin_ciphertext from party
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text and pin_ciphertext is not null;

-- select-pin-rows
--   $1 pool_id uuid
--   $2 booking_id uuid
select virtual_number_id, pin_index, role from party_pin
   where pool_id = $1::uuid and booking_id = $2::uuid;

-- select-routes-of-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 locked_at timestamptz
select virtual_number_id, caller_index, get_byte(nullif(callee_ciphertext, ''), 0) as key_id, assigned_at
    from route
   where pool_id = $1::uuid and booking_id = $2::uuid and caller_role = $3::text and callable_until > $4::timestamptz;

-- select-written-keys
select array(
  select id from number_key where state in ('filling', 'complete') order by id) as keys;

-- set-language-of-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 language text
with changed as (
    update booking set updated_at = statement_timestamp()
     where pool_id = $1::uuid and id = $2::uuid
  )
  update party set language = $4::text
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- update-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 expires_at timestamptz
--   $4 ttl_seconds integer
--   $5 cooldown_seconds integer
--   $6 locked_at timestamptz
--   $7 changed text[]
--   $8 starts_at timestamptz
--   $9 idle_ttl_seconds integer
--   $10 max_expires_at timestamptz
--   $11 quiet_hours jsonb
--   $12 call_recording boolean
--   $13 callers_allowed text[]
--   $14 channels text[]
--   $15 announcement jsonb
--   $16 metadata jsonb
with changed as (
    update booking
       -- The functions ignore nulls: a booking may have no start and no last end.
       set expires_at = least(case when 'max_expires_at' = any($7::text[]) then $10::timestamptz else max_expires_at end, coalesce($3::timestamptz,
             greatest($6::timestamptz, case when 'starts_at' = any($7::text[]) then $8::timestamptz else starts_at end)
               + make_interval(secs => $4::integer), expires_at)),
           starts_at = case when 'starts_at' = any($7::text[]) then $8::timestamptz else starts_at end,
           idle_ttl_seconds = case when 'idle_ttl_seconds' = any($7::text[]) then $9::integer else idle_ttl_seconds end,
           max_expires_at = case when 'max_expires_at' = any($7::text[]) then $10::timestamptz else max_expires_at end,
           quiet_hours = case when 'quiet_hours' = any($7::text[]) then $11::jsonb else quiet_hours end,
           call_recording = case when 'call_recording' = any($7::text[]) then $12::boolean else call_recording end,
           callers_allowed = case when 'callers_allowed' = any($7::text[]) then $13::text[] else callers_allowed end,
           channels = case when 'channels' = any($7::text[]) then $14::text[] else channels end,
           announcement = case when 'announcement' = any($7::text[]) then $15::jsonb else announcement end,
           metadata = case when 'metadata' = any($7::text[]) then $16::jsonb else metadata end,
           updated_at = $6::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning starts_at, expires_at
  )
  update route
     set callable_from = changed.starts_at, callable_until = changed.expires_at,
         reuse_after = changed.expires_at + make_interval(secs => $5::integer)
    from changed
   where route.pool_id = $1::uuid and route.booking_id = $2::uuid
     and route.callable_until > $6::timestamptz;

-- usable-numbers
--   $1 pool_id uuid
select count(*)::integer as numbers
    from virtual_number n
   where n.pool_id = $1::uuid and ((n.state = 'enabled' and n.operational_status = 'Active') and not n.reserved);

-- write-blocks
--   $1 pool_id uuid
--   $2 ends_at timestamptz
--   $3 blocks.id uuid[]
--   $4 blocks.blocked_index bytea[]
--   $5 blocks.blocked_from_index bytea[]
--   $6 blocks.blocked_ciphertext bytea[]
--   $7 blocks.blocked_from_ciphertext bytea[]
--   $8 blocks.reason_ciphertext bytea[]
--   $9 written_keys integer[]
insert into block as k (blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
                          blocked_from_ciphertext, reason_ciphertext, ends_at, created_at)
  select blocks.blocked_index, blocks.blocked_from_index, $1::uuid, blocks.id,
         blocks.blocked_ciphertext, blocks.blocked_from_ciphertext, blocks.reason_ciphertext,
         $2::timestamptz, statement_timestamp()
    from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as blocks (id, blocked_index, blocked_from_index, blocked_ciphertext, blocked_from_ciphertext, reason_ciphertext)
   where array(
  select id from number_key where state in ('filling', 'complete') order by id) = $9::integer[]
     and ($2::timestamptz is null or $2::timestamptz > statement_timestamp())
   -- In the order of the key, so that equal requests wait for each other instead of deadlocking.
   order by blocks.blocked_index, blocks.blocked_from_index
  on conflict (blocked_index, blocked_from_index, pool_id) do update set
    ends_at = case when k.ends_at <= excluded.created_at then excluded.ends_at
      when k.ends_at is not null and excluded.ends_at is not null
        then greatest(k.ends_at, excluded.ends_at) end,
    reason_ciphertext = case when k.ends_at <= excluded.created_at then excluded.reason_ciphertext
      else coalesce(excluded.reason_ciphertext, k.reason_ciphertext) end,
    created_at = case when k.ends_at <= excluded.created_at then excluded.created_at
      else k.created_at end
  returning
  k.blocked_index, k.blocked_from_index, k.pool_id, k.id, k.blocked_ciphertext,
  k.blocked_from_ciphertext, k.reason_ciphertext, k.ends_at, k.created_at;
