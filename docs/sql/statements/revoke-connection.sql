-- revoke-connection
-- $1 session_id text
-- $2 attempt_id uuid
-- $3 reason text

with recorded as (
    update call_session set decision = 'refuse', reason = $3::text
     where session_id = $1::text and attempt_id = $2::uuid and decision = 'connect'
    returning *
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from webhook_endpoint where state = 'enabled')
    and exists (select from webhook_endpoint w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select session_id from recorded
