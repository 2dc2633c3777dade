import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { TIME } from '../records/call-record.sql.js';
import { outcome, score } from '../records/outcome.sql.js';

/** Calls that are looked at, so that the query takes as long in a busy installation as in any other. */
const MAX_CALLS = 100_000;

/** Fewer calls say little about a number. */
const MIN_CALLS = 3;

/**
 * Returns the virtual numbers with the lowest answer rates of the last 24 hours, or of the newest calls if
 * there were more than that. `calls` and `since` say what was looked at.
 */
export const WORST_NUMBERS = statement(
  'worst-numbers',
  { poolIds: 'uuid[]?', unknownAfterHours: 'integer', limit: 'integer' },
  (p) => `
  with newest as materialized (
    select s.virtual_number, s.created_at, result.outcome, ${score('s')} as mos
      from call_session s
      cross join lateral (select ${outcome(p.unknownAfterHours)} as outcome) result
     where ${TIME} > (now() - interval '24 hours') at time zone 'UTC'
       and (${p.poolIds} is null or s.pool_id = any(${p.poolIds}))
     order by ${TIME} desc
     limit ${MAX_CALLS}
  ), looked_at as (
    select count(*)::integer as calls,
           case when count(*) < ${MAX_CALLS} then now() - interval '24 hours'
                else min(created_at) end as since
      from newest
  ), rated as (
    select virtual_number, count(*)::integer as calls, avg(mos)::float8 as mean_mos,
           count(*) filter (where outcome = 'answered')::float8 / nullif(count(*) filter (
             where outcome in ('answered', 'missed', 'busy', 'unreachable', 'caller-hung-up',
                               'failed')), 0) as answer_rate
      from newest
     where virtual_number is not null
     group by virtual_number
    having count(*) >= ${MIN_CALLS}
  )
  select looked_at.since, looked_at.calls as looked_at, worst.*
    from looked_at
    left join lateral (
      select * from rated where answer_rate is not null
       order by answer_rate, mean_mos nulls last, virtual_number
       limit ${p.limit}) worst on true
   order by worst.answer_rate, worst.mean_mos nulls last, worst.virtual_number`,
  { timeout: LONG_STATEMENT_MS, isRepeatable: true },
);
