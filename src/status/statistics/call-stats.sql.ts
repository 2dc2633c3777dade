import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { TIME } from '../records/call-record.sql.js';
import { CLOSED_AFTER_HOURS } from './closed-hours.js';
import { outcome, score, talkSeconds } from '../records/outcome.sql.js';

/**
 * Sums the calls of an hour `h` by pool, number and outcome.
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

/** The `unknownAfterHours` of a closed hour: its calls no longer wait for a summary. */
const NO_LONGER_WAITED_FOR = '0';

/** The end of the last hour that can be counted; later hours are not closed yet. */
const CLOSED = `date_trunc('hour', now() - interval '${CLOSED_AFTER_HOURS} hours', 'UTC')`;

const LONG = { timeout: LONG_STATEMENT_MS };

const HOURS_TO_COUNT = {
  from: 'timestamptz',
  /** Exclusive. */
  to: 'timestamptz',
  limit: 'integer',
  /** Set-aside hours. */
  except: 'timestamptz[]',
} as const;

/** Selects closed hours that have not been counted, in order. */
const uncounted = (p: Record<keyof typeof HOURS_TO_COUNT, string>): string => `
    select hour
      from generate_series(date_trunc('hour', ${p.from}, 'UTC'),
                           least(${p.to}, ${CLOSED}) - interval '1 microsecond',
                           interval '1 hour') as hour
     where not exists (select from call_stat_hour counted where counted.hour = hour.hour)
       and hour <> all(${p.except})
     order by hour
     limit ${p.limit}`;

/** Counts hours in order, so that of two concurrent runs one waits and then finds nothing to do. */
const countHours = (hours: string): string => `
  with hours as (
    insert into call_stat_hour (hour) ${hours}
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
         (select coalesce(sum(calls), 0)::integer from counted) as calls`;

export const COUNT_HOURS = statement(
  'count-hours',
  HOURS_TO_COUNT,
  (p) => countHours(uncounted(p)),
  LONG,
);

/** Counts the given hours, except those that have been counted already. */
export const COUNT_THESE_HOURS = statement(
  'count-these-hours',
  { hours: 'timestamptz[]' },
  (p) =>
    countHours(`
    select hour from unnest(${p.hours}) as hour
     where hour < ${CLOSED}
       and not exists (select from call_stat_hour counted where counted.hour = hour.hour)
     order by hour`),
  LONG,
);

export const LIST_UNCOUNTED_HOURS = statement(
  'list-uncounted-hours',
  HOURS_TO_COUNT,
  uncounted,
  LONG,
);

/** Selects marks of hours to recount. An hour whose first count is under way keeps its mark. */
const marked = (which: string): string => `
       select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour ${which}
        order by m.hour`;

const NEXT_MARKS = { limit: 'integer', except: 'timestamptz[]' } as const;

const nextMarks = (p: Record<keyof typeof NEXT_MARKS, string>): string => {
  const marks = marked(`<> all(${p.except})`);
  return `${marks} limit ${p.limit}`;
};

/** Recounts marked hours. Hours with deleted calls keep their first count. */
const recountHours = (marks: string): string => `
  with marks as (
    delete from call_stat_recount
     where hour in (${marks}
          for update skip locked)
    returning hour
  ), hours as (
    -- Waits for a concurrent batch of deletions and sees whether it made the hour partial.
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
     -- Makes the insert run after the rows that it replaces have been deleted.
     where (select count(*) from removed) >= 0
    returning calls
  )
  select (select count(*)::integer from marks) as marks,
         (select count(*)::integer from hours) as hours`;

export const RECOUNT_HOURS = statement(
  'recount-hours',
  NEXT_MARKS,
  (p) => recountHours(nextMarks(p)),
  LONG,
);

export const RECOUNT_THESE_HOURS = statement(
  'recount-these-hours',
  { hours: 'timestamptz[]' },
  (p) => recountHours(marked(`= any(${p.hours})`)),
  LONG,
);

export const LIST_MARKED_HOURS = statement('list-marked-hours', NEXT_MARKS, nextMarks);

/** Returns the first hour with calls after the last counted one, or the first hour with calls at all. */
export const OLDEST_UNCOUNTED = statement(
  'oldest-uncounted',
  {},
  () => `
  select date_trunc('hour', min(${TIME})) at time zone 'UTC' as from
    from call_session s
   where ${TIME} >= coalesce((select max(hour) from call_stat_hour), '-infinity') at time zone 'UTC'`,
  LONG,
);

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
 * Excludes rows whose sum is impossible for their number of calls, because their data is corrupt.
 */
const MOS_IS_RIGHT = `mos_sum between mos_calls and 5.0 * mos_calls`;

const STATS = {
  from: 'timestamptz',
  to: 'timestamptz',
  poolIds: 'uuid[]?',
  unknownAfterHours: 'integer',
  limit: 'integer',
  /** The last key of the page before. */
  after: 'text?',
} as const;

/**
 * Sums the calls of full hours, of the given pools or of all if null. Counted hours come from
 * call_stat; uncounted and marked hours come from the calls themselves.
 * @param ofNumber returns a condition on a virtual number
 */
const callStats = (
  groupBy: StatsGroup,
  p: Record<keyof typeof STATS, string>,
  ofNumber: (column: string) => string = () => 'true',
): string => `
  with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series(${p.from}, ${p.to} - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and (${p.poolIds} is null or c.pool_id = any(${p.poolIds}))
       and ${ofNumber('c.virtual_number')}
    union all
    select h.hour, one.*
      from span h
      cross join lateral (
        ${countedCalls(
          p.unknownAfterHours,
          `(${p.poolIds} is null or s.pool_id = any(${p.poolIds}))
            and ${ofNumber('s.virtual_number')}`,
        )}) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where ${p.after} is null or key > ${p.after} or key is null
   order by key nulls last
   limit ${p.limit}`;

const statsStatement = (groupBy: StatsGroup) =>
  statement(`call-stats-${groupBy}`, STATS, (p) => callStats(groupBy, p), LONG);

export const CALL_STATS = {
  day: statsStatement('day'),
  hour: statsStatement('hour'),
  pool: statsStatement('pool'),
  virtualNumber: statsStatement('virtualNumber'),
  outcome: statsStatement('outcome'),
} satisfies Record<StatsGroup, unknown>;

/** The same for some virtual numbers, whose calls an index finds. */
const numbersStatement = (groupBy: StatsGroup) =>
  statement(
    `call-stats-of-numbers-${groupBy}`,
    { ...STATS, virtualNumbers: 'text[]' },
    (p) => callStats(groupBy, p, (column) => `${column} = any(${p.virtualNumbers})`),
    LONG,
  );

export const CALL_STATS_OF_NUMBERS = {
  day: numbersStatement('day'),
  hour: numbersStatement('hour'),
  pool: numbersStatement('pool'),
  virtualNumber: numbersStatement('virtualNumber'),
  outcome: numbersStatement('outcome'),
} satisfies Record<StatsGroup, unknown>;
