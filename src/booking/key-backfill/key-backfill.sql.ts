/**
 * Statements that write routes and PINs under a second key, and delete them again (ADR 12). They
 * read the bookings page by page in the order of their ids, using an index.
 */
import { LONG_STATEMENT_MS, rows, statement } from '../../platform/database/index.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** Rows per page. */
export const PAGE = 500;
/** An id that sorts before all booking ids. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Returns the bookings of a page of routes. `needs_backfill` is true if routes that still reserve
 * their virtual numbers exist under the current key but not under the other one, or if the key of a
 * route is unknown. The limit counts routes.
 */
export const PAGE_OF_ROUTES = statement(
  'page-of-routes',
  { afterBookingId: 'uuid', currentKeyId: 'integer', keyId: 'integer', limit: 'integer' },
  (p) => `
  with page as materialized (
    select booking_id, pool_id from route
     where booking_id > ${p.afterBookingId} order by booking_id limit ${p.limit}
  )
  select distinct on (page.booking_id) page.booking_id, page.pool_id, (
      select count(*) filter (where ${KEY_OF_ROUTE} = ${p.currentKeyId})
               > count(*) filter (where ${KEY_OF_ROUTE} = ${p.keyId})
             or bool_or(${KEY_OF_ROUTE} is null)
        from route r
       where r.booking_id = page.booking_id and r.pool_id = page.pool_id
         and r.reuse_after > statement_timestamp()) as needs_backfill
    from page
   order by page.booking_id`,
  LONG,
);

/** Returns the routes of a booking, under every key, that still reserve their virtual numbers. */
export const SELECT_LIVE_ROUTES = statement(
  'select-live-routes',
  { poolId: 'uuid', bookingId: 'uuid' },
  (p) => `
  select virtual_number_id, caller_index, caller_role, callee_ciphertext, ${KEY_OF_ROUTE} as key_id
    from route
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId}
     and reuse_after > statement_timestamp()`,
);

/**
 * Copies routes of a booking under another key. The copies get the times of their originals, which
 * cannot change while the transaction holds the booking's lock. Skips a route if another booking
 * has taken its primary key.
 */
export const INSERT_BACKFILLED_ROUTES = statement(
  'insert-backfilled-routes',
  {
    poolId: 'uuid',
    bookingId: 'uuid',
    input: rows({
      virtualNumberId: 'integer',
      originalCallerIndex: 'bytea',
      callerIndex: 'bytea',
      calleeIndex: 'bytea?',
      calleeCiphertext: 'bytea?',
    }),
  },
  (p) => `
  insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, caller_id_number_id, assigned_at,
                     callable_from, callable_until, reuse_after)
  select r.pool_id, input.caller_index, r.virtual_number_id, r.booking_id, r.caller_role,
         r.callee_role, input.callee_index, input.callee_ciphertext, r.caller_id_number_id,
         r.assigned_at, r.callable_from, r.callable_until, r.reuse_after
    from ${p.input}
    join route r on r.caller_index = input.original_caller_index and r.pool_id = ${p.poolId}
      and r.virtual_number_id = input.virtual_number_id and r.booking_id = ${p.bookingId}
   order by input.caller_index
  on conflict do nothing
  returning true`,
);

export const SELECT_PIN_ROWS = statement(
  'select-pin-rows',
  { poolId: 'uuid', bookingId: 'uuid' },
  (p) => `
  select virtual_number_id, pin_index, role from party_pin
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId}`,
);

/**
 * Deletes the routes of the given keys from the bookings of a page of routes. The limit counts
 * routes.
 */
export const DELETE_BACKFILLED_ROUTES = statement(
  'delete-backfilled-routes',
  { afterBookingId: 'uuid', keyIds: 'integer[]', limit: 'integer' },
  (p) => `
  with page as materialized (
    select booking_id from route
     where booking_id > ${p.afterBookingId} order by booking_id limit ${p.limit}
  ), deleted as (
    delete from route
     where booking_id = any(array(select booking_id from page)) and ${KEY_OF_ROUTE} = any(${p.keyIds})
    returning true
  )
  select booking_id as last, (select count(*)::integer from deleted) as deleted
    from page order by booking_id desc limit 1`,
  LONG,
);

/** Returns the bookings of a page of routes. The limit counts routes. */
export const BOOKINGS_OF_ROUTES = statement(
  'bookings-of-routes',
  { afterBookingId: 'uuid', limit: 'integer' },
  (p) => `
  select distinct booking_id
    from (select booking_id from route
           where booking_id > ${p.afterBookingId} order by booking_id limit ${p.limit}) page
   order by booking_id`,
  LONG,
);

/** Deletes the routes of the given keys from the given bookings. */
export const DELETE_BACKFILLED_ROUTES_OF = statement(
  'delete-backfilled-routes-of',
  { bookingIds: 'uuid[]', keyIds: 'integer[]' },
  (p) => `
  delete from route
   where booking_id = any(${p.bookingIds}) and ${KEY_OF_ROUTE} = any(${p.keyIds})
  returning true`,
  LONG,
);

/** Returns a page of PINs, each with its party's ciphertext. The limit counts PINs. */
export const PAGE_OF_PINS = statement(
  'page-of-pins',
  { afterBookingId: 'uuid', limit: 'integer' },
  (p) => `
  with page as materialized (
    select booking_id, pool_id from party_pin
     where booking_id > ${p.afterBookingId} order by booking_id limit ${p.limit}
  )
  select pin.pool_id, pin.booking_id, pin.role, pin.virtual_number_id, pin.pin_index,
         party.pin_ciphertext
    from (select distinct booking_id, pool_id from page) of
    join party_pin pin on pin.booking_id = of.booking_id and pin.pool_id = of.pool_id
    left join party on party.booking_id = pin.booking_id and party.role = pin.role
      and party.pool_id = pin.pool_id
   order by pin.booking_id`,
  LONG,
);

export const DELETE_PIN_ROWS = statement(
  'delete-pin-rows',
  { pins: rows({ pinIndex: 'bytea', virtualNumberId: 'integer', poolId: 'uuid' }) },
  (p) => `
  delete from party_pin pin
   using ${p.pins}
   where pin.pin_index = pins.pin_index and pin.virtual_number_id = pins.virtual_number_id
     and pin.pool_id = pins.pool_id
  returning true`,
);
