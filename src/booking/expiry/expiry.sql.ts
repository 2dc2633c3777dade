/**
 * The statements of the expiry job. Nothing depends on their being on time: whether a booking is
 * callable is its routes' affair. Each is a batch; what it finds is checked once more by its own
 * conditions, so that two who run it at once do no harm. The rows, once locked, are found by where they
 * lie (`ctid`): a join could be planned, while the tables are empty, so that each batch reads all of them.
 *
 * A batch begins at the time the one before has reached. What that one changed stays in the index until
 * the next vacuum: from the start, each would walk over all of it once more.
 *
 * Each has a form that leaves out set-aside rows ($4), which is used only where there are any, and one
 * that takes rows by their ids, which finds the row that makes a batch fail.
 */
import type { PreparedStatement } from '../../database/index.js';
import { tellExpired } from '../model/booking-events.sql.js';

/** What a batch did. */
export interface ExpiryBatch {
  found: number;
  /** The latest time among them, where the next batch begins; null: there were none. */
  reached: string | null;
}

const DUE_BOOKINGS = `
  pool_id = $1 and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC'`;
const NOT_SET_ASIDE = 'and id <> all($4::uuid[])';

const expireBookings = (name: string, which: string): PreparedStatement => ({
  name,
  text: `
  with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ${which} and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.virtual_number_id, b.expires_at
  ), ${tellExpired('select * from expired')}
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired`,
});

const nextBookings = (except = ''): string => `ctid = any(array(
             select ctid from booking
              where ${DUE_BOOKINGS} ${except}
              order by expires_at at time zone 'UTC'
              limit $2
                for no key update skip locked))
       and b.pool_id = $1`;

/** Marks bookings of a pool whose time is over. $1 pool, $2 how many, $3 from when on */
export const EXPIRE_BOOKINGS = expireBookings('expire-bookings', nextBookings());

/** $4 those that are left out */
export const EXPIRE_OTHER_BOOKINGS = expireBookings(
  'expire-other-bookings',
  nextBookings(NOT_SET_ASIDE),
);

/** $1 bookings */
export const EXPIRE_THESE_BOOKINGS = expireBookings(
  'expire-these-bookings',
  'b.id = any($1::uuid[])',
);

/** Bookings of the next batch. $1 pool, $2 how many, $3 from when on, $4 those that are left out */
export const LIST_DUE_BOOKINGS: PreparedStatement = {
  name: 'list-due-bookings',
  text: `
  select id from booking
   where ${DUE_BOOKINGS} ${NOT_SET_ASIDE}
   order by expires_at at time zone 'UTC'
   limit $2`,
};

/** Also whose routes were deleted, of those bookings that have PINs. */
export interface RouteBatch extends ExpiryBatch {
  withPins: string[] | null;
}

const DEAD_ROUTES = `
  pool_id = $1
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC'`;
const NOT_OF_SET_ASIDE = 'and booking_id <> all($4::uuid[])';

const deleteRoutes = (name: string, which: string): PreparedStatement => ({
  name,
  text: `
  with deleted as (
    delete from route r
     where ${which} and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar, since all of an EXISTS might be hashed for each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted`,
});

const nextRoutes = (except = ''): string => `ctid = any(array(
             select ctid from route
              where ${DEAD_ROUTES} ${except}
              order by reuse_after at time zone 'UTC'
              limit $2
                for update skip locked))
       and r.pool_id = $1`;

/** Deletes routes of a pool that have cooled down. $1 pool, $2 how many, $3 from when on */
export const DELETE_DEAD_ROUTES = deleteRoutes('delete-dead-routes', nextRoutes());

/** $4 bookings whose routes are left out */
export const DELETE_OTHER_DEAD_ROUTES = deleteRoutes(
  'delete-other-dead-routes',
  nextRoutes(NOT_OF_SET_ASIDE),
);

/** $1 bookings */
export const DELETE_THESE_DEAD_ROUTES = deleteRoutes(
  'delete-these-dead-routes',
  'r.booking_id = any($1::uuid[])',
);

/**
 * Bookings of the routes of the next batch.
 * $1 pool, $2 how many, $3 from when on, $4 bookings that are left out
 */
export const LIST_DEAD_ROUTES: PreparedStatement = {
  name: 'list-dead-routes',
  text: `
  select distinct booking_id as id
    from (select booking_id from route
           where ${DEAD_ROUTES} ${NOT_OF_SET_ASIDE}
           order by reuse_after at time zone 'UTC'
           limit $2) dead`,
};

/** PINs of bookings that have no route any more lead nowhere. $1 bookings */
export const DELETE_DEAD_PINS: PreparedStatement = {
  name: 'delete-dead-pins',
  text: `
  delete from party_pin p
   where p.booking_id = any($1::uuid[])
     and not exists (
       select from route r where r.booking_id = p.booking_id and r.pool_id = p.pool_id)
  returning true`,
};
