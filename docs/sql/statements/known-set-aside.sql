-- known-set-aside
-- $1 job text

select item, next_try_at <= now() as is_due from job_set_aside where job = $1::text
