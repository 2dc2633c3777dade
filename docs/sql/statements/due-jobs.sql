-- due-jobs
-- $1 names text[]

select name from job
   where name = any($1::text[]) and due_at <= now()
     and (lease_until is null or lease_until <= now())
   order by due_at
