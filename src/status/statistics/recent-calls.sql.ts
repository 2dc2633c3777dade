import { statement } from '../../platform/database/index.js';
import { TIME } from '../records/call-record.sql.js';
import { outcome } from '../records/outcome.sql.js';

/** Counts the calls of the last minutes, by minute, decision, reason and outcome. */
export const RECENT_CALLS = statement(
  'recent-calls',
  { minutes: 'integer', poolIds: 'uuid[]?', unknownAfterHours: 'integer' },
  (p) => `
  with span as materialized (
    select date_trunc('minute', now(), 'UTC') as last
  )
  select minute, counted.decision, counted.reason, counted.outcome,
         coalesce(counted.calls, 0)::integer as calls
    from span
    cross join lateral generate_series(
      span.last - (${p.minutes} - 1) * interval '1 minute', span.last, interval '1 minute') minute
    left join lateral (
      select s.decision, s.reason, result.outcome, count(*) as calls
        from call_session s
        cross join lateral (select ${outcome(p.unknownAfterHours)} as outcome) result
       where ${TIME} >= minute at time zone 'UTC'
         and ${TIME} < (minute + interval '1 minute') at time zone 'UTC'
         and (${p.poolIds} is null or s.pool_id = any(${p.poolIds}))
       group by 1, 2, 3) counted on true
   order by minute`,
);
