-- explain-calls
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
  ) select * from decided order by position
