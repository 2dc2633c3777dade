-- adopt-connection
--   $1 pool_id uuid
--   $2 session_id text
update call_session set attempt_id = null
   where pool_id = $1::uuid and session_id = $2::text and decision = 'connect'
  returning session_id;

-- count-pin-failure
--   $1 pool_id uuid
--   $2 virtual_number_id integer
--   $3 caller_index bytea
--   $4 all_callers bytea
update pin_guard
     set failures = failures + 1,
         since = case
           when (virtual_number_id = 0 or caller_index = $4::bytea)
             and failures > 0 then since
           else statement_timestamp() end
    from
         (values ($2::integer, $3::bytea), (0, $3::bytea),
                 ($2::integer, $4::bytea))
      as guarded (number, caller)
   where pool_id = $1::uuid and virtual_number_id = guarded.number
     and caller_index = guarded.caller;

-- count-recent-calls
--   $1 caller_indexes bytea[]
--   $2 virtual_number text
select count(*)::integer as calls from call_session s
   where s.caller_index = any($1::bytea[]) and s.virtual_number || '' = $2::text
     and s.created_at > statement_timestamp() - interval '1 minute';

-- decide-calls
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
--   $7 calls.calling_code text[]
with
  decided as materialized (
    select input.position, input.session_id, coalesce(n.msisdn, input.msisdn) as msisdn,
           coalesce(r.caller_index, input.caller_index) as caller_index,
           n.id as virtual_number_id, p.id as pool_id, r.booking_id, r.caller_role, r.callee_role,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording, b.announcement, (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select (select party.language from party
     where party.pool_id = r.pool_id and party.booking_id = r.booking_id
       and party.role = r.caller_role) as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? input.calling_code
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) as messages, p.decision_hook, input.attempt_id,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute') then 'too-many-calls'
             when r.booking_id is null then case when exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.sub_account_id = input.sub_account_id)
          then 'caller-is-virtual'
          when p.party_pin then 'pin-required'
          else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when r.callable_from > now() then 'not-started'
             when
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false) then 'blocked'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             when not ('voice' = any(coalesce(b.channels, p.channels))) then 'channel-off'
             when r.callee_role is null then 'party-missing'
             when coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false) then 'quiet-hours'
             else 'callable' end as reason
      from (select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[], $7::text[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id, calling_code)) input
      left join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sub_account_id = input.sub_account_id
      left join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      left join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      left join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
      left join lateral (
        -- The limit makes the planner look up each session by its key instead of reading the pool's.
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
     where prior_decision is null and not (decision_hook is not null
    and (reason = 'callable' and prior_decision is null
      or reason = 'not-a-party' and decision_hook = 'everyone'
        and (prior_decision is null or prior_reason is not distinct from 'hook-connected')))
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id,

      previous_outcome = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_outcome
        when call_session.session_status is not null then
  case
    when call_session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at > call_session.callee_connected_at
    else call_session.callee_connected_at is not null end) then 'answered'
    when call_session.session_status <> 'COMPLETED' and call_session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case call_session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when call_session.callee_rank >= 3
      then case call_session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when call_session.session_status <> 'COMPLETED' then 'unknown'
    when call_session.is_called_out then 'answered'
    when call_session.decision = 'connect' or (call_session.decision is null and call_session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end end,
      previous_talk_seconds = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_talk_seconds
        when call_session.session_status is not null then
  coalesce(
    case when call_session.talk_seconds between 0 and 604800 then call_session.talk_seconds end,
    case when call_session.reason is distinct from 'called-from-app' then nullif(call_session.callee_seconds, 0) end,
    case when extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end))::integer end) end
    where call_session.decision is null
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role, session_status, is_called_out, callee_rank, talk_seconds, callee_connected_at,
      callee_last_connected_at, callee_disconnected_at, callee_seconds, previous_outcome,
      previous_talk_seconds, started_at, ended_at, created_at
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000' union all
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked
                       from (select s.*,
  case
    when s.decision in ('refuse', 'ask') then 'refused'
    when
  (case when s.reason = 'called-from-app'
    then s.callee_last_connected_at > s.callee_connected_at
    else s.callee_connected_at is not null end) then 'answered'
    when s.session_status <> 'COMPLETED' and s.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case s.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when s.callee_rank >= 3
      then case s.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when s.session_status <> 'COMPLETED' then 'unknown'
    when s.is_called_out then 'answered'
    when s.decision = 'connect' or (s.decision is null and s.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end as outcome from recorded s
                              where s.session_status is not null
                                and s.pool_id <> '00000000-0000-0000-0000-000000000000') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select *, (decision_hook is not null
    and (reason = 'callable' and prior_decision is null
      or reason = 'not-a-party' and decision_hook = 'everyone'
        and (prior_decision is null or prior_reason is not distinct from 'hook-connected'))) as awaits_hook, exists (select from event_subscription where state = 'enabled') as has_subscriptions from decided;

-- decide-usual-calls
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
with decided as materialized (
    select input.position, input.session_id, coalesce(n.msisdn, input.msisdn) as msisdn,
           coalesce(r.caller_index, input.caller_index) as caller_index,
           n.id as virtual_number_id, p.id as pool_id, r.booking_id, r.caller_role, r.callee_role,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording, coalesce(b.announcement, p.messages -> 'announcement') as announcement,
           input.attempt_id
      from (select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id)) input
      join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sub_account_id = input.sub_account_id
      join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
     where not exists (select from event_subscription where state = 'enabled')
       and p.decision_hook is null
       and (n.id is null) is not true
       and (n.state = 'disabled') is not true
       and (input.caller_index is null) is not true
       and (true and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')) is not true
       and (r.booking_id is null) is not true
       and (r.callable_until <= now()) is not true
       and (r.callable_from > now()) is not true
       and (
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false)) is not true
       and (not (r.caller_role = any(b.callers_allowed))) is not true
       and (not ('voice' = any(coalesce(b.channels, p.channels)))) is not true
       and (r.callee_role is null) is not true
       and (coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false)) is not true
       -- DECIDE_CALLS selects the language.
       and p.languages = '[]'
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select pool_id, session_id, booking_id, msisdn, 'connect', 'callable', caller_role,
           callee_role, caller_index, now(), attempt_id
      from decided
     -- The same lock order as for status messages of these calls prevents deadlocks.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do nothing
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role
  )
  select decided.*, 'callable' as reason, null as prior_decision,
         false as has_subscriptions
    from recorded
    join decided using (session_id, pool_id);

