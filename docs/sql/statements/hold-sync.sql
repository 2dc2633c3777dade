-- hold-sync
-- $1 pool_id uuid
-- $2 id uuid
-- $3 source text
-- $4 as_of timestamptz
-- $5 seen_since timestamptz
-- $6 would_retire integer
-- $7 numbers integer

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
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sync_held_event event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written
