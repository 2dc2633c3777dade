/** The statements of items that jobs have set aside. Time is the database's. */
import type { PreparedStatement } from '../database/index.js';

/**
 * Sets an item aside, or sets it aside again: for 1, 2, 4, 8 and 16 hours, then for a day each time.
 * `is_warning` is true once per item and day. $1 job, $2 item, $3 reason
 */
export const PUT_ASIDE: PreparedStatement = {
  name: 'put-aside',
  text: `
  insert into job_set_aside (job, item, reason, next_try_at)
  values ($1, $2, $3, now() + interval '1 hour')
  on conflict (job, item) do update set
    reason = excluded.reason, last_at = now(), times = job_set_aside.times + 1,
    next_try_at = now()
      + make_interval(hours => least(24, power(2, least(job_set_aside.times, 5)))::integer),
    warned_at = case when job_set_aside.warned_at <= now() - interval '1 day' then now()
      else job_set_aside.warned_at end
  returning warned_at = now() as is_warning`,
};

/** $1 job */
export const KNOWN_ITEMS: PreparedStatement = {
  name: 'known-set-aside',
  text: 'select item, next_try_at <= now() as is_due from job_set_aside where job = $1',
};

/** $1 job, $2 items */
export const FORGET_ITEMS: PreparedStatement = {
  name: 'forget-set-aside',
  text: 'delete from job_set_aside where job = $1 and item = any($2::text[])',
};

/** Makes the items of a job due. $1 job */
export const RETRY_ITEMS: PreparedStatement = {
  name: 'retry-set-aside',
  text: `
  update job_set_aside set next_try_at = least(next_try_at, now()) where job = $1 returning true`,
};

export const COUNT_ITEMS: PreparedStatement = {
  name: 'count-set-aside',
  text: 'select job, count(*)::integer as items from job_set_aside group by job',
};

/** The newest first. $1 job, $2 time and $3 item of the last one shown or null, $4 limit */
export const LIST_ITEMS: PreparedStatement = {
  name: 'list-set-aside',
  text: `
  select item, reason, times, first_at, last_at, next_try_at,
         first_at::text || '|' || item as position
    from job_set_aside
   where job = $1 and ($2::timestamptz is null or (first_at, item) < ($2, $3))
   order by first_at desc, item desc
   limit $4`,
};
