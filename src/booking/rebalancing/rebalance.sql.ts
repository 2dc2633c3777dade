import { LONG_STATEMENT_MS, type PreparedStatement } from '../../database/index.js';
import {
  ACTIVE_BOOKINGS,
  CAPACITY,
  IS_ENABLED,
  RECENT_CALLS,
} from '../assignment/number-rule.sql.js';

/** The numbers of a pool that could give or take bookings, with what they carry. $1 pool */
export const PLANNED_NUMBERS: PreparedStatement = {
  name: 'planned-numbers',
  timeout: LONG_STATEMENT_MS,
  text: `
  select n.id, n.msisdn, n.weight, n.country_code as country, ${ACTIVE_BOOKINGS}::integer as active,
         ${CAPACITY} as capacity, ${IS_ENABLED} as is_usable, ${RECENT_CALLS}::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
   where n.pool_id = $1
   order by n.ordinal`,
};

/**
 * Bookings of some numbers that could be moved, for each number the quiet ones first, and of them those
 * that are not young, which are called now. Else in an order that is another one each hour: those that
 * find no number don't hide the rest for ever. With the numbers that one of its parties holds, which it
 * can't have.
 * $1 pool, $2 numbers, $3 how many of each, $4 how many at most, $5 bookings that are left out
 */
export const MOVABLE_BOOKINGS: PreparedStatement = {
  name: 'movable-bookings',
  timeout: LONG_STATEMENT_MS,
  text: `
  select b.id, b.virtual_number_id as number_id, b.is_quiet,
         array(
           select distinct other.virtual_number_id
             from route mine
             join route other on other.caller_index = mine.caller_index
              and other.reuse_after > now()
            where mine.booking_id = b.id and mine.pool_id = $1) as held
    from unnest($2::integer[], $3::integer[]) as of (number_id, most)
    cross join lateral (
      select c.id, c.virtual_number_id,
             not exists (
               select from call_session s
                where s.booking_id = c.id and s.created_at > now() - interval '15 minutes') as is_quiet,
             c.created_at > now() - interval '15 minutes' as is_young,
             md5(c.id::text || date_trunc('hour', now())) as place
        from booking c
       where c.virtual_number_id = of.number_id and c.pool_id = $1 and c.status = 'active'
         and c.expires_at > now() and c.id <> all($5::uuid[])
       order by is_quiet desc, is_young, place
       limit of.most) b
   order by b.is_quiet desc, b.is_young, b.place
   limit $4`,
};
