-- add-audit-events
--   $1 events.key_id uuid[]
--   $2 events.actor text[]
--   $3 events.action text[]
--   $4 events.object_type text[]
--   $5 events.object_id text[]
--   $6 events.outcome text[]
--   $7 events.code text[]
--   $8 events.ip inet[]
--   $9 events.details jsonb[]
insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::inet[], $9::jsonb[]) as events (key_id, actor, action, object_type, object_id, outcome, code, ip, details);

-- claim-job
--   $1 name text
--   $2 holder text
--   $3 lease_seconds integer
update job
     set lease_until = now() + make_interval(secs => $3::integer), holder = $2::text,
         fence = fence + 1, last_started_at = now()
   where name = $1::text and due_at <= now() and (lease_until is null or lease_until <= now())
  returning fence;

-- count-set-aside
select job, count(*)::integer as items from job_set_aside group by job;

-- database-clock
select extract(epoch from clock_timestamp())::float8 as seconds;

-- delete-old-audit_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except bigint[]
with old as materialized (select ctid, id as id  from audit_event where occurred_at < now() - make_interval(days => $1::integer) and not (id = any($3::bigint[])) order by occurred_at limit $2::integer)

  delete from audit_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-console_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from console_session where expires_at < now() - make_interval(days => $1::integer) and not (id = any($3::uuid[])) order by expires_at limit $2::integer)

  delete from console_session where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-audit_event
--   $1 kept_days integer
--   $2 ids bigint[]
with old as materialized (select ctid, id as id  from audit_event where occurred_at < now() - make_interval(days => $1::integer) and id = any($2::bigint[]))

  delete from audit_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-console_session
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from console_session where expires_at < now() - make_interval(days => $1::integer) and id = any($2::uuid[]))

  delete from console_session where ctid = any(array(select ctid from old))
  returning true;

-- due-jobs
--   $1 names text[]
select name from job
   where name = any($1::text[]) and due_at <= now()
     and (lease_until is null or lease_until <= now())
   order by due_at;

-- end-console-session
--   $1 id uuid
update console_session set ended_at = coalesce(ended_at, statement_timestamp())
   where id = $1::uuid;

-- end-console-sessions-of-key
--   $1 key_id uuid
update console_session set ended_at = statement_timestamp()
   where key_id is not distinct from $1::uuid
     and ended_at is null and expires_at > statement_timestamp()
  returning token_hash;

-- find-api-key
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]);

-- find-console-session
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  s.id, s.token_hash, s.key_id, coalesce(k.prefix, 'bootstrap') as actor, k.name, s.created_at,
  s.last_seen_at, least(s.expires_at, k.expires_at) as expires_at
    from console_session s
    left join api_key k on k.id = s.key_id
   where s.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]);

-- find-live-api-keys
--   $1 secret_hashes bytea[]
select k.id, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from api_key k
   where k.secret_hash = any($1::bytea[]) and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > statement_timestamp());

-- find-live-console-sessions
--   $1 token_hashes bytea[]
select s.id as session_id, s.token_hash as secret_hash, s.bootstrap_mac,
         least(s.expires_at, k.expires_at) as expires_at,
         k.id, k.prefix, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from console_session s
    left join api_key k on k.id = s.key_id
   where s.token_hash = any($1::bytea[]) and s.ended_at is null and s.expires_at > statement_timestamp()
     and (s.key_id is null
       or (k.revoked_at is null
         and (k.expires_at is null or k.expires_at > statement_timestamp())));

-- find-pools-of-api-key
--   $1 ids_or_names text[]
select p.id, p.name from pool p
   where p.id::text = any($1::text[]) or p.name = any($1::text[]);

-- finish-job
--   $1 name text
--   $2 fence bigint
--   $3 outcome text
--   $4 result jsonb
--   $5 error text
--   $6 every_seconds integer
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
  returning name;

-- forget-set-aside
--   $1 job text
--   $2 items text[]
delete from job_set_aside where job = $1::text and item = any($2::text[]);

-- hold-api-key
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) for share of k;

-- insert-api-key
--   $1 id uuid
--   $2 name text
--   $3 prefix text
--   $4 secret_hash bytea
--   $5 scopes text[]
--   $6 pool_ids uuid[]
--   $7 rate_limit_per_minute integer
--   $8 expires_at timestamptz
--   $9 created_by text
insert into api_key (id, name, prefix, secret_hash, scopes, pool_ids, rate_limit_per_minute,
                       expires_at, created_by)
  select $1::uuid, $2::text, $3::text, $4::bytea, $5::text[], $6::uuid[],
         $7::integer, $8::timestamptz, $9::text
   where $8::timestamptz is null or $8::timestamptz > statement_timestamp()
  returning id;

-- insert-console-session
--   $1 id uuid
--   $2 token_hash bytea
--   $3 key_id uuid
--   $4 bootstrap_mac bytea
--   $5 seconds integer
insert into console_session (id, token_hash, key_id, bootstrap_mac, expires_at)
  values ($1::uuid, $2::bytea, $3::uuid, $4::bytea,
          statement_timestamp() + make_interval(secs => $5::integer));

-- job-lags
--   $1 names text[]
select name, case when due_at <= statement_timestamp()
                     and (lease_until is null or lease_until <= statement_timestamp())
           then extract(epoch from statement_timestamp() - greatest(due_at, lease_until))
           else 0 end::float8 as seconds
    from job where name = any($1::text[]);

