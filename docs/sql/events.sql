-- claim-deliveries
--   $1 busy.subscription_id uuid[]
--   $2 busy.attempts integer[]
--   $3 per_subscription integer
--   $4 lease_seconds float8
--   $5 claim uuid
with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join unnest($1::uuid[], $2::integer[]) as busy (subscription_id, attempts) on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 ) earlier
         where d.subscription_id = lane.id and d.status = 'pending'
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Skips deliveries while an earlier one of the booking is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.format, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id;

-- claim-other-deliveries
--   $1 busy.subscription_id uuid[]
--   $2 busy.attempts integer[]
--   $3 per_subscription integer
--   $4 lease_seconds float8
--   $5 claim uuid
--   $6 except text[]
with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join unnest($1::uuid[], $2::integer[]) as busy (subscription_id, attempts) on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 and (event_delivery.event_id::text || '/' || event_delivery.subscription_id::text) <> all($6::text[])) earlier
         where d.subscription_id = lane.id and d.status = 'pending' and (d.event_id::text || '/' || d.subscription_id::text) <> all($6::text[])
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Skips deliveries while an earlier one of the booking is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.format, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id;

-- claim-these-deliveries
--   $1 busy.subscription_id uuid[]
--   $2 busy.attempts integer[]
--   $3 per_subscription integer
--   $4 lease_seconds float8
--   $5 claim uuid
--   $6 items text[]
--   $7 except text[]
with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join unnest($1::uuid[], $2::integer[]) as busy (subscription_id, attempts) on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 and (event_delivery.event_id::text || '/' || event_delivery.subscription_id::text) <> all($7::text[])) earlier
         where d.subscription_id = lane.id and d.status = 'pending' and (d.event_id::text || '/' || d.subscription_id::text) = any($6::text[])
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Skips deliveries while an earlier one of the booking is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.format, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id;

-- delete-event-subscription
--   $1 id uuid
--   $2 format text
delete from event_subscription where id = $1::uuid and format = $2::text returning id;

-- delete-old-outbox_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and not (id = any($3::uuid[])) order by id limit $2::integer)

  delete from outbox_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-outbox_event
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and id = any($2::uuid[]))

  delete from outbox_event where ctid = any(array(select ctid from old))
  returning true;

-- drop-pending-deliveries
--   $1 subscription_id uuid
--   $2 limit integer
delete from event_delivery
   where ctid = any(array(
     select ctid from event_delivery
      where subscription_id = $1::uuid and status = 'pending' limit $2::integer))
  returning true;

-- find-deliveries
--   $1 event_id uuid
select * from event_delivery where event_id = $1::uuid order by subscription_id;

-- find-event
--   $1 id uuid
select e.id, e.type, e.occurred_at, p.name as pool_name, e.payload
    from outbox_event e
    join pool p on p.id = e.pool_id where e.id = $1::uuid;

-- find-hourly-event
--   $1 pool_id uuid
--   $2 type text
select from outbox_event
   where once_key = $2::text || ':' || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24') and pool_id = $1::uuid;

-- find-pool-of-events
--   $1 id uuid
--   $2 name text
select id, name from pool where id = $1::uuid or name = $2::text;

-- find-references-of-phone
--   $1 digits text
--   $2 separators text
select pool_id, id, booking_id, payload ->> 'reference' as reference from outbox_event
   where translate(payload ->> 'reference', $2::text, '') like '%' || $1::text || '%';

-- list-due-deliveries
--   $1 except text[]
--   $2 limit integer
select (d.event_id::text || '/' || d.subscription_id::text) as item
    from event_subscription w
    cross join lateral (
      select * from event_delivery
       where subscription_id = w.id and status = 'pending' and due_at <= statement_timestamp()
         and (claimed_until is null or claimed_until <= statement_timestamp())
         and (event_delivery.event_id::text || '/' || event_delivery.subscription_id::text) <> all($1::text[])
       order by due_at, event_id
       limit $2::integer) d
   where w.state = 'enabled'
   order by d.due_at, d.event_id
   limit $2::integer;

-- list-old-outbox_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and not (id = any($3::uuid[])) order by id limit $2::integer;

-- oldest-undelivered
select extract(epoch from statement_timestamp() - min(d.created_at))::float8 as age
    from event_subscription w
    cross join lateral (
      select created_at from event_delivery
       where subscription_id = w.id and status = 'pending'
       order by due_at
       limit 10000) d
   where w.state = 'enabled';

-- pool-names-of-subscriptions
--   $1 ids uuid[]
select id, name from pool where id = any($1::uuid[]);

-- put-event-subscription
--   $1 id uuid
--   $2 url text
--   $3 types text[]
--   $4 pool_ids uuid[]
--   $5 secret_ciphertext bytea
--   $6 format text
insert into event_subscription (id, url, types, pool_ids, secret_ciphertext, format)
  values ($1::uuid, $2::text, $3::text[], $4::uuid[], $5::bytea, $6::text)
  on conflict (id) do update
     set url = excluded.url, types = excluded.types, secret_ciphertext = excluded.secret_ciphertext,
         state = 'enabled', disabled_reason = null, failing_since = null,
         updated_at = statement_timestamp()
   where event_subscription.format = excluded.format;

