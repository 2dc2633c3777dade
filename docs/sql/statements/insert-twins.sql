-- insert-twins
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 input.virtual_number_id integer[]
-- $4 input.original_caller_index bytea[]
-- $5 input.caller_index bytea[]
-- $6 input.callee_index bytea[]
-- $7 input.callee_ciphertext bytea[]

insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
  select r.pool_id, input.caller_index, r.virtual_number_id, r.booking_id, r.caller_role,
         r.callee_role, input.callee_index, input.callee_ciphertext, r.assigned_at,
         r.callable_until, r.reuse_after
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (virtual_number_id, original_caller_index, caller_index, callee_index, callee_ciphertext)
    join route r on r.caller_index = input.original_caller_index and r.pool_id = $1::uuid
      and r.virtual_number_id = input.virtual_number_id and r.booking_id = $2::uuid
   order by input.caller_index
  on conflict do nothing
  returning true
