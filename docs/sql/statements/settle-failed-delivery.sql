-- settle-failed-delivery
-- $1 event_id uuid
-- $2 endpoint_id uuid
-- $3 pool_id uuid
-- $4 claim uuid
-- $5 last_status smallint
-- $6 last_error text
-- $7 pause_seconds float8
-- $8 is_gone boolean
-- $9 switch_off_seconds float8

with settled as (
    update webhook_delivery
       set status = case when $7::float8 is null then 'dead' else 'pending' end,
           attempts = attempts + 1, claim = null, claimed_until = null,
           due_at = statement_timestamp() + make_interval(secs => coalesce($7::float8, 0)),
           last_attempt_at = statement_timestamp(), last_status = $5::smallint,
           last_error = $6::text
     where event_id = $1::uuid and endpoint_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
    returning status
  ), endpoint as (
    update webhook_endpoint w
       set failing_since = coalesce(w.failing_since, statement_timestamp()),
           state = case when decided.reason is null then w.state else 'disabled' end,
           disabled_reason = decided.reason,
           updated_at = case when decided.reason is null then w.updated_at
             else statement_timestamp() end
      from (select id, case when $8::boolean then 'gone'
                     when failing_since
                       <= statement_timestamp() - make_interval(secs => $9::float8)
                     then 'failing' end as reason
              from webhook_endpoint where id = $2::uuid) decided
     where w.id = decided.id and w.state = 'enabled' and exists (select from settled)
       and (w.failing_since is null or decided.reason is not null)
    returning w.disabled_reason
  )
  select status, (select disabled_reason from endpoint) as switched_off from settled
