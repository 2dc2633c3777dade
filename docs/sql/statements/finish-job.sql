-- finish-job
-- $1 name text
-- $2 fence bigint
-- $3 outcome text
-- $4 result jsonb
-- $5 error text
-- $6 every_seconds integer

update job
     set lease_until = null, holder = null, last_finished_at = now(), last_outcome = $3::text,
         last_by = holder, last_result = $4::jsonb, last_error = $5::text,
         completed = completed + (case when $3::text = 'done' then 1 else 0 end),
         due_at = case
           when $3::text = 'stopped' then due_at
           when $6::integer > 0 then
             due_at + make_interval(secs => $6::integer * (1 + floor(
               extract(epoch from now() - due_at) / $6::integer)::float8))
           end
   where name = $1::text and fence = $2::bigint
  returning name
