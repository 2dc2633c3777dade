-- claim-job
-- $1 name text
-- $2 holder text
-- $3 lease_seconds integer

update job
     set lease_until = now() + make_interval(secs => $3::integer), holder = $2::text,
         fence = fence + 1, last_started_at = now()
   where name = $1::text and due_at <= now() and (lease_until is null or lease_until <= now())
  returning fence
