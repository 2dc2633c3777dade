/**
 * The statements of the expiry job. Nothing depends on their being on time: whether a booking is
 * callable is its routes' affair. Each is a batch; what it finds is checked once more by its own
 * conditions, so that two who run it at once do no harm. The rows, once locked, are found by where they
 * lie (`ctid`): a join could be planned, while the tables are empty, so that each batch reads all of them.
 *
 * A batch begins at the time the one before has reached. What that one changed stays in the index until
 * the next vacuum: from the start, each would walk over all of it once more.
 */
import type { PreparedStatement } from '../database/index.js';
import { tellExpired } from './booking-events.sql.js';

/** What a batch did. */
export interface ExpiryBatch {
  found: number;
  /** The latest time among them, where the next batch begins; null: there were none. */
  reached: string | null;
}

/** Marks bookings of a pool whose time is over. $1 pool, $2 how many, $3 from when on */
export const EXPIRE_BOOKINGS: PreparedStatement = {
  name: 'expire-bookings',
  text: `
  with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ctid = any(array(
             select ctid from booking
              where pool_id = $1 and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC'
              order by expires_at at time zone 'UTC'
              limit $2
                for no key update skip locked))
       and b.pool_id = $1 and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.virtual_number_id, b.expires_at
  ), ${tellExpired('select * from expired')}
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired`,
};

/** Also whose routes were deleted, of those bookings that have PINs. */
export interface RouteBatch extends ExpiryBatch {
  withPins: string[] | null;
}

/** Deletes routes of a pool that have cooled down. $1 pool, $2 how many, $3 from when on */
export const DELETE_DEAD_ROUTES: PreparedStatement = {
  name: 'delete-dead-routes',
  text: `
  with deleted as (
    delete from route r
     where ctid = any(array(
             select ctid from route
              where pool_id = $1
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC'
              order by reuse_after at time zone 'UTC'
              limit $2
                for update skip locked))
       and r.pool_id = $1 and r.reuse_after <= now()
    returning r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar, since all of an EXISTS might be hashed for each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = $1 limit 1)) as "withPins"
    from deleted`,
};

/** PINs of bookings that have no route any more lead nowhere. $1 pool, $2 bookings */
export const DELETE_DEAD_PINS: PreparedStatement = {
  name: 'delete-dead-pins',
  text: `
  delete from party_pin p
   where p.pool_id = $1 and p.booking_id = any($2::uuid[])
     and not exists (select from route r where r.booking_id = p.booking_id and r.pool_id = $1)`,
};
