/** Statements about set-aside items of jobs. All times are by the database's clock. */
import { statement } from '../../database/index.js';

/**
 * Sets an item aside: for 1, 2, 4, 8 and 16 hours after repeated failures, then for a day each
 * time. `is_warning` is true once per item and day.
 */
export const PUT_ASIDE = statement(
  'put-aside',
  { job: 'text', item: 'text', reason: 'text' },
  (p) => `
  insert into job_set_aside (job, item, reason, next_try_at)
  values (${p.job}, ${p.item}, ${p.reason}, now() + interval '1 hour')
  on conflict (job, item) do update set
    reason = excluded.reason, last_at = now(), times = job_set_aside.times + 1,
    next_try_at = now()
      + make_interval(hours => least(24, power(2, least(job_set_aside.times, 5)))::integer),
    warned_at = case when job_set_aside.warned_at <= now() - interval '1 day' then now()
      else job_set_aside.warned_at end
  returning warned_at = now() as is_warning`,
);

export const KNOWN_ITEMS = statement(
  'known-set-aside',
  { job: 'text' },
  (p) => `select item, next_try_at <= now() as is_due from job_set_aside where job = ${p.job}`,
);

export const FORGET_ITEMS = statement(
  'forget-set-aside',
  { job: 'text', items: 'text[]' },
  (p) => `delete from job_set_aside where job = ${p.job} and item = any(${p.items})`,
);

/** Makes the set-aside items of a job due. */
export const RETRY_ITEMS = statement(
  'retry-set-aside',
  { job: 'text' },
  (p) => `
  update job_set_aside set next_try_at = least(next_try_at, now()) where job = ${p.job}
  returning true`,
);

export const COUNT_ITEMS = statement(
  'count-set-aside',
  {},
  () => 'select job, count(*)::integer as items from job_set_aside group by job',
);

/** Lists the items of a job, newest first, after the given one. */
export const LIST_ITEMS = statement(
  'list-set-aside',
  { job: 'text', afterTime: 'timestamptz?', afterItem: 'text?', limit: 'integer' },
  (p) => `
  select item, reason, times, first_at, last_at, next_try_at,
         first_at::text || '|' || item as position
    from job_set_aside
   where job = ${p.job}
     and (${p.afterTime} is null or (first_at, item) < (${p.afterTime}, ${p.afterItem}))
   order by first_at desc, item desc
   limit ${p.limit}`,
);
