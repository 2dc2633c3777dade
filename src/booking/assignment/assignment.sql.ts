/**
 * The statements that give numbers to bookings. PostgreSQL decides every race, and its clock every
 * time; statement_timestamp(), since a transaction may have waited for a lock before.
 */
import type { PreparedStatement } from '../../database/index.js';
import { WRITTEN_KEYS } from '../../security/index.js';
import { tellCreated } from '../model/booking-events.sql.js';
import { revisionOf } from '../model/booking.sql.js';

/**
 * Active bookings of a number `n`; those whose time is over do not count, marked or not. A number is
 * in one pool, which is not named: a plan that was made while the table was empty could then take
 * another index for its sake.
 */
export const ACTIVE_BOOKINGS = `(
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())`;

/** A route that another booking holds is not overwritten; then it is not returned either. */
const TAKE_OVER_ROUTE = `
  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext, assigned_at = excluded.assigned_at,
         callable_until = excluded.callable_until, reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)`;

/**
 * Writes bookings of one pool with their parties and routes, and tells of them: everything, or nothing.
 *
 * If not all routes of a booking could be written, or its reference was taken in the meantime, the
 * booking is not inserted; the routes that were written then have no booking, their foreign key
 * refuses the statement, and PostgreSQL undoes all of it. The routes come in the order of their key,
 * so that statements that want the same ones wait for each other instead of deadlocking.
 *
 * No two bookings of a statement may want the same route. One with a capacity comes alone. Routes under
 * other keys than those that have to be written now are not written: PostgreSQL knows them better than
 * a process that was paused, or has an old ring (ADR 12).
 *
 * A phone that has just become a virtual number of the sub-account gets no booking: who adds numbers
 * waits for this statement, or this statement for them, and sees what was committed.
 *
 * $1 pool; per booking: $2 id, $3 number, $4 reference, $5 digest, $6 expires_at or null, $7 ttl,
 * $8 cool-down, $9 call recording, $10 metadata, $11 capacity of the number or null, $12 how many
 * routes, $29 callers allowed and $30 announcement, both as JSON; per route: $13 booking, $14 caller index, $15 caller role, $16 callee role,
 * $17 callee index, $18 callee cipher text; per party: $19 booking, $20 position, $21 role,
 * $22 cipher text, $23 index; per alternate number: $24 booking, $25 role, $26 position,
 * $27 cipher text, $28 index; per party again: $31 cipher text of its PIN or null; per PIN:
 * $32 booking, $33 role, $34 index; $35 the keys of the routes
 */