-- redeliver-event
--   $1 event_id uuid
--   $2 subscription_id uuid
insert into event_delivery as d (pool_id, event_id, subscription_id, booking_id, due_at)
  select e.pool_id, e.id, w.id, e.booking_id, statement_timestamp()
    from outbox_event e
    join event_subscription w on w.state = 'enabled'
      and (w.id = $2::uuid
        or $2::uuid is null and (
  w.state = 'enabled' and (w.types is null or e.type = any(w.types))
    and (w.pool_ids is null or e.pool_id = any(w.pool_ids)) or exists (
          select from event_delivery had where had.event_id = e.id and had.subscription_id = w.id)))
   where e.id = $1::uuid
  on conflict (event_id, subscription_id, pool_id) do update set
    status = 'pending', attempts = 0, due_at = excluded.due_at, claim = null, claimed_until = null
  returning d.*;

-- release-delivery
--   $1 event_id uuid
--   $2 subscription_id uuid
--   $3 pool_id uuid
--   $4 claim uuid
update event_delivery set claim = null, claimed_until = null where event_id = $1::uuid and subscription_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid;

-- rewrite-reference-of-event
--   $1 pool_id uuid
--   $2 id uuid
--   $3 reference text
update outbox_event set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text))
   where pool_id = $1::uuid and id = $2::uuid;

-- rewrite-references-of-events
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 reference text
update outbox_event
     set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text), false)
   where pool_id = $1::uuid and booking_id = $2::uuid;

-- rotate-webhook-secret
--   $1 id uuid
--   $2 secret_ciphertext bytea
--   $3 overlap_seconds float8
update event_subscription
     set previous_secret_ciphertext = secret_ciphertext,
         secret_ciphertext = $2::bytea,
         previous_secret_until = statement_timestamp() + make_interval(secs => $3::float8),
         updated_at = statement_timestamp()
   where id = $1::uuid;

-- settle-failed-delivery
--   $1 event_id uuid
--   $2 subscription_id uuid
--   $3 pool_id uuid
--   $4 claim uuid
--   $5 last_status smallint
--   $6 last_error text
--   $7 pause_seconds float8
--   $8 is_gone boolean
--   $9 switch_off_seconds float8
with settled as (
    update event_delivery
       set status = case when $7::float8 is null then 'dead' else 'pending' end,
           attempts = attempts + 1, claim = null, claimed_until = null,
           due_at = statement_timestamp() + make_interval(secs => coalesce($7::float8, 0)),
           last_attempt_at = statement_timestamp(), last_status = $5::smallint,
           last_error = $6::text
     where event_id = $1::uuid and subscription_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
    returning status
  ), subscription as (
    update event_subscription w
       set failing_since = coalesce(w.failing_since, statement_timestamp()),
           state = case when decided.reason is null then w.state else 'disabled' end,
           disabled_reason = decided.reason,
           updated_at = case when decided.reason is null then w.updated_at
             else statement_timestamp() end
      from (select id, case when $8::boolean then 'gone'
                     when failing_since
                       <= statement_timestamp() - make_interval(secs => $9::float8)
                     then 'failing' end as reason
              from event_subscription where id = $2::uuid) decided
     where w.id = decided.id and w.state = 'enabled' and exists (select from settled)
       and (w.failing_since is null or decided.reason is not null)
    returning w.disabled_reason
  )
  select status, (select disabled_reason from subscription) as switched_off from settled;

-- settle-taken-delivery
--   $1 event_id uuid
--   $2 subscription_id uuid
--   $3 pool_id uuid
--   $4 claim uuid
--   $5 last_status smallint
with settled as (
    update event_delivery
       set status = 'delivered', attempts = attempts + 1, claim = null, claimed_until = null,
           last_attempt_at = statement_timestamp(), last_status = $5::smallint,
           last_error = null
     where event_id = $1::uuid and subscription_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
    returning status
  ), subscription as (
    -- At most once a minute: calls read this row.
    update event_subscription
       set last_success_at = statement_timestamp(), failing_since = null
     where id = $2::uuid and exists (select from settled)
       and (failing_since is not null or last_success_at is null
            or last_success_at < statement_timestamp() - interval '1 minute')
  )
  select status, null::text as switched_off from settled;

-- waiting-deliveries
select count(*)::integer as waiting
    from (select from event_subscription w
            join event_delivery d on d.subscription_id = w.id and d.status = 'pending'
           where w.state = 'enabled'
           limit 10000) counted;

-- write-events
--   $1 events.position integer[]
--   $2 events.pool_id uuid[]
--   $3 events.type text[]
--   $4 events.payload jsonb[]
with
  written as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select pool_id, type, null::uuid as booking_id, position, payload from unnest($1::integer[], $2::uuid[], $3::text[], $4::jsonb[]) as events (position, pool_id, type, payload)) source) event


    returning pool_id, id, type, booking_id, once_key
  ), written_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from written event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written;

-- write-hourly-event
--   $1 pool_id uuid
--   $2 type text
--   $3 payload jsonb
with
  written as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select $1::uuid as pool_id, $2::text as type, null::uuid as booking_id,
            $2::text || ':' || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24') as once_key, 0 as position, $3::jsonb as payload) source) event

    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), written_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from written event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written;
