-- claim-other-deliveries
-- $1 busy.endpoint_id uuid[]
-- $2 busy.attempts integer[]
-- $3 per_endpoint integer
-- $4 lease_seconds float8
-- $5 claim uuid
-- $6 except text[]

with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from webhook_endpoint w
      left join unnest($1::uuid[], $2::integer[]) as busy (endpoint_id, attempts) on busy.endpoint_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.endpoint_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from webhook_delivery d
          cross join lateral (
            select max(due_at) as due_at from webhook_delivery
             where booking_id = d.booking_id and endpoint_id = d.endpoint_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 and (webhook_delivery.event_id::text || '/' || webhook_delivery.endpoint_id::text) <> all($6::text[])) earlier
         where d.endpoint_id = lane.id and d.status = 'pending' and (d.event_id::text || '/' || d.endpoint_id::text) <> all($6::text[])
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Unless an earlier one is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update webhook_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.endpoint_id = candidate.endpoint_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by endpoint_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update webhook_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.endpoint_id = due.endpoint_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.endpoint_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.endpoint_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id
