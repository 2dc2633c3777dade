-- put-aside
-- $1 job text
-- $2 item text
-- $3 reason text

insert into job_set_aside (job, item, reason, next_try_at)
  values ($1::text, $2::text, $3::text, now() + interval '1 hour')
  on conflict (job, item) do update set
    reason = excluded.reason, last_at = now(), times = job_set_aside.times + 1,
    next_try_at = now()
      + make_interval(hours => least(24, power(2, least(job_set_aside.times, 5)))::integer),
    warned_at = case when job_set_aside.warned_at <= now() - interval '1 day' then now()
      else job_set_aside.warned_at end
  returning warned_at = now() as is_warning
