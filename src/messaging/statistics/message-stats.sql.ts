import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { OUTCOME, TIME } from '../records/message-record.sql.js';

export const MESSAGE_STATS_GROUPS = ['day', 'month', 'pool', 'virtualNumber', 'outcome'] as const;
export type MessageStatsGroup = (typeof MESSAGE_STATS_GROUPS)[number];

/** The virtual number is the one that the sender wrote to, or from which Maskline wrote. */
const GROUP_OF: Readonly<Record<MessageStatsGroup, string>> = {
  day: `to_char(${TIME}, 'YYYY-MM-DD')`,
  month: `to_char(${TIME}, 'YYYY-MM')`,
  pool: `p.name`,
  virtualNumber: `coalesce(m.virtual_number, m.source)`,
  outcome: OUTCOME,
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
  with texts as materialized (
    select ${GROUP_OF[groupBy]} as key, case when ${p.byPool} then p.name end as pool,
           ${OUTCOME} as outcome, m.position, m.parts, m.inbound_price, m.inbound_currency,
           m.outbound_price, m.outbound_currency
      from message m
      left join pool p on p.id = m.pool_id
     where ${TIME} >= ${p.from} at time zone 'UTC' and ${TIME} < ${p.to} at time zone 'UTC'
       and (${p.poolIds} is null or m.pool_id = any(${p.poolIds}))
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound_price as inbound,
                   0 as outbound
              from texts where inbound_price is not null
            union all
            select key, pool, outbound_currency, 0, outbound_price
              from texts where outbound_price is not null) priced
     group by key, pool, currency
  )
  select key, pool, count(*) filter (where position = 0)::float8 as messages,
         count(*) filter (where position = 0 and outcome in ('forwarded', 'delivered',
           'undelivered'))::float8 as forwarded,
         count(*) filter (where position = 0 and outcome = 'delivered')::float8 as delivered,
         count(*) filter (where position = 0 and outcome = 'undelivered')::float8 as undelivered,
         count(*) filter (where position = 0 and outcome = 'refused')::float8 as refused,
         count(*) filter (where position = 0 and outcome = 'failed')::float8 as failed,
         count(*) filter (where position = 0 and outcome = 'unknown')::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from texts.key
              and c.pool is not distinct from texts.pool), '[]') as costs
    from texts
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
