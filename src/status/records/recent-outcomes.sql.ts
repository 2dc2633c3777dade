import { statement } from '../../platform/database/index.js';
import { outcome } from './outcome.sql.js';

/** Calls that are counted at most, so that the statement costs the same under any load. */
const MAX_CALLS = 10_000;

export interface RecentOutcomeRow {
  pool_id: string;
  outcome: string;
  calls: number;
}

/** Counts the latest calls of the last 15 minutes by pool and outcome, for `/metrics`. */
export const RECENT_OUTCOMES = statement(
  'recent-outcomes',
  { unknownAfterHours: 'integer' },
  (p) => `
  select s.pool_id, ${outcome(p.unknownAfterHours)} as outcome, count(*)::integer as calls
    from (select * from call_session
           where created_at at time zone 'UTC'
             > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'
           order by created_at at time zone 'UTC' desc
           limit ${MAX_CALLS}) s
   group by 1, 2`,
);
