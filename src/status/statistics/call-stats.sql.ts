import { LONG_STATEMENT_MS, type PreparedStatement } from '../../database/index.js';
import { TIME } from '../records/call-record.sql.js';
import { CLOSED_AFTER_HOURS } from './closed-hours.js';
import { outcome, score, talkSeconds } from '../records/outcome.sql.js';

/**
 * Sums of the calls of an hour `h` by pool, number and outcome.
 * @param condition SQL
 */
const countedCalls = (unknownAfterHours: string, condition = 'true'): string => `
  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then ${talkSeconds('s')} end), 0) as talk_seconds,
         coalesce(sum(${score('s')}), 0) as mos_sum, count(${score('s')})::integer as mos_calls
    from call_session s
    cross join lateral (select ${outcome(unknownAfterHours)} as outcome) result
   where ${TIME} >= h.hour at time zone 'UTC'
     and ${TIME} < (h.hour + interval '1 hour') at time zone 'UTC' and ${condition}
   group by 1, 2, 3`;

/** A call of an hour that is counted has no summary to wait for. */
const NO_LONGER_WAITED_FOR = '0';

/** The last hour that can be counted, as it is not over for long enough before. */
const CLOSED = `date_trunc('hour', now() - interval '${CLOSED_AFTER_HOURS} hours', 'UTC')`;

/**
 * Hours that are over and have not been counted, from $1 on and before $2, without set-aside ones; in
 * order. $3 how many, $4 set-aside hours
 */
const UNCOUNTED = `
    select hour
      from generate_series(date_trunc('hour', $1::timestamptz, 'UTC'),
                           least($2::timestamptz, ${CLOSED}) - interval '1 microsecond',
                           interval '1 hour') as hour
     where not exists (select from call_stat_hour counted where counted.hour = hour.hour)
       and hour <> all($4::timestamptz[])
     order by hour
     limit $3`;

/** In order, so that two who do it at once wait for each other and the second finds nothing to do. */
const countHours = (name: string, uncounted: string): PreparedStatement => ({
  name,
  timeout: LONG_STATEMENT_MS,
  text: `
  with hours as (
    insert into call_stat_hour (hour) ${uncounted}
    on conflict do nothing
    returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select h.hour, one.*
      from hours h
      cross join lateral (${countedCalls(NO_LONGER_WAITED_FOR)}) one
    returning calls
  )
  select (select count(*)::integer from hours) as hours,
         (select coalesce(sum(calls), 0)::integer from counted) as calls`,
});

/** Counts uncounted hours. $1 from, $2 to, $3 how many, $4 set-aside hours */
export const COUNT_HOURS = countHours('count-hours', UNCOUNTED);

/** Counts some hours, unless they have been counted. $1 hours */
export const COUNT_THESE_HOURS = countHours(
  'count-these-hours',
  `
    select hour from unnest($1::timestamptz[]) as hour
     where hour < ${CLOSED}
       and not exists (select from call_stat_hour counted where counted.hour = hour.hour)
     order by hour`,
);

/** $1 from, $2 to, $3 how many, $4 set-aside hours */
export const LIST_UNCOUNTED_HOURS: PreparedStatement = {
  name: 'list-uncounted-hours',
  timeout: LONG_STATEMENT_MS,
  text: UNCOUNTED,
};

/** Marks of hours that are to be counted again. One whose first count is under way keeps its mark. */
const marked = (which: string): string => `
       select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour ${which}
        order by m.hour`;

const NEXT_MARKS = `${marked('<> all($2::timestamptz[])')}
        limit $1`;

/** Counts hours again that have a mark. Hours of which calls were deleted stay as they were counted. */
const recountHours = (name: string, marks: string): PreparedStatement => ({
  name,
  timeout: LONG_STATEMENT_MS,
  text: `
  with marks as (
    delete from call_stat_recount
     where hour in (${marks}
          for update skip locked)
    returning hour
  ), hours as (
    -- Waits for a batch of deletions that is under way, and sees what it says of the hour.
    update call_stat_hour set counted_at = now()
     where hour in (select hour from marks) and not is_partial
    returning hour
  ), removed as (
    delete from call_stat where hour in (select hour from hours) returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select h.hour, one.*
      from hours h
      cross join lateral (${countedCalls(NO_LONGER_WAITED_FOR)}) one
     -- What takes the place of a row comes after that row has been removed.
     where (select count(*) from removed) >= 0
    returning calls
  )
  select (select count(*)::integer from marks) as marks,
         (select count(*)::integer from hours) as hours`,
});

/** $1 how many, $2 set-aside hours */
export const RECOUNT_HOURS = recountHours('recount-hours', NEXT_MARKS);

/** $1 hours */
export const RECOUNT_THESE_HOURS = recountHours(
  'recount-these-hours',
  marked('= any($1::timestamptz[])'),
);

/** $1 how many, $2 set-aside hours */
export const LIST_MARKED_HOURS: PreparedStatement = { name: 'list-marked-hours', text: NEXT_MARKS };

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

/** More than the calls of an hour can be is not believed: rows may have been counted from garbage. */
const MOS_IS_RIGHT = `mos_sum between mos_calls and 5.0 * mos_calls`;

/**
 * Statistics of the calls from $1 on and before $2, both full hours; of the pools $3, if it is not null;
 * $4 hours after which a call without a summary is unknown. What has been counted comes from call_stat,
 * the rest from the calls themselves; so does an hour that is to be counted again.
 */
export const callStatsStatement = (groupBy: StatsGroup): PreparedStatement => ({
  name: `call-stats-${groupBy}`,
  timeout: LONG_STATEMENT_MS,
  text: `
  with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3))
    union all
    select h.hour, one.*
      from span h
      cross join lateral (
        ${countedCalls('$4::integer', '($3 is null or s.pool_id = any($3))')}) one
     where not h.is_counted
  )
  select ${GROUP_OF[groupBy]} as key, sum(calls)::float8 as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::float8 as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::float8 as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::float8 as attempted,
         coalesce(sum(greatest(talk_seconds, 0)) filter (where outcome = 'answered'), 0)::float8
           as talk_seconds,
         sum(mos_sum) filter (where ${MOS_IS_RIGHT})
           / nullif(sum(mos_calls) filter (where ${MOS_IS_RIGHT}), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last`,
});
