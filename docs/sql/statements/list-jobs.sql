-- list-jobs
-- $1 names text[]

select *, coalesce(lease_until > now(), false) as is_running,
         (select count(*)::integer from job_set_aside s where s.job = job.name) as set_aside
    from job
   where name = any($1::text[]) order by name
