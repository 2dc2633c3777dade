-- find-session
-- $1 session_id text
-- $2 pool_ids uuid[]
-- $3 unknown_after_hours integer

select s.*, result.outcome, case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked_seconds,
         s.created_at::text as created_at_text, p.name as pool_name,
         coalesce((
           select json_agg(json_build_object(
                    'callId', l.call_id, 'leg', l.leg, 'state', l.state,
                    'partyCiphertext', encode(l.party_ciphertext, 'base64'),
                    'initiatedAt', l.initiated_at, 'connectedAt', l.connected_at,
                    'disconnectedAt', l.disconnected_at, 'durationSeconds', l.duration_seconds,
                    'mos', l.mos, 'packetLossRate', l.packet_loss_rate, 'jitter', l.jitter)
                  order by l.leg, l.call_id)
             from call_leg l
            where l.pool_id = s.pool_id and l.session_id = s.session_id
              and not exists (
                select from call_leg better
                 where better.pool_id = l.pool_id and better.session_id = l.session_id
                   and better.call_id = l.call_id and better.leg <> l.leg
                   and better.state_rank > l.state_rank)), '[]') as legs,
         -- A VRU names no number: the first ones may have arrived before the pool was known.
         coalesce((
           select json_agg(json_build_object(
                    'recordingId', one.recording_id, 'status', one.status,
                    'durationSeconds', one.duration_seconds, 'filePath', one.file_path)
                  order by one.recording_id)
             from (select distinct on (r.recording_id) r.*
                     from recording r where r.session_id = s.session_id
                    order by r.recording_id, r.status_rank desc, r.status collate "C" desc) one), '[]')
           as recordings,
         phone.position as caller_position, phone.number_ciphertext as caller_ciphertext
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $3::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
    left join pool p on p.id = s.pool_id
    -- The phone of a party, if the caller is one; the number of another caller is in leg A.
    left join lateral (
      select 0 as position, number_ciphertext from party
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      union all
      select position, number_ciphertext from party_alternate
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      limit 1) phone on true
   where s.session_id = $1::text and ($2::uuid[] is null or s.pool_id = any($2::uuid[]))
   order by s.decision is null limit 1