export const INSERT_BOOKINGS: PreparedStatement = {
  name: 'insert-bookings',
  text: `
  with barred as materialized (
    select phone.booking_id
      from unnest($13::uuid[], $14::bytea[]) as phone (booking_id, index)
      join virtual_number v on v.msisdn_index = phone.index
      join pool own on own.id = v.pool_id
     where own.sub_account_id = (select sub_account_id from pool where id = $1)
  ), asked as materialized (
    select asked.*, n.msisdn,
           coalesce(asked.until, statement_timestamp() + make_interval(secs => asked.ttl)) as expires_at
      from unnest($2::uuid[], $3::integer[], $4::text[], $5::bytea[], $6::timestamptz[],
                  $7::integer[], $8::integer[], $9::boolean[], $10::text[], $11::integer[],
                  $12::integer[], $29::text[], $30::text[])
        as asked (id, number_id, reference, digest, until, ttl, cooldown, call_recording, metadata,
                  capacity, routes, callers_allowed, announcement)
      join virtual_number n on n.id = asked.number_id and n.pool_id = $1 and n.state = 'enabled'
        and n.operational_status = 'Active'
     where case when asked.capacity is null then true
                else ${ACTIVE_BOOKINGS} < asked.capacity end
       and ${WRITTEN_KEYS} = $35::integer[]
       and asked.id not in (select booking_id from barred)
  ), routed as (
    insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
                       callee_role, callee_index, callee_ciphertext, assigned_at, callable_until,
                       reuse_after)
    select $1, wanted.caller_index, asked.number_id, asked.id, wanted.caller_role,
           wanted.callee_role, wanted.callee_index, wanted.callee_ciphertext, statement_timestamp(),
           asked.expires_at, asked.expires_at + make_interval(secs => asked.cooldown)
      from unnest($13::uuid[], $14::bytea[], $15::text[], $16::text[], $17::bytea[], $18::bytea[])
        as wanted (booking_id, caller_index, caller_role, callee_role, callee_index,
                   callee_ciphertext)
      join asked on asked.id = wanted.booking_id
     order by wanted.caller_index, asked.number_id
    ${TAKE_OVER_ROUTE}
    returning route.booking_id
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                         call_recording, metadata, callers_allowed, announcement, created_at,
                         updated_at)
    select $1, asked.id, asked.reference, asked.digest, asked.number_id, asked.expires_at,
           asked.call_recording, asked.metadata::jsonb,
           (select array_agg(role) from json_array_elements_text(asked.callers_allowed::json) role),
           asked.announcement::jsonb, statement_timestamp(), statement_timestamp()
      from asked
     where asked.routes = (select count(*) from routed where routed.booking_id = asked.id)
    on conflict (reference, pool_id) do nothing
    returning id, created_at
  ), named as (
    insert into party (pool_id, booking_id, position, role, number_ciphertext, number_index,
                       pin_ciphertext)
    select $1, side.booking_id, side.position, side.role, side.ciphertext, side.index, side.pin
      from unnest($19::uuid[], $20::smallint[], $21::text[], $22::bytea[], $23::bytea[], $31::bytea[])
        as side (booking_id, position, role, ciphertext, index, pin)
      join booked on booked.id = side.booking_id
    returning role
  ), alternates as (
    insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext,
                                 number_index)
    select $1, other.booking_id, other.role, other.position, other.ciphertext, other.index
      from unnest($24::uuid[], $25::text[], $26::smallint[], $27::bytea[], $28::bytea[])
        as other (booking_id, role, position, ciphertext, index)
      join booked on booked.id = other.booking_id
    returning role
  ), pinned as (
    -- A PIN that the number has already breaks the key: all is undone, and tried with other PINs.
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select $1, asked.number_id, pin.index, pin.booking_id, pin.role
      from unnest($32::uuid[], $33::text[], $34::bytea[]) as pin (booking_id, role, index)
      join booked on booked.id = pin.booking_id
      join asked on asked.id = booked.id
    returning role
  ), ${tellCreated(`
    select $1::uuid as pool_id, booked.id, asked.reference, asked.msisdn as virtual_number,
           asked.expires_at
      from booked join asked on asked.id = booked.id`)}
  select booked.id, asked.expires_at, booked.created_at, asked.msisdn as virtual_number,
         ${revisionOf('booked.created_at')} as revision
    from booked join asked on asked.id = booked.id`,
};

/**
 * Adds routes to a booking that is there, whose row the transaction holds.
 * $1 pool, $2 booking, $3 number, $4 callable until, $5 cool-down; per route: $6 caller index,
 * $7 caller role, $8 callee role, $9 callee index, $10 callee cipher text; $11 the keys of the routes:
 * none is written if they are not those that have to be written now
 */
export const INSERT_ROUTES: PreparedStatement = {
  name: 'insert-routes',
  text: `
  insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
  select $1, wanted.caller_index, $3, $2, wanted.caller_role, wanted.callee_role,
         wanted.callee_index, wanted.callee_ciphertext, statement_timestamp(), $4::timestamptz,
         $4::timestamptz + make_interval(secs => $5)
    from unnest($6::bytea[], $7::text[], $8::text[], $9::bytea[], $10::bytea[])
      as wanted (caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
   where ${WRITTEN_KEYS} = $11::integer[]
   order by wanted.caller_index
  ${TAKE_OVER_ROUTE}
  returning route.caller_index`,
};

/**
 * Adds PINs to such a booking; one that the number has already is not.
 * $1 pool, $2 booking, $3 number; per PIN: $4 role, $5 index
 */
export const INSERT_PINS: PreparedStatement = {
  name: 'insert-pins',
  text: `
  insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
  select $1, $3, pin.index, $2, pin.role from unnest($4::text[], $5::bytea[]) as pin (role, index)
  on conflict do nothing
  returning role`,
};

/**
 * Bookings of a number with a capacity are written one after the other, or two of them could both
 * count one place left. Only then; and the count is taken by the next statement, which sees what
 * was committed meanwhile.
 * $1 number
 */
export const LOCK_NUMBER: PreparedStatement = {
  name: 'lock-number',
  text: 'select from virtual_number where id = $1 for no key update',
};

/** Under which keys routes have to be written now. */
export const SELECT_WRITTEN_KEYS: PreparedStatement = {
  name: 'select-written-keys',
  text: `select ${WRITTEN_KEYS} as keys`,
};

/** Whether a number takes another booking, once it is locked. $1 number, $2 capacity or null */
export const CHECK_NUMBER: PreparedStatement = {
  name: 'check-number',
  text: `
  select from virtual_number n
   where n.id = $1 and n.state = 'enabled' and n.operational_status = 'Active'
     and case when $2::integer is null then true else ${ACTIVE_BOOKINGS} < $2 end`,
};
