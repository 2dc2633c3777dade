-- decide-calls
-- $1 calls.position integer[]
-- $2 calls.session_id text[]
-- $3 calls.msisdn text[]
-- $4 calls.caller_index bytea[]
-- $5 calls.sub_account_id text[]
-- $6 calls.attempt_id uuid[]

with
  input as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id)
  ), decided as materialized (
    select input.position, input.session_id, input.msisdn, input.caller_index, input.attempt_id,
           n.id as virtual_number_id, p.id as pool_id, p.messages,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index as route_caller_index,
           r.callee_index, r.callee_ciphertext, shown.msisdn as shown_number,
           coalesce(b.call_recording, p.call_recording, false) as call_recording, b.announcement,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case
             when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null
               then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')
               then 'too-many-calls'
             when r.booking_id is null then
               case when exists (select from virtual_number v
                                   join pool own on own.id = v.pool_id
                                  where v.msisdn_index = input.caller_index
                                    and own.sub_account_id = input.sub_account_id)
                    then 'caller-is-virtual'
                    when p.party_pin then 'pin-required'
                    else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             else 'callable' end as reason
      from input
      left join virtual_number n on n.msisdn = input.msisdn
        and exists (select from pool own
          where own.id = n.pool_id and own.sub_account_id = input.sub_account_id)
      left join pool p on p.id = n.pool_id
      left join route r on r.pool_id = n.pool_id and r.caller_index = input.caller_index
        and r.virtual_number_id = n.id
      left join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
      left join virtual_number shown on shown.id = b.virtual_number_id
      left join lateral (
        -- The limit has each session looked up by its key, and not all sessions of the pool read.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '00000000-0000-0000-0000-000000000000') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select coalesce(pool_id, '00000000-0000-0000-0000-000000000000'), session_id, booking_id,

  case when virtual_number_id is not null then msisdn
    else left(msisdn, 3) || '••••' || right(msisdn, case when length(msisdn) > 10 then 4 else 2 end)
  end,
           case reason when 'callable' then 'connect' when 'pin-required' then 'ask'
             else 'refuse' end, reason, caller_role,
           callee_role, caller_index, now(), attempt_id
      from decided
     where prior_decision is null
     -- As statuses of the same calls do, which would wait for each other otherwise.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id
    where call_session.decision is null
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role
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
  select * from decided order by position
