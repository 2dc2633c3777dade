-- forget-set-aside
-- $1 job text
-- $2 items text[]

delete from job_set_aside where job = $1::text and item = any($2::text[])
