import { statement } from '../../platform/database/index.js';
import { CAPACITY, IS_ENABLED } from '../assignment/number-rule.sql.js';

/** What `/metrics` shows of a pool. */
export interface PoolGaugeRow {
  id: string;
  name: string;
  free: number;
  full: number;
  reserved: number;
  unavailable: number;
  active: number;
  /** Null: no bookings. */
  peak_over_mean: number | null;
}

/**
 * Returns the numbers and bookings of the first pools by name. It counts all active bookings once, and
 * reads nothing else that grows; the connection of the gauges limits its time.
 */
export const POOL_GAUGES = statement(
  'pool-gauges',
  { pools: 'integer' },
  (p) => `
  with active as materialized (
    select pool_id, virtual_number_id, second_number_id, count(*) as bookings
      from booking
     where status = 'active' and expires_at > statement_timestamp()
     group by pool_id, virtual_number_id, second_number_id
  ), used as (
    select id, sum(bookings) as bookings
      from (select virtual_number_id as id, bookings from active
            union all
            select second_number_id, bookings from active
             where second_number_id <> virtual_number_id) each
     group by id
  ), first_pools as materialized (
    select * from pool order by name limit ${p.pools}
  ), numbers as (
    select p.id as pool_id, n.weight, n.reserved, ${IS_ENABLED} as is_enabled,
           coalesce(used.bookings, 0) as bookings,
           coalesce(used.bookings >= ${CAPACITY}, false) as is_full
      from first_pools p
      join virtual_number n on n.pool_id = p.id
      left join used on used.id = n.id
  ), counted as (
    select pool_id,
           count(*) filter (where is_enabled and not reserved and not is_full) as free,
           count(*) filter (where is_enabled and not reserved and is_full) as full,
           count(*) filter (where is_enabled and reserved) as reserved,
           count(*) filter (where not is_enabled) as unavailable,
           max(bookings::float8 / weight) filter (where is_enabled and not reserved) as peak,
           avg(bookings::float8 / weight) filter (where is_enabled and not reserved) as mean
      from numbers group by pool_id
  )
  select p.id, p.name, coalesce(counted.free, 0)::integer as free,
         coalesce(counted.full, 0)::integer as full,
         coalesce(counted.reserved, 0)::integer as reserved,
         coalesce(counted.unavailable, 0)::integer as unavailable,
         (select coalesce(sum(bookings), 0)::integer from active where active.pool_id = p.id) as active,
         counted.peak / nullif(counted.mean, 0) as peak_over_mean
    from first_pools p
    left join counted on counted.pool_id = p.id
   order by p.name`,
);
