/**
 * The statements that give routes and PINs their twins under another key, and take them away
 * (ADR 12). They go through the bookings in the order of their ids, which an index has, a page at a time.
 */
import { LONG_STATEMENT_MS, type PreparedStatement } from '../../database/index.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';

/** Rows of one page. */
export const PAGE = 500;
/** A booking that all others come after. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Bookings with routes, and whether some that still hold their numbers lack a twin.
 * $1 after this booking, $2 key that all routes have, $3 key of the twins, $4 how many routes to look at
 */
export const PAGE_OF_ROUTES: PreparedStatement = {
  name: 'page-of-routes',
  timeout: LONG_STATEMENT_MS,
  text: `
  with page as materialized (
    select booking_id, pool_id from route where booking_id > $1 order by booking_id limit $4
  )
  select distinct on (page.booking_id) page.booking_id, page.pool_id, (
      select count(*) filter (where ${KEY_OF_ROUTE} = $2) > count(*) filter (where ${KEY_OF_ROUTE} = $3)
             or bool_or(${KEY_OF_ROUTE} is null)
        from route r
       where r.booking_id = page.booking_id and r.pool_id = page.pool_id
         and r.reuse_after > statement_timestamp()) as lacks_twins
    from page
   order by page.booking_id`,
};

/** Routes of a booking that hold their numbers, whatever their key. $1 pool, $2 booking */
export const SELECT_LIVE_ROUTES: PreparedStatement = {
  name: 'select-live-routes',
  text: `
  select virtual_number_id, caller_index, caller_role, callee_ciphertext, ${KEY_OF_ROUTE} as key_id
    from route
   where pool_id = $1 and booking_id = $2 and reuse_after > statement_timestamp()`,
};

/**
 * Twins live and die with their routes: the transaction holds the booking, and a route that another
 * booking has taken over meanwhile gets none.
 * $1 pool, $2 booking; per twin: $3 number, $4 caller index of the route, $5 and $6 indexes of caller
 * and callee, $7 cipher text
 */
export const INSERT_TWINS: PreparedStatement = {
  name: 'insert-twins',
  text: `
  insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
  select r.pool_id, twin.caller_index, r.virtual_number_id, r.booking_id, r.caller_role,
         r.callee_role, twin.callee_index, twin.callee_ciphertext, r.assigned_at, r.callable_until,
         r.reuse_after
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])
      as twin (virtual_number_id, of_caller, caller_index, callee_index, callee_ciphertext)
    join route r on r.caller_index = twin.of_caller and r.pool_id = $1
      and r.virtual_number_id = twin.virtual_number_id and r.booking_id = $2
   order by twin.caller_index
  on conflict do nothing
  returning true`,
};

/** $1 pool, $2 booking */
export const SELECT_PIN_ROWS: PreparedStatement = {
  name: 'select-pin-rows',
  text: `
  select virtual_number_id, pin_index, role from party_pin where pool_id = $1 and booking_id = $2`,
};

/**
 * Takes away the routes of some keys.
 * $1 after this booking, $2 keys, $3 how many routes to look at
 */
export const DELETE_TWINS: PreparedStatement = {
  name: 'delete-twins',
  timeout: LONG_STATEMENT_MS,
  text: `
  with page as materialized (
    select booking_id from route where booking_id > $1 order by booking_id limit $3
  ), deleted as (
    delete from route
     where booking_id = any(array(select booking_id from page)) and ${KEY_OF_ROUTE} = any($2::integer[])
    returning true
  )
  select booking_id as last, (select count(*)::integer from deleted) as deleted
    from page order by booking_id desc limit 1`,
};

/** Bookings of a page of routes. $1 after this booking, $2 how many routes to look at */
export const BOOKINGS_OF_ROUTES: PreparedStatement = {
  name: 'bookings-of-routes',
  timeout: LONG_STATEMENT_MS,
  text: `
  select distinct booking_id
    from (select booking_id from route where booking_id > $1 order by booking_id limit $2) page
   order by booking_id`,
};

/** Takes away the routes of some keys. $1 bookings, $2 keys */
export const DELETE_TWINS_OF: PreparedStatement = {
  name: 'delete-twins-of',
  timeout: LONG_STATEMENT_MS,
  text: `
  delete from route
   where booking_id = any($1::uuid[]) and ${KEY_OF_ROUTE} = any($2::integer[])
  returning true`,
};

/** PINs, and where each is sealed. $1 after this booking, $2 how many rows to look at */
export const PAGE_OF_PINS: PreparedStatement = {
  name: 'page-of-pins',
  timeout: LONG_STATEMENT_MS,
  text: `
  with page as materialized (
    select booking_id, pool_id from party_pin where booking_id > $1 order by booking_id limit $2
  )
  select pin.pool_id, pin.booking_id, pin.role, pin.virtual_number_id, pin.pin_index,
         party.pin_ciphertext
    from (select distinct booking_id, pool_id from page) of
    join party_pin pin on pin.booking_id = of.booking_id and pin.pool_id = of.pool_id
    left join party on party.booking_id = pin.booking_id and party.role = pin.role
      and party.pool_id = pin.pool_id
   order by pin.booking_id`,
};

/** Per row: $1 index, $2 number, $3 pool */
export const DELETE_PIN_ROWS: PreparedStatement = {
  name: 'delete-pin-rows',
  text: `
  delete from party_pin pin
   using unnest($1::bytea[], $2::integer[], $3::uuid[]) as gone (pin_index, virtual_number_id, pool_id)
   where pin.pin_index = gone.pin_index and pin.virtual_number_id = gone.virtual_number_id
     and pin.pool_id = gone.pool_id
  returning true`,
};
