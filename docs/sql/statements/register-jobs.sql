-- register-jobs
-- $1 jobs.name text[]
-- $2 jobs.every_seconds integer[]

insert into job (name, due_at)
  select name, case when every_seconds > 0 then now() end
    from unnest($1::text[], $2::integer[]) as jobs (name, every_seconds)
   order by name
  on conflict (name) do update set
    due_at = case when excluded.due_at is null then null
      else coalesce(job.due_at, excluded.due_at) end
