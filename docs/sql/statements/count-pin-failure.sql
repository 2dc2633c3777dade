-- count-pin-failure
-- $1 pool_id uuid
-- $2 virtual_number_id integer
-- $3 caller_index bytea
-- $4 all_callers bytea

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
     and caller_index = guarded.caller
