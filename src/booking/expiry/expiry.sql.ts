/**
 * Statements of the expiry job. The job may run late, because routes decide whether a booking is
 * callable. Each statement processes a batch and checks its conditions again on the rows that it
 * found, so that two processes can run it concurrently. It addresses locked rows by `ctid`: a join
 * planned while the tables were empty could read each table completely in every batch.
 *
 * A batch starts at the time that the previous one reached. Updated and deleted rows stay in the
 * index until the next vacuum, so a batch that started from the beginning would scan all of them
 * again.
 *
 * Each statement has two variants. One excludes set-aside rows and runs only if there are any. The
 * other takes rows by their ids, to isolate the row that makes a batch fail.
 */
import { statement } from '../../platform/database/index.js';
import { emitExpired } from '../model/booking-events.sql.js';

/** The outcome of a batch. */
export interface ExpiryBatch {
  found: number;
  /** The latest time among the rows, at which the next batch starts; null if there were no rows. */
  reached: string | null;
}

/** The parameters of a batch: the pool, the size and the time to start from. */
const BATCH = { poolId: 'uuid', limit: 'integer', from: 'timestamp' } as const;
/** The same, with the set-aside bookings to exclude. */
const BATCH_EXCEPT = { ...BATCH, except: 'uuid[]' } as const;

type Placeholders<Types> = Readonly<Record<keyof Types, string>>;

const dueBookings = (p: Placeholders<typeof BATCH>): string => `
  pool_id = ${p.poolId} and status = 'active'
                and expires_at at time zone 'UTC' >= ${p.from}
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC'`;
const notSetAside = (ids: string): string => `and id <> all(${ids})`;

const expireBookings = (which: string): string => `
  with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ${which} and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.number_mode, b.virtual_number_id,
      b.second_number_id, b.expires_at
  ), ${emitExpired('select * from expired')}
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired`;

const nextBookings = (p: Placeholders<typeof BATCH>, except = ''): string => `ctid = any(array(
             select ctid from booking
              where ${dueBookings(p)} ${except}
              order by expires_at at time zone 'UTC'
              limit ${p.limit}
                for no key update skip locked))
       and b.pool_id = ${p.poolId}`;

/** Marks overdue bookings of a pool as expired, and emits `booking.expired` for each. */
export const EXPIRE_BOOKINGS = statement('expire-bookings', BATCH, (p) =>
  expireBookings(nextBookings(p)),
);

export const EXPIRE_OTHER_BOOKINGS = statement('expire-other-bookings', BATCH_EXCEPT, (p) =>
  expireBookings(nextBookings(p, notSetAside(p.except))),
);

export const EXPIRE_THESE_BOOKINGS = statement('expire-these-bookings', { ids: 'uuid[]' }, (p) =>
  expireBookings(`b.id = any(${p.ids})`),
);

/** Returns the bookings of the next batch. */
export const LIST_DUE_BOOKINGS = statement(
  'list-due-bookings',
  BATCH_EXCEPT,
  (p) => `
  select id from booking
   where ${dueBookings(p)} ${notSetAside(p.except)}
   order by expires_at at time zone 'UTC'
   limit ${p.limit}`,
);

export interface RouteBatch extends ExpiryBatch {
  /** Bookings with PINs whose routes were deleted. */
  withPins: string[] | null;
}

const deadRoutes = (p: Placeholders<typeof BATCH>): string => `
  pool_id = ${p.poolId}
                and reuse_after at time zone 'UTC' >= ${p.from}
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC'`;
const notOfSetAside = (ids: string): string => `and booking_id <> all(${ids})`;

const deleteRoutes = (which: string): string => `
  with deleted as (
    delete from route r
     where ${which} and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar subquery: for EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted`;

const nextRoutes = (p: Placeholders<typeof BATCH>, except = ''): string => `ctid = any(array(
             select ctid from route
              where ${deadRoutes(p)} ${except}
              order by reuse_after at time zone 'UTC'
              limit ${p.limit}
                for update skip locked))
       and r.pool_id = ${p.poolId}`;

/** Deletes routes of a pool that have cooled down. */
export const DELETE_DEAD_ROUTES = statement('delete-dead-routes', BATCH, (p) =>
  deleteRoutes(nextRoutes(p)),
);

export const DELETE_OTHER_DEAD_ROUTES = statement('delete-other-dead-routes', BATCH_EXCEPT, (p) =>
  deleteRoutes(nextRoutes(p, notOfSetAside(p.except))),
);

export const DELETE_THESE_DEAD_ROUTES = statement(
  'delete-these-dead-routes',
  { bookingIds: 'uuid[]' },
  (p) => deleteRoutes(`r.booking_id = any(${p.bookingIds})`),
);

/** Returns the bookings of the routes of the next batch. */
export const LIST_DEAD_ROUTES = statement(
  'list-dead-routes',
  BATCH_EXCEPT,
  (p) => `
  select distinct booking_id as id
    from (select booking_id from route
           where ${deadRoutes(p)} ${notOfSetAside(p.except)}
           order by reuse_after at time zone 'UTC'
           limit ${p.limit}) dead`,
);

/** Deletes PINs of bookings that have no routes left. */
export const DELETE_DEAD_PINS = statement(
  'delete-dead-pins',
  { bookingIds: 'uuid[]' },
  (p) => `
  delete from party_pin p
   where p.booking_id = any(${p.bookingIds})
     and not exists (
       select from route r where r.booking_id = p.booking_id and r.pool_id = p.pool_id)
  returning true`,
);
