-- retire-missing-numbers
-- $1 pool_id uuid
-- $2 as_of timestamptz
-- $3 seen_since timestamptz
-- $4 after_id integer
-- $5 limit integer

with locked as materialized (
    select n.id, n.operational_status as previous_status
      from virtual_number n
     where n.pool_id = $1::uuid and n.id > $4::integer and n.operational_status <> 'Inactive'
       and
  (n.created_at <= $2::timestamptz and (n.news_at is null or n.news_at <= $2::timestamptz)
    and (n.synced_at is null or n.synced_at < $3::timestamptz))
     order by n.id
     limit $5::integer
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = 'Inactive', news_at = $2::timestamptz, synced_at = now(),
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
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from status_event event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as retired, max(id) as last from updated
