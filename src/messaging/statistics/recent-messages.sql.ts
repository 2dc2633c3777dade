import { statement } from '../../platform/database/index.js';
import { OUTCOME, TIME } from '../records/message-record.sql.js';

/** Counts the texts of the last minutes, by minute, outcome and reason. Pieces of a text count once. */
export const RECENT_MESSAGES = statement(
  'recent-messages',
  { minutes: 'integer', poolIds: 'uuid[]?' },
  (p) => `
  with span as materialized (
    select date_trunc('minute', now(), 'UTC') as last
  )
  select minute, counted.outcome, counted.reason, coalesce(counted.messages, 0)::integer as messages
    from span
    cross join lateral generate_series(
      span.last - (${p.minutes} - 1) * interval '1 minute', span.last, interval '1 minute') minute
    left join lateral (
      select ${OUTCOME} as outcome, m.reason, count(*) as messages
        from message m
       where ${TIME} >= minute at time zone 'UTC'
         and ${TIME} < (minute + interval '1 minute') at time zone 'UTC'
         and m.position = 0
         and (${p.poolIds} is null or m.pool_id = any(${p.poolIds}))
       group by 1, 2) counted on true
   order by minute`,
);
