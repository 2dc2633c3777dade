-- hold-session
-- $1 session_id text
-- $2 msisdn text
-- $3 sub_account_id text

select s.decision, s.reason, s.booking_id, s.caller_role, s.callee_role, s.caller_index,
         coalesce(s.pin_tries, 0) as pin_tries, s.pin_digest, n.id as virtual_number_id,
         n.state = 'disabled' as is_disabled, p.id as pool_id, p.messages, p.party_pin
    from virtual_number n
    join pool p on p.id = n.pool_id and p.sub_account_id = $3::text
    join call_session s on s.session_id = $1::text and s.pool_id = p.id
   where n.msisdn = $2::text
     for no key update of s
