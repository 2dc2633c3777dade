import { LONG_STATEMENT_MS, rows, statement } from '../../platform/database/index.js';
import {
  ACTIVE_BOOKINGS,
  CAPACITY,
  IS_ENABLED,
  RECENT_CALLS,
} from '../assignment/number-rule.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** Returns the virtual numbers of a pool with their loads. */
export const PLANNED_NUMBERS = statement(
  'planned-numbers',
  { poolId: 'uuid' },
  (p) => `
  select n.id, n.msisdn, n.weight, n.country_code as country, ${ACTIVE_BOOKINGS}::integer as active,
         ${CAPACITY} as capacity, ${IS_ENABLED} as is_usable, ${RECENT_CALLS}::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
   where n.pool_id = ${p.poolId}
   order by n.ordinal`,
  LONG,
);

/**
 * Returns bookings that could be moved, at most `most` per number and `limit` in total, with the
 * virtual numbers on which their parties already have routes. Quiet bookings come first. Among
 * them, bookings older than 15 minutes come first, because parties are likely to call about a new
 * one. The rest of the order changes every hour, so that bookings without a possible target do not
 * block the others indefinitely.
 */
export const MOVABLE_BOOKINGS = statement(
  'movable-bookings',
  {
    poolId: 'uuid',
    numbers: rows({ numberId: 'integer', most: 'integer' }),
    limit: 'integer',
    except: 'uuid[]',
  },
  (p) => `
  select b.id, b.virtual_number_id as number_id, b.is_quiet,
         array(
           select distinct other.virtual_number_id
             from route mine
             join route other on other.caller_index = mine.caller_index
              and other.reuse_after > now()
            where mine.booking_id = b.id and mine.pool_id = ${p.poolId}) as held
    from ${p.numbers}
    cross join lateral (
      select c.id, c.virtual_number_id,
             not exists (
               select from call_session s
                where s.booking_id = c.id and s.created_at > now() - interval '15 minutes') as is_quiet,
             c.created_at > now() - interval '15 minutes' as is_young,
             md5(c.id::text || date_trunc('hour', now())) as position
        from booking c
       where c.virtual_number_id = numbers.number_id and c.pool_id = ${p.poolId}
         and c.status = 'active' and c.expires_at > now() and c.id <> all(${p.except})
       order by is_quiet desc, is_young, position
       limit numbers.most) b
   order by b.is_quiet desc, b.is_young, b.position
   limit ${p.limit}`,
  LONG,
);
