-- find-call-parties
-- $1 booking_id uuid
-- $2 role text

select b.pool_id, b.id as booking_id, pool.sub_account_id, n.msisdn as virtual_number,
         n.id as virtual_number_id, party.role, party.number_ciphertext, party.number_index,
         r.callee_role, r.caller_index, r.callee_index, r.callee_ciphertext,
         n.state <> 'disabled' and coalesce(r.callable_until > statement_timestamp(), false)
           and coalesce(party.role = any(b.callers_allowed), true) as is_callable,
         pool.max_calls_per_minute,
         coalesce(b.announcement, pool.messages -> 'announcement') as announcement
    from booking b
    join pool on pool.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id
      and party.role = $2::text
    left join route r on r.caller_index = party.number_index and r.virtual_number_id = n.id
      and r.pool_id = b.pool_id and r.booking_id = b.id
   where b.id = $1::uuid
