import { LONG_STATEMENT_MS, type PreparedStatement } from '../database/index.js';
import { OUTCOME, TIME } from './call-record.sql.js';

/** Hours after which an hour's calls have ended and been reported. */
export const CLOSED_AFTER_HOURS = 25;

/** Sums of calls `s` by number and outcome. */
const COUNTED = `
  count(*)::integer as calls, coalesce(sum(s.talk_seconds), 0) as talk_seconds,
  coalesce(sum(s.mos), 0) as mos_sum, count(s.mos)::integer as mos_calls`;

/** The last hour that can be counted, as it is not over for long enough before. */
const CLOSED = `date_trunc('hour', now() - interval '${CLOSED_AFTER_HOURS} hours', 'UTC')`;

/**
 * Counts the hours that are over and have not been counted, at most some of them; in order, so that two
 * who do it at once wait for each other and the second finds nothing to do.
 * $1 from, $2 to, $3 how many hours
 */
export const COUNT_HOURS: PreparedStatement = {
  name: 'count-hours',
  timeout: LONG_STATEMENT_MS,
  text: `
  with hours as (
    insert into call_stat_hour (hour)
    select hour
      from generate_series(date_trunc('hour', $1::timestamptz, 'UTC'),
                           least($2::timestamptz, ${CLOSED}) - interval '1 microsecond',
                           interval '1 hour') as hour
     where not exists (select from call_stat_hour counted where counted.hour = hour.hour)
     order by hour
     limit $3
    on conflict do nothing
    returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select one.hour, one.pool_id, one.virtual_number, one.outcome, one.calls, one.talk_seconds,
           one.mos_sum, one.mos_calls
      from hours
      cross join lateral (
        select hours.hour, s.pool_id, coalesce(s.virtual_number, '') as virtual_number,
               ${OUTCOME} as outcome, ${COUNTED}
          from call_session s
         where ${TIME} >= hours.hour at time zone 'UTC'
           and ${TIME} < (hours.hour + interval '1 hour') at time zone 'UTC'
         group by s.pool_id, coalesce(s.virtual_number, ''), outcome) one
    returning calls
  )
  select (select count(*)::integer from hours) as hours,
         (select coalesce(sum(calls), 0)::integer from counted) as calls`,
};

/** The first hour with calls after the last one that was counted; or with calls at all. */
export const OLDEST_UNCOUNTED: PreparedStatement = {
  name: 'oldest-uncounted',
  timeout: LONG_STATEMENT_MS,
  text: `
  select date_trunc('hour', min(${TIME})) at time zone 'UTC' as from
    from call_session s
   where ${TIME} >= coalesce((select max(hour) from call_stat_hour), '-infinity') at time zone 'UTC'`,
};

export const STATS_GROUPS = ['day', 'hour', 'pool', 'virtualNumber', 'outcome'] as const;
export type StatsGroup = (typeof STATS_GROUPS)[number];

const GROUP_OF: Readonly<Record<StatsGroup, string>> = {
  day: `to_char(hour at time zone 'UTC', 'YYYY-MM-DD')`,
  hour: `to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"')`,
  pool: `(select name from pool where id = pool_id)`,
  virtualNumber: `nullif(virtual_number, '')`,
  outcome: 'outcome',
};

/**
 * Statistics of the calls from $1 on and before $2, both full hours; of the pool $3, if it is not null.
 * What has been counted comes from call_stat, the rest from the calls themselves.
 */
export const callStatsStatement = (groupBy: StatsGroup): PreparedStatement => ({
  name: `call-stats-${groupBy}`,
  timeout: LONG_STATEMENT_MS,
  text: `
  with span as materialized (
    select hour, exists (select from call_stat_hour c where c.hour = span.hour) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3))
    union all
    select span.hour, one.*
      from span
      cross join lateral (
        select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, ${OUTCOME} as outcome,
               ${COUNTED}
          from call_session s
         where ${TIME} >= span.hour at time zone 'UTC'
           and ${TIME} < (span.hour + interval '1 hour') at time zone 'UTC'
           and ($3 is null or s.pool_id = any($3))
         group by 1, 2, 3) one
     where not span.is_counted
  )
  select ${GROUP_OF[groupBy]} as key, sum(calls)::integer as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::integer as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::integer as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::integer as attempted,
         coalesce(sum(talk_seconds), 0)::float8 as talk_seconds,
         sum(mos_sum)::float8 / nullif(sum(mos_calls), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last`,
});