-- decide-usual-calls-with-events
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
with decided as materialized (
    select input.position, input.session_id, coalesce(n.msisdn, input.msisdn) as msisdn,
           coalesce(r.caller_index, input.caller_index) as caller_index,
           n.id as virtual_number_id, p.id as pool_id, r.booking_id, r.caller_role, r.callee_role,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording, coalesce(b.announcement, p.messages -> 'announcement') as announcement,
           input.attempt_id
      from (select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id)) input
      join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sub_account_id = input.sub_account_id
      join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
     where true
       and p.decision_hook is null
       and (n.id is null) is not true
       and (n.state = 'disabled') is not true
       and (input.caller_index is null) is not true
       and (true and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')) is not true
       and (r.booking_id is null) is not true
       and (r.callable_until <= now()) is not true
       and (r.callable_from > now()) is not true
       and (
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false)) is not true
       and (not (r.caller_role = any(b.callers_allowed))) is not true
       and (not ('voice' = any(coalesce(b.channels, p.channels)))) is not true
       and (r.callee_role is null) is not true
       and (coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false)) is not true
       -- DECIDE_CALLS selects the language.
       and p.languages = '[]'
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select pool_id, session_id, booking_id, msisdn, 'connect', 'callable', caller_role,
           callee_role, caller_index, now(), attempt_id
      from decided
     -- The same lock order as for status messages of these calls prevents deadlocks.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do nothing
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
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select decided.*, 'callable' as reason, null as prior_decision,
         exists (select from event_subscription where state = 'enabled') as has_subscriptions
    from recorded
    join decided using (session_id, pool_id);

-- delete-decision-hook
--   $1 pool_id uuid
--   $2 format text
with deleted as (
    delete from decision_hook where pool_id = $1::uuid and format = $2::text
    returning pool_id
  ),
  pool_with_hook as (
    update pool set decision_hook = null from deleted where pool.id = deleted.pool_id
  )
  select pool_id from deleted;

-- delete-old-pin_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id  from pin_guard where since < now() - make_interval(days => $1::integer) and not (encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($3::text[])) order by since limit $2::integer)

  delete from pin_guard where ctid = any(array(select ctid from old))
  returning true;

