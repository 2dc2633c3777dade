-- redeliver-event
-- $1 event_id uuid
-- $2 endpoint_id uuid

insert into webhook_delivery as d (pool_id, event_id, endpoint_id, booking_id, due_at)
  select e.pool_id, e.id, w.id, e.booking_id, statement_timestamp()
    from outbox_event e
    join webhook_endpoint w on w.state = 'enabled'
      and (w.id = $2::uuid
        or $2::uuid is null and (
  w.state = 'enabled' and (w.types is null or e.type = any(w.types))
    and (w.pool_ids is null or e.pool_id = any(w.pool_ids)) or exists (
          select from webhook_delivery had where had.event_id = e.id and had.endpoint_id = w.id)))
   where e.id = $1::uuid
  on conflict (event_id, endpoint_id, pool_id) do update set
    status = 'pending', attempts = 0, due_at = excluded.due_at, claim = null, claimed_until = null
  returning d.*
