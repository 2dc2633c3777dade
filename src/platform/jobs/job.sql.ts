/**
 * Statements of jobs. All times are by the database's clock. An occurrence is a due time. The
 * process that claims it gets a lease and a fence, a number that grows with each lease. Updates by
 * a former holder have no effect.
 */
import { rows, statement } from '../database/index.js';

/** Registers the jobs; a job whose interval has become 0 is no longer due. */
export const REGISTER_JOBS = statement(
  'register-jobs',
  { jobs: rows({ name: 'text', everySeconds: 'integer' }) },
  (p) => `
  insert into job (name, due_at)
  select name, case when every_seconds > 0 then now() end
    from ${p.jobs}
   order by name
  on conflict (name) do update set
    due_at = case when excluded.due_at is null then null
      else coalesce(job.due_at, excluded.due_at) end`,
);

/** Returns the jobs that are due and have no holder. */
export const DUE_JOBS = statement(
  'due-jobs',
  { names: 'text[]' },
  (p) => `
  select name from job
   where name = any(${p.names}) and due_at <= now()
     and (lease_until is null or lease_until <= now())
   order by due_at`,
);

/**
 * Claims a job. Only one process succeeds: PostgreSQL serializes updates of a row, and later ones
 * see the lease. If a lease expired, its holder died and the occurrence is still due.
 */
export const CLAIM_JOB = statement(
  'claim-job',
  { name: 'text', holder: 'text', leaseSeconds: 'integer' },
  (p) => `
  update job
     set lease_until = now() + make_interval(secs => ${p.leaseSeconds}), holder = ${p.holder},
         fence = fence + 1, last_started_at = now()
   where name = ${p.name} and due_at <= now() and (lease_until is null or lease_until <= now())
  returning fence`,
);

/** Extends a lease. */
export const RENEW_LEASE = statement(
  'renew-lease',
  { name: 'text', fence: 'bigint', leaseSeconds: 'integer' },
  (p) => `
  update job set lease_until = now() + make_interval(secs => ${p.leaseSeconds})
   where name = ${p.name} and fence = ${p.fence} and holder is not null
  returning name`,
);

/**
 * Records the outcome of an occurrence. The next one is the first in the future: missed occurrences
 * are skipped. A stopped occurrence stays due.
 */
export const FINISH_JOB = statement(
  'finish-job',
  {
    name: 'text',
    fence: 'bigint',
    outcome: 'text',
    result: 'jsonb?',
    error: 'text?',
    everySeconds: 'integer',
  },
  (p) => `
  update job
     set lease_until = null, holder = null, last_finished_at = now(), last_outcome = ${p.outcome},
         last_by = holder, last_result = ${p.result}, last_error = ${p.error},
         completed = completed + (case when ${p.outcome} = 'done' then 1 else 0 end),
         due_at = case
           when ${p.outcome} = 'stopped' then due_at
           when ${p.everySeconds} > 0 then
             due_at + make_interval(secs => ${p.everySeconds} * (1 + floor(
               extract(epoch from now() - due_at) / ${p.everySeconds})::float8))
           end
   where name = ${p.name} and fence = ${p.fence}
  returning name`,
);

/** Makes a job due now, unless it is running. */
export const MAKE_DUE = statement(
  'make-job-due',
  { name: 'text' },
  (p) => `
  update job set due_at = least(due_at, now())
   where name = ${p.name} and (lease_until is null or lease_until <= now())
  returning name`,
);

export const LIST_JOBS = statement(
  'list-jobs',
  { names: 'text[]' },
  (p) => `
  select *, coalesce(lease_until > now(), false) as is_running,
         (select count(*)::integer from job_set_aside s where s.job = job.name) as set_aside
    from job
   where name = any(${p.names}) order by name`,
);
