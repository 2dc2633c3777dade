-- settle-taken-delivery
-- $1 event_id uuid
-- $2 endpoint_id uuid
-- $3 pool_id uuid
-- $4 claim uuid
-- $5 last_status smallint

with settled as (
    update webhook_delivery
       set status = 'delivered', attempts = attempts + 1, claim = null, claimed_until = null,
           last_attempt_at = statement_timestamp(), last_status = $5::smallint,
           last_error = null
     where event_id = $1::uuid and endpoint_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
    returning status
  ), endpoint as (
    -- At most once a minute: calls read this row.
    update webhook_endpoint
       set last_success_at = statement_timestamp(), failing_since = null
     where id = $2::uuid and exists (select from settled)
       and (failing_since is not null or last_success_at is null
            or last_success_at < statement_timestamp() - interval '1 minute')
  )
  select status, null::text as switched_off from settled
