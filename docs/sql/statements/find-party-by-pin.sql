-- find-party-by-pin
-- $1 pin_index bytea
-- $2 virtual_number_id integer
-- $3 key_id integer

select pin.pin_index, pin.pool_id, pin.booking_id, pin.role as caller_role, party.pin_ciphertext,
         r.caller_index as route_caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         coalesce(r.callable_until > statement_timestamp(), false) as is_callable,
         coalesce(pin.role = any(b.callers_allowed), true) as may_call,
         shown.msisdn as shown_number, b.announcement,
         coalesce(b.call_recording, p.call_recording) as call_recording
    from party_pin pin
    join booking b on b.pool_id = pin.pool_id and b.id = pin.booking_id
    join pool p on p.id = pin.pool_id
    join virtual_number shown on shown.id = b.virtual_number_id
    join party on party.pool_id = pin.pool_id and party.booking_id = pin.booking_id
      and party.role = pin.role
    left join lateral (
      select * from route
       where route.booking_id = pin.booking_id and route.virtual_number_id + 0 = pin.virtual_number_id
         and route.caller_role = pin.role and get_byte(route.callee_ciphertext, 0) = $3::integer
       order by route.callable_until desc
       limit 1) r on true
   where pin.pin_index = $1::bytea and pin.virtual_number_id = $2::integer
