-- end-booking
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 status text
-- $4 grace_seconds integer
-- $5 cooldown_seconds integer
-- $6 locked_at timestamptz

with ended as (
    update booking set status = $3::text, ended_at = $6::timestamptz, updated_at = $6::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning pool_id, id, reference, virtual_number_id, status, ended_at,
      least(expires_at, ended_at + make_interval(secs => $4::integer)) as callable_until
  ),
  told_ended as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.' || b.status as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'endedAt', to_char(b.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'callableUntil', to_char(b.callable_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from ended) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_ended_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_ended event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update route
     set callable_until = least(callable_until, $6::timestamptz + make_interval(secs => $4::integer)),
         reuse_after = least(callable_until, $6::timestamptz + make_interval(secs => $4::integer))
           + make_interval(secs => $5::integer)
   where pool_id = $1::uuid and booking_id = $2::uuid
