/**
 * Statements that move the ends of bookings on with their use. They run in one transaction: the
 * first locks the bookings, so that the second sees every route that another change has added.
 */
import { rows, statement } from '../../platform/database/index.js';

/** Uses of bookings: when somebody was in contact last. */
const USES = rows({ poolId: 'uuid', bookingId: 'uuid', usedAt: 'timestamptz' });

/**
 * Whether the end of a booking moves on with its use. A scalar subquery, so that a plan made while
 * the table was empty looks the booking up by its key.
 * @param of alias of a row with the columns booking_id and pool_id
 */
export const movesWithUse = (of: string): string => `(
  select true from booking b
   where b.id = ${of}.booking_id and b.pool_id = ${of}.pool_id and b.status = 'active'
     and b.idle_ttl_seconds is not null
   limit 1)`;

/** Locks the bookings in the order of their ids, so that two batches do not deadlock. */
export const LOCK_USED_BOOKINGS = statement(
  'lock-used-bookings',
  { uses: USES },
  (p) => `
  select from ${p.uses}
    join booking b on b.id = uses.booking_id and b.pool_id = uses.pool_id
   order by b.id, b.pool_id
     for no key update of b`,
);

/**
 * Moves the ends of active bookings, and of their callable routes, to `idle_ttl_seconds` after
 * their last use: never beyond the last end, never back, and never for a booking that has ended.
 * The order and the number of repetitions do not matter. A use in the future counts as now.
 */
export const MOVE_ENDS = statement(
  'move-ends-of-used-bookings',
  { uses: USES },
  (p) => `
  with moved as (
    update booking b
       set expires_at = used.ends_at, updated_at = statement_timestamp()
      from (
        select b.pool_id, b.id, p.cooldown_seconds, least(b.max_expires_at,
                 least(max(uses.used_at), statement_timestamp())
                   + make_interval(secs => b.idle_ttl_seconds)) as ends_at
          from ${p.uses}
          join booking b on b.id = uses.booking_id and b.pool_id = uses.pool_id
          join pool p on p.id = b.pool_id
         where b.status = 'active' and b.expires_at > statement_timestamp()
           and b.idle_ttl_seconds is not null
         group by b.pool_id, b.id, p.cooldown_seconds) used
     where b.id = used.id and b.pool_id = used.pool_id and b.expires_at < used.ends_at
    returning b.pool_id, b.id, b.expires_at, used.cooldown_seconds
  )
  update route
     set callable_until = moved.expires_at,
         reuse_after = moved.expires_at + make_interval(secs => moved.cooldown_seconds)
    from moved
   where route.booking_id = moved.id and route.pool_id = moved.pool_id
     and route.callable_until > statement_timestamp()`,
);
