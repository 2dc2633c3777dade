/**
 * The statements of jobs. Time is the database's. An occurrence is a due time: whoever claims it gets a
 * lease and a fence, a number that grows with each lease; what a former holder says no longer counts.
 */
import type { PreparedStatement } from '../database/index.js';

/** Makes the jobs known; a job whose interval was set to 0 is due no more. $1 names, $2 seconds */
export const REGISTER_JOBS: PreparedStatement = {
  name: 'register-jobs',
  text: `
  insert into job (name, due_at)
  select name, case when every > 0 then now() end
    from unnest($1::text[], $2::integer[]) as known (name, every)
   order by name
  on conflict (name) do update set
    due_at = case when excluded.due_at is null then null
      else coalesce(job.due_at, excluded.due_at) end`,
};

/** Of the jobs $1, those that are due and that nobody has. */
export const DUE_JOBS: PreparedStatement = {
  name: 'due-jobs',
  text: `
  select name from job
   where name = any($1::text[]) and due_at <= now()
     and (lease_until is null or lease_until <= now())
   order by due_at`,
};

/**
 * Claims a job: one of those who try gets it, since the row can be updated by one at a time and the
 * others then see its lease. A lease that ran out is a holder that died: the occurrence is still due.
 * $1 name, $2 holder, $3 seconds of the lease
 */
export const CLAIM_JOB: PreparedStatement = {
  name: 'claim-job',
  text: `
  update job
     set lease_until = now() + make_interval(secs => $3), holder = $2, fence = fence + 1,
         last_started_at = now()
   where name = $1 and due_at <= now() and (lease_until is null or lease_until <= now())
  returning fence`,
};

/** Keeps a lease. $1 name, $2 fence, $3 seconds */
export const RENEW_LEASE: PreparedStatement = {
  name: 'renew-lease',
  text: `
  update job set lease_until = now() + make_interval(secs => $3)
   where name = $1 and fence = $2 and holder is not null
  returning name`,
};

/**
 * Says what came of an occurrence. The next one is the first that lies in the future: those that were
 * missed are not made up for. One that was stopped stays due.
 * $1 name, $2 fence, $3 outcome, $4 result, $5 error, $6 seconds between two occurrences
 */
export const FINISH_JOB: PreparedStatement = {
  name: 'finish-job',
  text: `
  update job
     set lease_until = null, holder = null, last_finished_at = now(), last_outcome = $3,
         last_by = holder, last_result = $4, last_error = $5,
         completed = completed + (case when $3 = 'done' then 1 else 0 end),
         due_at = case
           when $3 = 'stopped' then due_at
           when $6::integer > 0 then
             due_at + make_interval(secs => $6 * (1 + floor(
               extract(epoch from now() - due_at) / $6)::float8))
           end
   where name = $1 and fence = $2
  returning name`,
};

/** Makes a job due now, unless it is running. $1 name */
export const MAKE_DUE: PreparedStatement = {
  name: 'make-job-due',
  text: `
  update job set due_at = least(due_at, now())
   where name = $1 and (lease_until is null or lease_until <= now())
  returning name`,
};

export const LIST_JOBS: PreparedStatement = {
  name: 'list-jobs',
  text: `
  select *, coalesce(lease_until > now(), false) as is_running,
         (select count(*)::integer from job_set_aside s where s.job = job.name) as set_aside
    from job
   where name = any($1::text[]) order by name`,
};
