-- hold-pin-guard
-- $1 pool_id uuid
-- $2 virtual_number_id integer
-- $3 caller_index bytea
-- $4 all_callers bytea

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
    when caller_index = $4::bytea then 'ofAllAtNumber' else 'atNumber' end as scope, failures
