import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { OUTCOME, TIME } from '../records/message-record.sql.js';

export const MESSAGE_STATS_GROUPS = ['day', 'month', 'pool', 'virtualNumber', 'outcome'] as const;
export type MessageStatsGroup = (typeof MESSAGE_STATS_GROUPS)[number];

interface Grouping {
  /** What the texts of a bucket are grouped by. */
  by: string;
  /** The key, by `span` (the start of the bucket) and `part` (what its texts are grouped by). */
  key: string;
  /**
   * The length of a bucket, of which an index finds the texts. To group all texts by day, PostgreSQL
   * would sort them.
   */
  unit: 'day' | 'month' | 'year';
}

const GROUPING_OF: Readonly<Record<MessageStatsGroup, Grouping>> = {
  day: { unit: 'day', by: `null::text`, key: `to_char(span, 'YYYY-MM-DD')` },
  month: { unit: 'month', by: `null::text`, key: `to_char(span, 'YYYY-MM')` },
  pool: { unit: 'year', by: 'm.pool_id', key: `(select name from pool where id = part)` },
  // The number that the sender wrote to, or from which Maskline wrote.
  virtualNumber: { unit: 'year', by: 'coalesce(m.virtual_number, m.source)', key: 'part' },
  outcome: { unit: 'year', by: OUTCOME, key: 'part' },
};

/**
 * Sums the texts that arrived, or were stored to be sent, in a span of time, of the given pools or of
 * all if null. Prices in different currencies are not added. A text in pieces counts once, and each
 * piece has a price.
 */
const messageStats = (groupBy: MessageStatsGroup) =>
  statement(
    `message-stats-${groupBy}`,
    { from: 'timestamptz', to: 'timestamptz', poolIds: 'uuid[]?', byPool: 'boolean' },
    (p) => `
  with asked as materialized (
    select ${p.from} at time zone 'UTC' as first, ${p.to} at time zone 'UTC' as last
  ), grouped as materialized (
    select span, texts.*
      from asked
      cross join lateral generate_series(
        date_trunc('${GROUPING_OF[groupBy].unit}', asked.first), asked.last,
        interval '1 ${GROUPING_OF[groupBy].unit}') as span
      cross join lateral (
        select ${GROUPING_OF[groupBy].by} as part, case when ${p.byPool} then m.pool_id end as pool_id,
               ${OUTCOME} as outcome, m.inbound_currency, m.outbound_currency,
               m.inbound_price is not null as has_inbound,
               m.outbound_price is not null as has_outbound,
               count(*) filter (where m.position = 0) as messages, sum(m.parts) as parts,
               sum(m.inbound_price) as inbound, sum(m.outbound_price) as outbound
          from message m
         where ${TIME} >= greatest(span, asked.first)
           and ${TIME} < least(span + interval '1 ${GROUPING_OF[groupBy].unit}', asked.last)
           and (${p.poolIds} is null or m.pool_id = any(${p.poolIds}))
         group by 1, 2, 3, 4, 5, 6, 7) texts
  ), sums as materialized (
    select ${GROUPING_OF[groupBy].key} as key,
           (select name from pool where pool.id = grouped.pool_id) as pool, grouped.*
      from grouped
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound, 0 as outbound
              from sums where has_inbound
            union all
            select key, pool, outbound_currency, 0, outbound from sums where has_outbound) priced
     group by key, pool, currency
  )
  select key, pool, sum(messages)::float8 as messages,
         coalesce(sum(messages) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as forwarded,
         coalesce(sum(messages) filter (where outcome = 'delivered'), 0)::float8 as delivered,
         coalesce(sum(messages) filter (where outcome = 'undelivered'), 0)::float8 as undelivered,
         coalesce(sum(messages) filter (where outcome = 'refused'), 0)::float8 as refused,
         coalesce(sum(messages) filter (where outcome = 'failed'), 0)::float8 as failed,
         coalesce(sum(messages) filter (where outcome = 'unknown'), 0)::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from sums.key
              and c.pool is not distinct from sums.pool), '[]') as costs
    from sums
   group by key, pool
   order by key nulls last, pool nulls last`,
    { timeout: LONG_STATEMENT_MS, isRepeatable: true },
  );

export const MESSAGE_STATS = {
  day: messageStats('day'),
  month: messageStats('month'),
  pool: messageStats('pool'),
  virtualNumber: messageStats('virtualNumber'),
  outcome: messageStats('outcome'),
} satisfies Record<MessageStatsGroup, unknown>;
