-- expire-bookings
-- $1 pool_id uuid
-- $2 limit integer
-- $3 from timestamp

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
    returning b.pool_id, b.id, b.reference, b.virtual_number_id, b.expires_at
  ),
  told_expired as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_expired_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_expired event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired
