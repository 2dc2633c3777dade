-- move-booking
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 virtual_number_id integer
-- $4 reason text

with moved as materialized (
    select pool_id, id, reference, virtual_number_id as from_number_id, $3::integer as to_number_id,
           $4::text as reason
      from booking where pool_id = $1::uuid and id = $2::uuid
  ),
  told_moved as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.number_changed' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', new.msisdn, 'previousVirtualNumber', old.msisdn,
              'reason', b.reason) as payload
       from (select * from moved) b
       join virtual_number new on new.id = b.to_number_id
       join virtual_number old on old.id = b.from_number_id
      where b.from_number_id <> b.to_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_moved_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_moved event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update booking set virtual_number_id = $3::integer, updated_at = statement_timestamp()
   where pool_id = $1::uuid and id = $2::uuid
