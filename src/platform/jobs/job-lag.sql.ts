import { statement } from '../database/index.js';

export interface JobLagRow {
  name: string;
  seconds: number;
}

/** Returns for how long each job has been due without a holder, for `/metrics`. */
export const JOB_LAGS = statement(
  'job-lags',
  { names: 'text[]' },
  (p) => `
  select name, case when due_at <= statement_timestamp()
                     and (lease_until is null or lease_until <= statement_timestamp())
           then extract(epoch from statement_timestamp() - greatest(due_at, lease_until))
           else 0 end::float8 as seconds
    from job where name = any(${p.names})`,
);
