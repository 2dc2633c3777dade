-- begin-erasure
--   $1 id uuid
--   $2 actor text
insert into erasure (id, actor, begun_at)
  values ($1::uuid, $2::text, statement_timestamp())
  returning begun_at as at, begun_at::text as text;

-- begin-step-of-erasure
--   $1 id uuid
--   $2 step text
update erasure set step = $2::text, step_begun_at = statement_timestamp() where id = $1::uuid;

-- delete-old-erasure
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from erasure where begun_at < now() - make_interval(days => $1::integer) and not (id = any($3::uuid[])) order by begun_at limit $2::integer)

  delete from erasure where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-erasure
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from erasure where begun_at < now() - make_interval(days => $1::integer) and id = any($2::uuid[]))

  delete from erasure where ctid = any(array(select ctid from old))
  returning true;

-- end-erasure
--   $1 id uuid
--   $2 code text
update erasure
     set step = case when $2::text is null then null else step end, code = $2::text,
         ended_at = statement_timestamp()
   where id = $1::uuid;

-- finish-step-of-erasure
--   $1 id uuid
--   $2 counts jsonb
update erasure set steps_done = steps_done + 1, counts = counts || $2::jsonb
   where id = $1::uuid;

-- list-erasures
--   $1 limit integer
--   $2 before_id uuid
select id, actor, begun_at, step, steps_done, step_begun_at, counts, ended_at, code,
         case when code is not null then 'failed'
              when ended_at is not null then 'done'
              when step_begun_at < statement_timestamp() - interval '1 hour' then 'interrupted'
              else 'running' end as status
    from erasure
   where $2::uuid is null or id < $2::uuid
   order by id desc
   limit $1::integer;

-- list-old-erasure
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from erasure where begun_at < now() - make_interval(days => $1::integer) and not (id = any($3::uuid[])) order by begun_at limit $2::integer;
