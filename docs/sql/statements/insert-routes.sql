-- insert-routes
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 virtual_number_id integer
-- $4 callable_until timestamptz
-- $5 cooldown_seconds integer
-- $6 routes.caller_index bytea[]
-- $7 routes.caller_role text[]
-- $8 routes.callee_role text[]
-- $9 routes.callee_index bytea[]
-- $10 routes.callee_ciphertext bytea[]
-- $11 written_keys integer[]

insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
  select $1::uuid, routes.caller_index, $3::integer, $2::uuid,
         routes.caller_role, routes.callee_role, routes.callee_index, routes.callee_ciphertext,
         statement_timestamp(), $4::timestamptz,
         $4::timestamptz + make_interval(secs => $5::integer)
    from unnest($6::bytea[], $7::text[], $8::text[], $9::bytea[], $10::bytea[]) as routes (caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
   where array(
  select id from number_key where state in ('filling', 'complete') order by id) = $11::integer[]
   order by routes.caller_index

  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext, assigned_at = excluded.assigned_at,
         callable_until = excluded.callable_until, reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
  returning route.caller_index