-- known-set-aside
--   $1 job text
select item, next_try_at <= now() as is_due from job_set_aside where job = $1::text;

-- list-api-keys
--   $1 limit integer
--   $2 visible_pools uuid[]
--   $3 before_id uuid
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k
   where ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) and ($3::uuid is null or k.id < $3::uuid)
   order by k.id desc
   limit $1::integer;

-- list-console-sessions
--   $1 limit integer
--   $2 visible_pools uuid[]
--   $3 key_id uuid
--   $4 is_bootstrap boolean
--   $5 before_id uuid
select
  s.id, s.token_hash, s.key_id, coalesce(k.prefix, 'bootstrap') as actor, k.name, s.created_at,
  s.last_seen_at, least(s.expires_at, k.expires_at) as expires_at
    from console_session s
    left join api_key k on k.id = s.key_id
   where s.ended_at is null and s.expires_at > statement_timestamp()
     and (s.key_id is null
       or (k.revoked_at is null
         and (k.expires_at is null or k.expires_at > statement_timestamp()))) and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[])
     and ($3::uuid is null or s.key_id = $3::uuid)
     and (not $4::boolean or s.key_id is null)
     and ($5::uuid is null or s.id < $5::uuid)
   order by s.id desc
   limit $1::integer;

-- list-jobs
--   $1 names text[]
select *, coalesce(lease_until > now(), false) as is_running,
         (select count(*)::integer from job_set_aside s where s.job = job.name) as set_aside
    from job
   where name = any($1::text[]) order by name;

-- list-number-keys
select * from number_key order by generation, id;

-- list-old-audit_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except bigint[]
select id as id from audit_event where occurred_at < now() - make_interval(days => $1::integer) and not (id = any($3::bigint[])) order by occurred_at limit $2::integer;

-- list-old-console_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from console_session where expires_at < now() - make_interval(days => $1::integer) and not (id = any($3::uuid[])) order by expires_at limit $2::integer;

-- list-set-aside
--   $1 job text
--   $2 after_time timestamptz
--   $3 after_item text
--   $4 limit integer
select item, reason, times, first_at, last_at, next_try_at,
         first_at::text || '|' || item as position
    from job_set_aside
   where job = $1::text
     and ($2::timestamptz is null or (first_at, item) < ($2::timestamptz, $3::text))
   order by first_at desc, item desc
   limit $4::integer;

-- lock-api-key
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) for update of k;

-- make-job-due
--   $1 name text
update job set due_at = least(due_at, now())
   where name = $1::text and (lease_until is null or lease_until <= now())
  returning name;

-- put-aside
--   $1 job text
--   $2 item text
--   $3 reason text
insert into job_set_aside (job, item, reason, next_try_at)
  values ($1::text, $2::text, $3::text, now() + interval '1 hour')
  on conflict (job, item) do update set
    reason = excluded.reason, last_at = now(), times = job_set_aside.times + 1,
    next_try_at = now()
      + make_interval(hours => least(24, power(2, least(job_set_aside.times, 5)))::integer),
    warned_at = case when job_set_aside.warned_at <= now() - interval '1 day' then now()
      else job_set_aside.warned_at end
  returning warned_at = now() as is_warning;

-- register-jobs
--   $1 jobs.name text[]
--   $2 jobs.every_seconds integer[]
insert into job (name, due_at)
  select name, case when every_seconds > 0 then now() end
    from unnest($1::text[], $2::integer[]) as jobs (name, every_seconds)
   order by name
  on conflict (name) do update set
    due_at = case when excluded.due_at is null then null
      else coalesce(job.due_at, excluded.due_at) end;

-- register-number-key
--   $1 id integer
--   $2 check_value bytea
insert into number_key (id, check_value, state, generation)
  select $1::integer, $2::bytea, case when is_first then 'complete' else 'known' end,
         case when is_first then 1 end
    from (select not exists (select from number_key) as is_first) start
  on conflict do nothing;

-- renew-lease
--   $1 name text
--   $2 fence bigint
--   $3 lease_seconds integer
update job set lease_until = now() + make_interval(secs => $3::integer)
   where name = $1::text and fence = $2::bigint and holder is not null
  returning name;

-- retry-set-aside
--   $1 job text
update job_set_aside set next_try_at = least(next_try_at, now()) where job = $1::text
  returning true;

-- revoke-api-key
--   $1 id uuid
update api_key set revoked_at = coalesce(revoked_at, statement_timestamp()) where id = $1::uuid;

-- same-life-of-api-key
--   $1 id uuid
select (statement_timestamp() + (expires_at - created_at))::text as expires_at
    from api_key where id = $1::uuid;

-- succeed-api-key
--   $1 id uuid
--   $2 successor_id uuid
--   $3 overlap_seconds integer
update api_key
     set successor_id = $2::uuid,
         expires_at = least(expires_at,
           statement_timestamp() + make_interval(secs => $3::integer))
   where id = $1::uuid;

-- touch-api-key
--   $1 id uuid
update api_key set last_used_at = statement_timestamp()
   where id = $1::uuid
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute');

-- touch-console-session
--   $1 id uuid
update console_session set last_seen_at = statement_timestamp()
   where id = $1::uuid
     and (last_seen_at is null or last_seen_at < statement_timestamp() - interval '1 minute');
