-- insert-bookings
-- $1 pool_id uuid
-- $2 bookings.id uuid[]
-- $3 bookings.virtual_number_id integer[]
-- $4 bookings.reference text[]
-- $5 bookings.content_digest bytea[]
-- $6 bookings.expires_at timestamptz[]
-- $7 bookings.ttl_seconds integer[]
-- $8 bookings.cooldown_seconds integer[]
-- $9 bookings.capacity integer[]
-- $10 bookings.route_count integer[]
-- $11 bookings.call_recording boolean[]
-- $12 bookings.callers_allowed jsonb[]
-- $13 bookings.announcement jsonb[]
-- $14 bookings.metadata jsonb[]
-- $15 routes.booking_id uuid[]
-- $16 routes.caller_index bytea[]
-- $17 routes.caller_role text[]
-- $18 routes.callee_role text[]
-- $19 routes.callee_index bytea[]
-- $20 routes.callee_ciphertext bytea[]
-- $21 parties.booking_id uuid[]
-- $22 parties.position smallint[]
-- $23 parties.role text[]
-- $24 parties.ciphertext bytea[]
-- $25 parties.index bytea[]
-- $26 parties.pin_ciphertext bytea[]
-- $27 alternates.booking_id uuid[]
-- $28 alternates.role text[]
-- $29 alternates.position smallint[]
-- $30 alternates.ciphertext bytea[]
-- $31 alternates.index bytea[]
-- $32 pins.booking_id uuid[]
-- $33 pins.role text[]
-- $34 pins.index bytea[]
-- $35 written_keys integer[]

with wanted as materialized (
    select * from unnest($15::uuid[], $16::bytea[], $17::text[], $18::text[], $19::bytea[], $20::bytea[]) as routes (booking_id, caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
  ), barred as materialized (
    select wanted.booking_id
      from wanted
      join virtual_number v on v.msisdn_index = wanted.caller_index
      join pool own on own.id = v.pool_id
     where own.sub_account_id = (select sub_account_id from pool where id = $1::uuid)
  ), input as materialized (
    select bookings.*, n.msisdn,
           coalesce(bookings.expires_at,
             statement_timestamp() + make_interval(secs => bookings.ttl_seconds)) as ends_at
      from (select id, virtual_number_id, reference, content_digest, expires_at, ttl_seconds, cooldown_seconds, capacity, route_count, call_recording, (select array_agg(element::text)
         from jsonb_array_elements_text(callers_allowed) element) as callers_allowed, announcement, metadata
            from unnest($2::uuid[], $3::integer[], $4::text[], $5::bytea[], $6::timestamptz[], $7::integer[], $8::integer[], $9::integer[], $10::integer[], $11::boolean[], $12::jsonb[], $13::jsonb[], $14::jsonb[]) as bookings (id, virtual_number_id, reference, content_digest, expires_at, ttl_seconds, cooldown_seconds, capacity, route_count, call_recording, callers_allowed, announcement, metadata)) as bookings
      join virtual_number n on n.id = bookings.virtual_number_id and n.pool_id = $1::uuid
        and (n.state = 'enabled' and n.operational_status = 'Active')
     where not case when bookings.capacity is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= bookings.capacity end
       and array(
  select id from number_key where state in ('filling', 'complete') order by id) = $35::integer[]
       and bookings.id not in (select booking_id from barred)
  ), routed as (
    insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
                       callee_role, callee_index, callee_ciphertext, assigned_at, callable_until,
                       reuse_after)
    select $1::uuid, wanted.caller_index, input.virtual_number_id, input.id,
           wanted.caller_role, wanted.callee_role, wanted.callee_index, wanted.callee_ciphertext,
           statement_timestamp(), input.ends_at,
           input.ends_at + make_interval(secs => input.cooldown_seconds)
      from wanted
      join input on input.id = wanted.booking_id
     order by wanted.caller_index, input.virtual_number_id

  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext, assigned_at = excluded.assigned_at,
         callable_until = excluded.callable_until, reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
    returning route.booking_id
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                         created_at, updated_at, call_recording, callers_allowed, announcement, metadata)
    select $1::uuid, input.id, input.reference, input.content_digest,
           input.virtual_number_id, input.ends_at, statement_timestamp(), statement_timestamp(),
           input.call_recording, input.callers_allowed, input.announcement, input.metadata
      from input
     where input.route_count = (select count(*) from routed where routed.booking_id = input.id)
    on conflict (reference, pool_id) do nothing
    returning *
  ), named as (
    insert into party (pool_id, booking_id, position, role, number_ciphertext, number_index,
                       pin_ciphertext)
    select $1::uuid, parties.booking_id, parties.position, parties.role, parties.ciphertext,
           parties.index, parties.pin_ciphertext
      from unnest($21::uuid[], $22::smallint[], $23::text[], $24::bytea[], $25::bytea[], $26::bytea[]) as parties (booking_id, position, role, ciphertext, index, pin_ciphertext)
      join booked on booked.id = parties.booking_id
    returning role
  ), other_phones as (
    insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext,
                                 number_index)
    select $1::uuid, alternates.booking_id, alternates.role, alternates.position,
           alternates.ciphertext, alternates.index
      from unnest($27::uuid[], $28::text[], $29::smallint[], $30::bytea[], $31::bytea[]) as alternates (booking_id, role, position, ciphertext, index)
      join booked on booked.id = alternates.booking_id
    returning role
  ), pinned as (
    -- A PIN that the number has already breaks the key: all is undone, and tried with other PINs.
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select $1::uuid, booked.virtual_number_id, pins.index, pins.booking_id, pins.role
      from unnest($32::uuid[], $33::text[], $34::bytea[]) as pins (booking_id, role, index)
      join booked on booked.id = pins.booking_id
    returning role
  ),
  told_created as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.created' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', b.virtual_number, 'expiresAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (
    select booked.pool_id, booked.id, booked.reference, input.msisdn as virtual_number,
           booked.expires_at
      from booked join input on input.id = booked.id) b) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_created_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_created event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
  n.msisdn as virtual_number, b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.call_recording, b.callers_allowed, b.announcement, b.metadata,
  coalesce(b.call_recording, p.call_recording) as is_recorded, b.expires_at as callable_until
    from booked b
    join input n on n.id = b.id
    join pool p on p.id = b.pool_id