-- delete-pin-guards-of-phone
--   $1 indexes bytea[]
with locked as materialized (
    select ctid from pin_guard where caller_index = any($1::bytea[])
     order by virtual_number_id desc
       for update
  )
  delete from pin_guard
   where ctid = any(array(select ctid from locked)) and caller_index = any($1::bytea[]);

-- delete-these-old-pin_guard
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id  from pin_guard where since < now() - make_interval(days => $1::integer) and encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($2::text[]))

  delete from pin_guard where ctid = any(array(select ctid from old))
  returning true;

-- explain-calls
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
--   $7 calls.calling_code text[]
with
  decided as materialized (
    select input.position, input.session_id, coalesce(n.msisdn, input.msisdn) as msisdn,
           coalesce(r.caller_index, input.caller_index) as caller_index,
           n.id as virtual_number_id, p.id as pool_id, r.booking_id, r.caller_role, r.callee_role,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording, b.announcement, (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select (select party.language from party
     where party.pool_id = r.pool_id and party.booking_id = r.booking_id
       and party.role = r.caller_role) as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? input.calling_code
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) as messages, p.decision_hook, input.attempt_id,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute') then 'too-many-calls'
             when r.booking_id is null then case when exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.sub_account_id = input.sub_account_id)
          then 'caller-is-virtual'
          when p.party_pin then 'pin-required'
          else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when r.callable_from > now() then 'not-started'
             when
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false) then 'blocked'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             when not ('voice' = any(coalesce(b.channels, p.channels))) then 'channel-off'
             when r.callee_role is null then 'party-missing'
             when coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false) then 'quiet-hours'
             else 'callable' end as reason
      from (select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[], $7::text[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id, calling_code)) input
      left join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sub_account_id = input.sub_account_id
      left join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      left join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      left join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
      left join lateral (
        -- The limit makes the planner look up each session by its key instead of reading the pool's.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '00000000-0000-0000-0000-000000000000') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  )
  select *, (decision_hook is not null
    and (reason = 'callable' and prior_decision is null
      or reason = 'not-a-party' and decision_hook = 'everyone'
        and (prior_decision is null or prior_reason is not distinct from 'hook-connected'))) as awaits_hook, false as has_subscriptions from decided;

-- find-announcement
--   $1 pool_id uuid
--   $2 language text
--   $3 calling_code text
select (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select $2::text as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? $3::text
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) -> 'announcement' as announcement
    from pool p where p.id = $1::uuid;

-- find-call-parties
--   $1 booking_id uuid
--   $2 role text
select b.pool_id, b.id as booking_id, pool.sub_account_id, n.msisdn as virtual_number,
         n.id as virtual_number_id, shown.msisdn as caller_id, party.role, party.number_ciphertext, party.number_index,
         r.callee_role, r.caller_index, r.callee_index, r.callee_ciphertext,
         n.state <> 'disabled' and r.callee_role is not null
           and coalesce(r.callable_until > statement_timestamp(), false)
           and coalesce(r.callable_from <= statement_timestamp(), true)
           and coalesce(party.role = any(b.callers_allowed), true)
           and not not ('voice' = any(coalesce(b.channels, pool.channels)))
           and not coalesce((b.quiet_hours is not null or pool.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), pool.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), pool.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), pool.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), pool.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false)
           and not
  exists (select from route own
           where own.booking_id = b.id and own.pool_id = b.pool_id
             and own.caller_role = party.role and own.callable_until > statement_timestamp()
             and
  coalesce((select true from block k
             where k.blocked_index = own.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = b.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false))
           as is_callable,
         pool.max_calls_per_minute,
         b.announcement, party.language
    from booking b
    join pool on pool.id = b.pool_id
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id
      and party.role = $2::text
    join virtual_number n on n.id = coalesce((case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end), b.virtual_number_id)
    left join route r on r.caller_index = party.number_index and r.virtual_number_id = n.id
      and r.pool_id = b.pool_id and r.booking_id = b.id
    left join virtual_number shown on shown.id = coalesce(r.caller_id_number_id, n.id)
   where b.id = $1::uuid;

-- find-party-by-pin
--   $1 pin_index bytea
--   $2 virtual_number_id integer
--   $3 key_id integer
--   $4 caller_index bytea
--   $5 calling_code text
select pin.pin_index, pin.pool_id, pin.booking_id, pin.role as caller_role, party.pin_ciphertext,
         r.caller_index as route_caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         coalesce(r.callable_until > statement_timestamp(), false) as is_callable,
         coalesce(r.callable_from <= statement_timestamp(), true) as has_started,

  coalesce((select true from block k
             where k.blocked_index = $4::bytea
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = pin.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false)
           or
  exists (select from route own
           where own.booking_id = pin.booking_id and own.pool_id = pin.pool_id
             and own.caller_role = pin.role and own.callable_until > statement_timestamp()
             and
  coalesce((select true from block k
             where k.blocked_index = own.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = pin.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false))
           as is_blocked,
         coalesce(pin.role = any(b.callers_allowed), true) as may_call,
         not ('voice' = any(coalesce(b.channels, p.channels))) as is_channel_off,
         coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false) as is_quiet,
         shown.msisdn as caller_id, b.announcement,
         (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording,
         (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select party.language as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? $5::text
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) as messages
    from party_pin pin
    join booking b on b.pool_id = pin.pool_id and b.id = pin.booking_id
    join pool p on p.id = pin.pool_id
    join party on party.pool_id = pin.pool_id and party.booking_id = pin.booking_id
      and party.role = pin.role
    left join lateral (
      select * from route
       where route.booking_id = pin.booking_id and route.virtual_number_id + 0 = pin.virtual_number_id
         and route.caller_role = pin.role
         and (route.callee_role is null or get_byte(route.callee_ciphertext, 0) = $3::integer)
       order by route.callable_until desc
       limit 1) r on true
    left join virtual_number shown
      on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
   where pin.pin_index = $1::bytea and pin.virtual_number_id = $2::integer;

-- insert-decision-hook
--   $1 pool_id uuid
--   $2 url text
--   $3 on_failure text
--   $4 unknown_callers boolean
--   $5 secret_ciphertext bytea
with written as (
    insert into decision_hook (pool_id, url, on_failure, unknown_callers, secret_ciphertext)
    values ($1::uuid, $2::text, $3::text, $4::boolean, $5::bytea)
    on conflict (pool_id) do nothing
    returning *
  ),
  pool_with_hook as (
    update pool set decision_hook = case when written.unknown_callers then 'everyone' else 'parties' end from written where pool.id = written.pool_id
  )
  select pool_id from written;

-- list-old-pin_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id from pin_guard where since < now() - make_interval(days => $1::integer) and not (encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($3::text[])) order by since limit $2::integer;

-- lock-pin-guard
--   $1 pool_id uuid
--   $2 virtual_number_id integer
--   $3 caller_index bytea
--   $4 all_callers bytea
insert into pin_guard (pool_id, virtual_number_id, caller_index, failures, since)
  select $1::uuid, guarded.number, guarded.caller, 0, statement_timestamp()
    from
         (values ($2::integer, $3::bytea), (0, $3::bytea),
                 ($2::integer, $4::bytea))
      as guarded (number, caller)
  on conflict (caller_index, virtual_number_id, pool_id) do update set
    failures = case when pin_guard.since <= excluded.since - interval '1 hour' then 0
      else pin_guard.failures end,
    since = case when pin_guard.since <= excluded.since - interval '1 hour' then excluded.since
      else pin_guard.since end
  returning case when virtual_number_id = 0 then 'inPool'
    when caller_index = $4::bytea then 'ofAllAtNumber' else 'atNumber' end as scope, failures;

-- lock-session
--   $1 session_id text
--   $2 msisdn text
--   $3 sub_account_id text
--   $4 calling_code text
select s.decision, s.reason, s.booking_id, s.caller_role, s.callee_role, s.caller_index,
         coalesce(s.pin_tries, 0) as pin_tries, s.pin_digest, n.id as virtual_number_id,
         n.state = 'disabled' as is_disabled, p.id as pool_id, p.party_pin,
         p.decision_hook is not null as has_hook,
         (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select null::text as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? $4::text
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) as messages
    from virtual_number n
    join pool p on p.id = n.pool_id and p.sub_account_id = $3::text
    join call_session s on s.session_id = $1::text and s.pool_id = p.id
   where n.msisdn = $2::text
     for no key update of s;

-- put-decision-hook
--   $1 pool_id uuid
--   $2 url text
--   $3 unknown_callers boolean
--   $4 secret_ciphertext bytea
--   $5 format text
with written as (
    insert into decision_hook (pool_id, url, on_failure, unknown_callers, secret_ciphertext, format)
    values ($1::uuid, $2::text, 'connect', $3::boolean, $4::bytea, $5::text)
    on conflict (pool_id) do update
       set url = excluded.url, unknown_callers = excluded.unknown_callers,
           secret_ciphertext = excluded.secret_ciphertext, updated_at = statement_timestamp()
     where decision_hook.format = excluded.format
    returning *
  ),
  pool_with_hook as (
    update pool set decision_hook = case when written.unknown_callers then 'everyone' else 'parties' end from written where pool.id = written.pool_id
  )
  select pool_id from written;

-- read-decision-hooks
--   $1 calls.position integer[]
--   $2 calls.pool_id uuid[]
--   $3 calls.booking_id uuid[]
select calls.position, h.pool_id, pool.name as pool_name, h.url, h.on_failure, h.format,
         h.secret_ciphertext,
         case when h.previous_secret_until > statement_timestamp()
           then h.previous_secret_ciphertext end as previous_secret_ciphertext, b.reference
    from unnest($1::integer[], $2::uuid[], $3::uuid[]) as calls (position, pool_id, booking_id)
    left join decision_hook h on h.pool_id = calls.pool_id
    left join pool on pool.id = h.pool_id
    left join booking b on b.pool_id = calls.pool_id and b.id = calls.booking_id
   order by calls.position;

-- record-answered-calls
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
--   $7 calls.calling_code text[]
--   $8 calls.asked_reason text[]
--   $9 calls.asked_booking_id uuid[]
--   $10 calls.answer text[]
--   $11 calls.target_booking_id uuid[]
--   $12 calls.target_role text[]
--   $13 calls.target_index bytea[]
--   $14 calls.target_country text[]
--   $15 calls.target_kind text[]
--   $16 key_id integer
with input as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::uuid[], $10::text[], $11::uuid[], $12::text[], $13::bytea[], $14::text[], $15::text[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id, calling_code, asked_reason, asked_booking_id, answer, target_booking_id, target_role, target_index, target_country, target_kind)
  ),
  decided as materialized (
    select input.position, input.session_id, coalesce(n.msisdn, input.msisdn) as msisdn,
           coalesce(r.caller_index, input.caller_index) as caller_index,
           n.id as virtual_number_id, p.id as pool_id, r.booking_id, r.caller_role, r.callee_role,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording, b.announcement, (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select (select party.language from party
     where party.pool_id = r.pool_id and party.booking_id = r.booking_id
       and party.role = r.caller_role) as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? input.calling_code
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) as messages, p.decision_hook, input.attempt_id,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute') then 'too-many-calls'
             when r.booking_id is null then case when exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.sub_account_id = input.sub_account_id)
          then 'caller-is-virtual'
          when p.party_pin then 'pin-required'
          else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when r.callable_from > now() then 'not-started'
             when
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false) then 'blocked'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             when not ('voice' = any(coalesce(b.channels, p.channels))) then 'channel-off'
             when r.callee_role is null then 'party-missing'
             when coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false) then 'quiet-hours'
             else 'callable' end as reason
      from (select * from input) input
      left join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sub_account_id = input.sub_account_id
      left join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      left join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      left join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
      left join lateral (
        -- The limit makes the planner look up each session by its key instead of reading the pool's.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '00000000-0000-0000-0000-000000000000') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  ), target as materialized (
    select decided.position, r.virtual_number_id, shown.msisdn as caller_id,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index, r.callee_index,
           r.callee_ciphertext, (coalesce(b.call_recording, p.call_recording, false)
  and not (p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')) as call_recording,
           b.announcement, coalesce(r.callable_from <= now(), true) as has_started,
           coalesce(r.caller_role = any(b.callers_allowed), true) as may_call,
           not ('voice' = any(coalesce(b.channels, p.channels))) as is_channel_off,
           coalesce((b.quiet_hours is not null or p.quiet_hours is not null)
           and jsonb_path_exists(coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours),
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday))',
             jsonb_build_object('caller', r.caller_role, 'time', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'HH24:MI'),
               'today', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone'), 'dy'),
               'yesterday', to_char((statement_timestamp()) at time zone (coalesce(jsonb_path_query_first(b.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', r.callee_role)), p.quiet_hours) ->> 'timeZone') - interval '1 day', 'dy'))), false) as is_quiet
      from decided
      join input on input.position = decided.position
      join booking b on b.pool_id = decided.pool_id and b.id = input.target_booking_id
      join pool p on p.id = b.pool_id
      join lateral (
        select * from route
         where route.booking_id = b.id and route.callee_role = input.target_role
           and route.callable_until > now()
           and get_byte(route.callee_ciphertext, 0) = $16::integer
         -- After a move, both parties of a shared number also have routes on the former one.
         order by route.virtual_number_id = b.virtual_number_id desc
         limit 1) r on true
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
        and shown.state <> 'disabled'
      join route back on back.caller_index = r.callee_index
        and back.virtual_number_id = shown.id and back.pool_id = r.pool_id
        and back.booking_id = r.booking_id and back.callee_ciphertext is not null
        and back.callable_until > now()
     where decided.reason = 'not-a-party' and input.answer = 'connect'
  ), answered as materialized (
    select decided.position, decided.session_id, decided.msisdn, decided.caller_index,
           decided.attempt_id, decided.pool_id, decided.messages, decided.prior_decision,
           decided.prior_reason, decided.prior_booking_id,
           coalesce(target.virtual_number_id, decided.virtual_number_id) as virtual_number_id,
           coalesce(target.booking_id, decided.booking_id) as booking_id,
           coalesce(target.caller_role, decided.caller_role) as caller_role,
           coalesce(target.callee_role, decided.callee_role) as callee_role,
           target.caller_index as target_caller_index,
           coalesce(target.callee_index, decided.callee_index) as callee_index,
           coalesce(target.callee_ciphertext, decided.callee_ciphertext) as callee_ciphertext,
           coalesce(target.caller_id, decided.caller_id) as caller_id,
           coalesce(target.call_recording, decided.call_recording) as call_recording,
           coalesce(target.announcement, decided.announcement) as announcement,
           case
             when decided.reason <> input.asked_reason
               or decided.booking_id is distinct from input.asked_booking_id
               then case when decided.reason in ('callable', 'not-a-party', 'pin-required')
                      then 'booking-changed' else decided.reason end
             when input.answer = 'allow' then decided.reason
             when input.answer <> 'connect' then input.answer
             when decided.reason <> 'not-a-party' then 'hook-target-refused'
             when
  coalesce((select true from block k
             where k.blocked_index = input.caller_index
               and k.blocked_from_index = any(array[coalesce(input.target_index, target.callee_index), '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = decided.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false) or
  coalesce((select true from block k
             where k.blocked_index = target.caller_index
               and k.blocked_from_index = any(array[coalesce(input.target_index, target.callee_index), '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = decided.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false) then 'blocked'
             when input.target_index is not null
               then case when
  input.target_index is distinct from input.caller_index
  and exists (
    select from pool p
     where p.id = decided.pool_id
       and (p.allowed_countries is null or input.target_country = any(p.allowed_countries))
       and (input.target_kind is null or input.target_kind = any(p.allowed_number_kinds)))
  and not exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.target_index and own.sub_account_id = input.sub_account_id)
  and not exists (
    select from route back
     where back.caller_index = input.target_index
       and back.virtual_number_id = decided.virtual_number_id and back.pool_id = decided.pool_id
       and back.callable_until > now()) then 'hook-connected'
                      else 'hook-target-refused' end
             when target.booking_id is null then 'hook-target-refused'
             when not target.has_started then 'not-started'
             when not target.may_call then 'caller-not-allowed'
             when target.is_channel_off then 'channel-off'
             when target.is_quiet then 'quiet-hours'
             else 'hook-connected' end as reason
      from decided
      join input on input.position = decided.position
      left join target on target.position = decided.position
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select coalesce(pool_id, '00000000-0000-0000-0000-000000000000'), session_id, booking_id,

  case when virtual_number_id is not null then msisdn
    else left(msisdn, 3) || '••••' || right(msisdn, case when length(msisdn) > 10 then 4 else 2 end)
  end,
           case when reason in ('callable', 'hook-connected') then 'connect' else 'refuse' end,
           reason, caller_role, callee_role, caller_index, now(), attempt_id
      from answered
     where prior_decision is null
     -- The same lock order as for status messages of these calls prevents deadlocks.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id,

      previous_outcome = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_outcome
        when call_session.session_status is not null then
  case
    when call_session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at > call_session.callee_connected_at
    else call_session.callee_connected_at is not null end) then 'answered'
    when call_session.session_status <> 'COMPLETED' and call_session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case call_session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when call_session.callee_rank >= 3
      then case call_session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when call_session.session_status <> 'COMPLETED' then 'unknown'
    when call_session.is_called_out then 'answered'
    when call_session.decision = 'connect' or (call_session.decision is null and call_session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end end,
      previous_talk_seconds = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_talk_seconds
        when call_session.session_status is not null then
  coalesce(
    case when call_session.talk_seconds between 0 and 604800 then call_session.talk_seconds end,
    case when call_session.reason is distinct from 'called-from-app' then nullif(call_session.callee_seconds, 0) end,
    case when extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end))::integer end) end
    where call_session.decision is null
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role, session_status, is_called_out, callee_rank, talk_seconds, callee_connected_at,
      callee_last_connected_at, callee_disconnected_at, callee_seconds, previous_outcome,
      previous_talk_seconds, started_at, ended_at, created_at
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000' union all
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked
                       from (select s.*,
  case
    when s.decision in ('refuse', 'ask') then 'refused'
    when
  (case when s.reason = 'called-from-app'
    then s.callee_last_connected_at > s.callee_connected_at
    else s.callee_connected_at is not null end) then 'answered'
    when s.session_status <> 'COMPLETED' and s.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case s.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when s.callee_rank >= 3
      then case s.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when s.session_status <> 'COMPLETED' then 'unknown'
    when s.is_called_out then 'answered'
    when s.decision = 'connect' or (s.decision is null and s.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end as outcome from recorded s
                              where s.session_status is not null
                                and s.pool_id <> '00000000-0000-0000-0000-000000000000') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select answered.*, exists (
           select from recorded
            where recorded.session_id = answered.session_id
              and recorded.pool_id = coalesce(answered.pool_id, '00000000-0000-0000-0000-000000000000')) as is_recorded
    from answered order by position;

-- record-app-call
--   $1 pool_id uuid
--   $2 session_id text
--   $3 booking_id uuid
--   $4 virtual_number text
--   $5 caller_role text
--   $6 callee_role text
--   $7 caller_index bytea
with recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at)
    values ($1::uuid, $2::text, $3::uuid, $4::text, 'connect',
            'called-from-app', $5::text, $6::text, $7::bytea, now())
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at,

      previous_outcome = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_outcome
        when call_session.session_status is not null then
  case
    when call_session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at > call_session.callee_connected_at
    else call_session.callee_connected_at is not null end) then 'answered'
    when call_session.session_status <> 'COMPLETED' and call_session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case call_session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when call_session.callee_rank >= 3
      then case call_session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when call_session.session_status <> 'COMPLETED' then 'unknown'
    when call_session.is_called_out then 'answered'
    when call_session.decision = 'connect' or (call_session.decision is null and call_session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end end,
      previous_talk_seconds = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_talk_seconds
        when call_session.session_status is not null then
  coalesce(
    case when call_session.talk_seconds between 0 and 604800 then call_session.talk_seconds end,
    case when call_session.reason is distinct from 'called-from-app' then nullif(call_session.callee_seconds, 0) end,
    case when extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end))::integer end) end
    where call_session.decision is null
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
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000' union all
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked
                       from (select s.*,
  case
    when s.decision in ('refuse', 'ask') then 'refused'
    when
  (case when s.reason = 'called-from-app'
    then s.callee_last_connected_at > s.callee_connected_at
    else s.callee_connected_at is not null end) then 'answered'
    when s.session_status <> 'COMPLETED' and s.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case s.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when s.callee_rank >= 3
      then case s.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when s.session_status <> 'COMPLETED' then 'unknown'
    when s.is_called_out then 'answered'
    when s.decision = 'connect' or (s.decision is null and s.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end as outcome from recorded s
                              where s.session_status is not null
                                and s.pool_id <> '00000000-0000-0000-0000-000000000000') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from recorded;

-- record-pin-entry
--   $1 pool_id uuid
--   $2 session_id text
--   $3 decision text
--   $4 reason text
--   $5 booking_id uuid
--   $6 caller_role text
--   $7 callee_role text
--   $8 pin_tries smallint
--   $9 pin_digest bytea
--   $10 attempt_id uuid
with recorded as (
    update call_session
       set decision = $3::text, reason = $4::text, booking_id = $5::uuid,
           caller_role = $6::text, callee_role = $7::text,
           pin_tries = $8::smallint, pin_digest = $9::bytea,
           decided_at = statement_timestamp(), attempt_id = $10::uuid,

      previous_outcome = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_outcome
        when call_session.session_status is not null then
  case
    when call_session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at > call_session.callee_connected_at
    else call_session.callee_connected_at is not null end) then 'answered'
    when call_session.session_status <> 'COMPLETED' and call_session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case call_session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when call_session.callee_rank >= 3
      then case call_session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when call_session.session_status <> 'COMPLETED' then 'unknown'
    when call_session.is_called_out then 'answered'
    when call_session.decision = 'connect' or (call_session.decision is null and call_session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end end,
      previous_talk_seconds = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_talk_seconds
        when call_session.session_status is not null then
  coalesce(
    case when call_session.talk_seconds between 0 and 604800 then call_session.talk_seconds end,
    case when call_session.reason is distinct from 'called-from-app' then nullif(call_session.callee_seconds, 0) end,
    case when extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end))::integer end) end
     where pool_id = $1::uuid and session_id = $2::text
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
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000' union all
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked
                       from (select s.*,
  case
    when s.decision in ('refuse', 'ask') then 'refused'
    when
  (case when s.reason = 'called-from-app'
    then s.callee_last_connected_at > s.callee_connected_at
    else s.callee_connected_at is not null end) then 'answered'
    when s.session_status <> 'COMPLETED' and s.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case s.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when s.callee_rank >= 3
      then case s.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when s.session_status <> 'COMPLETED' then 'unknown'
    when s.is_called_out then 'answered'
    when s.decision = 'connect' or (s.decision is null and s.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end as outcome from recorded s
                              where s.session_status is not null
                                and s.pool_id <> '00000000-0000-0000-0000-000000000000') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from recorded;

-- revoke-connection
--   $1 session_id text
--   $2 attempt_id uuid
--   $3 reason text
with recorded as (
    update call_session set decision = 'refuse', reason = $3::text,

      previous_outcome = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_outcome
        when call_session.session_status is not null then
  case
    when call_session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at > call_session.callee_connected_at
    else call_session.callee_connected_at is not null end) then 'answered'
    when call_session.session_status <> 'COMPLETED' and call_session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case call_session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when call_session.callee_rank >= 3
      then case call_session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when call_session.session_status <> 'COMPLETED' then 'unknown'
    when call_session.is_called_out then 'answered'
    when call_session.decision = 'connect' or (call_session.decision is null and call_session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end end,
      previous_talk_seconds = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_talk_seconds
        when call_session.session_status is not null then
  coalesce(
    case when call_session.talk_seconds between 0 and 604800 then call_session.talk_seconds end,
    case when call_session.reason is distinct from 'called-from-app' then nullif(call_session.callee_seconds, 0) end,
    case when extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end))::integer end) end
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
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000' union all
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked
                       from (select s.*,
  case
    when s.decision in ('refuse', 'ask') then 'refused'
    when
  (case when s.reason = 'called-from-app'
    then s.callee_last_connected_at > s.callee_connected_at
    else s.callee_connected_at is not null end) then 'answered'
    when s.session_status <> 'COMPLETED' and s.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case s.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when s.callee_rank >= 3
      then case s.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when s.session_status <> 'COMPLETED' then 'unknown'
    when s.is_called_out then 'answered'
    when s.decision = 'connect' or (s.decision is null and s.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end as outcome from recorded s
                              where s.session_status is not null
                                and s.pool_id <> '00000000-0000-0000-0000-000000000000') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select session_id from recorded;

-- rotate-decision-hook-secret
--   $1 pool_id uuid
--   $2 secret_ciphertext bytea
--   $3 overlap_seconds float8
update decision_hook
     set previous_secret_ciphertext = secret_ciphertext,
         secret_ciphertext = $2::bytea,
         previous_secret_until = statement_timestamp() + make_interval(secs => $3::float8),
         updated_at = statement_timestamp()
   where pool_id = $1::uuid and format = 'standard'
  returning pool_id;

-- update-decision-hook
--   $1 pool_id uuid
--   $2 url text
--   $3 on_failure text
--   $4 unknown_callers boolean
with written as (
    update decision_hook
       set url = coalesce($2::text, url), on_failure = coalesce($3::text, on_failure),
           unknown_callers = coalesce($4::boolean, unknown_callers),
           updated_at = statement_timestamp()
     where pool_id = $1::uuid and format = 'standard'
    returning *
  ),
  pool_with_hook as (
    update pool set decision_hook = case when written.unknown_callers then 'everyone' else 'parties' end from written where pool.id = written.pool_id
  )
  select pool_id from written;
