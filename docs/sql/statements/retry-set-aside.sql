-- retry-set-aside
-- $1 job text

update job_set_aside set next_try_at = least(next_try_at, now()) where job = $1::text
  returning true
