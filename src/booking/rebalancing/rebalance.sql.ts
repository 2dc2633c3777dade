import { LONG_STATEMENT_MS, rows, statement } from '../../platform/database/index.js';
import {
  ACTIVE_BOOKINGS,
  CAPACITY,
  IS_ENABLED,
  RECENT_CALLS,
} from '../assignment/number-rule.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** Whether booking `b` is active. */
const MOVABLE = `b.status = 'active' and b.expires_at > now()`;

/** Returns the virtual numbers of a pool with their loads. */
export const PLANNED_NUMBERS = statement(
  'planned-numbers',
  { poolId: 'uuid' },
  (p) => `
  select n.id, n.msisdn, n.weight, n.country_code as country, ${ACTIVE_BOOKINGS}::integer as active,
         ${CAPACITY} as capacity, ${IS_ENABLED} as is_usable, n.reserved as is_reserved, ${RECENT_CALLS}::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
   where n.pool_id = ${p.poolId}
   order by n.ordinal`,
  LONG,
);

/**
 * Returns bookings that could be moved, at most `most` per number and `limit` in total, with the
 * virtual numbers on which their parties already have routes. In mode `per-party` a row is one party
 * of a booking, which is moved alone. Quiet bookings come first. Among
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
  select b.id, b.role, b.number_id, b.is_quiet,
         array(
           select distinct other.virtual_number_id
             from route mine
             join route other on other.caller_index = mine.caller_index
              and other.reuse_after > now()
            where mine.booking_id = b.id and mine.pool_id = ${p.poolId}
              and (b.role is null or mine.caller_role = b.role)) as held
    from ${p.numbers}
    cross join lateral (
      select c.id, c.role, numbers.number_id,
             not exists (
               select from call_session s
                where s.booking_id = c.id and s.created_at > now() - interval '15 minutes') as is_quiet,
             c.created_at > now() - interval '15 minutes' as is_young,
             md5(c.id::text || date_trunc('hour', now())) as position
        from (
          select b.id, b.created_at, null as role
            from booking b
           where b.virtual_number_id = numbers.number_id and b.number_mode = 'shared'
             and ${MOVABLE} and b.id <> all(${p.except}) and b.pool_id = ${p.poolId}
          union all
          select b.id, b.created_at, party.role
            from booking b
            join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.position = 0
           where b.virtual_number_id = numbers.number_id and b.number_mode = 'per-party'
             and ${MOVABLE} and b.id <> all(${p.except}) and b.pool_id = ${p.poolId}
          union all
          select b.id, b.created_at, party.role
            from booking b
            join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.position = 1
           where b.second_number_id = numbers.number_id
             and ${MOVABLE} and b.id <> all(${p.except}) and b.pool_id = ${p.poolId}) c
       order by is_quiet desc, is_young, position
       limit numbers.most) b
   order by b.is_quiet desc, b.is_young, b.position
   limit ${p.limit}`,
  LONG,
);
