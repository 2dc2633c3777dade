/**
 * Marks hours for a recount, because a report of a call can arrive after its hour has been counted. The
 * statement that stores the report sets the mark. The job removes the mark and counts in one statement
 * (`RECOUNT_HOURS`), which sees a report if it sees its mark. A report that commits later sets a new mark.
 */
import { CLOSED_AFTER_HOURS } from './closed-hours.js';

/**
 * Returns a CTE that marks the hours of the written sessions that may have been counted already.
 * @param source CTE with the `created_at` of the written sessions
 */
export const recountOf = (source: string): string => `
  recount as (
    insert into call_stat_recount (hour)
    select distinct date_trunc('hour', created_at, 'UTC') as hour
      from ${source}
     where created_at < now() - interval '${CLOSED_AFTER_HOURS} hours'
     order by hour
    on conflict do nothing
  )`;
