/**
 * The statements that change a booking. Each runs in a transaction that has locked the booking's
 * row by LOCK_BOOKING first: what it then sees of the booking's routes is complete, also if another
 * change added some while it waited for the lock. Their time is \`held_at\` of READ_HELD_BOOKING.
 */
import type { PreparedStatement } from '../../database/index.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';
import { tellEnded, tellNumberChanged } from '../model/booking-events.sql.js';
import { SELECT_BOOKING, STATUS } from '../model/booking.sql.js';

/** Holds the booking against every other change until the transaction ends. $1 pool, $2 booking */
export const LOCK_BOOKING: PreparedStatement = {
  name: 'lock-booking',
  text: 'select from booking where pool_id = $1 and id = $2 for no key update',
};

/**
 * What the booking is, and what time it is, now that it is held. \`now()\` would be the time before
 * the wait for the lock: a route that another change cooled meanwhile would look callable.
 * $1 pool, $2 booking, $3 a time that has to be in the future, or null
 */
export const READ_HELD_BOOKING: PreparedStatement = {
  name: 'read-held-booking',
  text: `
  select b.id, b.reference, b.virtual_number_id, b.expires_at, ${STATUS} as status,
         p.name as pool_name, p.grace_seconds, p.cooldown_seconds, p.party_pin,
         ($3::timestamptz is null or $3 > statement_timestamp()) as expires_later,
         statement_timestamp()::text as held_at
    from booking b join pool p on p.id = b.pool_id
   where b.pool_id = $1 and b.id = $2`,
};

/** As it would be shown, for its version. $1 pool, $2 booking */
export const READ_HELD_VERSION: PreparedStatement = {
  name: 'read-held-version',
  text: `${SELECT_BOOKING} where b.pool_id = $1 and b.id = $2`,
};

/**
 * Ends a booking, shortens its routes, and tells of it.
 * $1 pool, $2 booking, $3 status, $4 grace, $5 cool-down, $6 held at
 */
export const END_BOOKING: PreparedStatement = {
  name: 'end-booking',
  text: `
  with ended as (
    update booking set status = $3, ended_at = $6::timestamptz, updated_at = $6
     where pool_id = $1 and id = $2
    returning pool_id, id, reference, virtual_number_id, status, ended_at,
      least(expires_at, ended_at + make_interval(secs => $4)) as callable_until
  ), ${tellEnded('select * from ended')}
  update route
     set callable_until = least(callable_until, $6 + make_interval(secs => $4)),
         reuse_after = least(callable_until, $6 + make_interval(secs => $4))
           + make_interval(secs => $5)
   where pool_id = $1 and booking_id = $2`,
};

/**
 * Changes what is given, and moves the end of the routes that are callable with it; those of a
 * party that was replaced are not.
 * $1 pool, $2 booking, $3 expires_at or null, $4 ttl or null, $5 whether recording is given,
 * $6 recording, $7 metadata or null, $8 cool-down, $9 whether callers allowed are given, $10 they,
 * $11 whether an announcement is given, $12 it, $13 held at
 */
export const UPDATE_BOOKING: PreparedStatement = {
  name: 'update-booking',
  text: `
  with changed as (
    update booking
       set expires_at = coalesce($3::timestamptz, $13::timestamptz + make_interval(secs => $4),
             expires_at),
           call_recording = case when $5::boolean then $6 else call_recording end,
           metadata = coalesce($7::jsonb, metadata),
           callers_allowed = case when $9::boolean then $10 else callers_allowed end,
           announcement = case when $11::boolean then $12 else announcement end,
           updated_at = $13
     where pool_id = $1 and id = $2
    returning expires_at
  )
  update route
     set callable_until = changed.expires_at,
         reuse_after = changed.expires_at + make_interval(secs => $8)
    from changed
   where route.pool_id = $1 and route.booking_id = $2 and route.callable_until > $13`,
};

/** The PIN of a party, if it has one. $1 pool, $2 booking, $3 role */
export const SELECT_PIN: PreparedStatement = {
  name: 'select-pin',
  text: `
  select pin_ciphertext from party
   where pool_id = $1 and booking_id = $2 and role = $3 and pin_ciphertext is not null`,
};

/** Whoever knows the PINs of a party is it no more. $1 pool, $2 booking, $3 role */
export const DELETE_PINS: PreparedStatement = {
  name: 'delete-pins',
  text: 'delete from party_pin where pool_id = $1 and booking_id = $2 and role = $3',
};

/** The phones of both parties; those of an active booking are all there. $1 pool, $2 booking */
export const SELECT_PHONES: PreparedStatement = {
  name: 'select-phones',
  text: `
  select role, 0 as position, number_ciphertext, number_index
    from party where pool_id = $1 and booking_id = $2 and number_index is not null
  union all
  select role, position, number_ciphertext, number_index
    from party_alternate where pool_id = $1 and booking_id = $2
  order by role, position`,
};

/**
 * No call of the party that leaves connects any more.
 * $1 pool, $2 booking, $3 role, $4 cool-down, $5 held at
 */
export const COOL_ROUTES_OF_PARTY: PreparedStatement = {
  name: 'cool-routes-of-party',
  text: `
  update route
     set callable_until = least(callable_until, $5::timestamptz),
         reuse_after = least(callable_until, $5) + make_interval(secs => $4)
   where pool_id = $1 and booking_id = $2 and caller_role = $3`,
};

/**
 * Where a party calls from, on all numbers of the booking, and the key of each route.
 * $1 pool, $2 booking, $3 role, $4 held at
 */
export const SELECT_ROUTES_OF_PARTY: PreparedStatement = {
  name: 'select-routes-of-party',
  text: `
  select virtual_number_id, caller_index, ${KEY_OF_ROUTE} as key_id, assigned_at
    from route
   where pool_id = $1 and booking_id = $2 and caller_role = $3 and callable_until > $4::timestamptz`,
};

/**
 * Leads the routes of the party that stays to the new one.
 * $1 pool, $2 booking; per route: $3 number, $4 caller index, $5 callee index, $6 cipher text
 */
export const REDIRECT_ROUTES: PreparedStatement = {
  name: 'redirect-routes',
  text: `
  update route
     set callee_index = changed.callee_index, callee_ciphertext = changed.callee_ciphertext
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[])
      as changed (virtual_number_id, caller_index, callee_index, callee_ciphertext)
   where route.pool_id = $1 and route.booking_id = $2
     and route.virtual_number_id = changed.virtual_number_id
     and route.caller_index = changed.caller_index`,
};

/**
 * Puts the new phones of a party into the place of the old ones. What the client once asked for is not
 * this booking any more: a digest that has the old number would be all that is left of it.
 * $1 pool, $2 booking, $3 role, $4 cipher text, $5 index, $6 cipher text of the PIN or null
 */
export const REPLACE_PHONE: PreparedStatement = {
  name: 'replace-phone',
  text: `
  with forgotten as (
    update booking set content_digest = null where pool_id = $1 and id = $2
  )
  update party set number_ciphertext = $4, number_index = $5, pin_ciphertext = $6
   where pool_id = $1 and booking_id = $2 and role = $3`,
};

/** $1 pool, $2 booking, $3 role */
export const DELETE_ALTERNATES: PreparedStatement = {
  name: 'delete-alternates',
  text: 'delete from party_alternate where pool_id = $1 and booking_id = $2 and role = $3',
};

/** $1 pool, $2 booking, $3 role; per number: $4 position, $5 cipher text, $6 index */
export const INSERT_ALTERNATES: PreparedStatement = {
  name: 'insert-alternates',
  text: `
  insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext, number_index)
  select $1, $2, $3, other.position, other.ciphertext, other.index
    from unnest($4::smallint[], $5::bytea[], $6::bytea[]) as other (position, ciphertext, index)`,
};

/**
 * To another number, of which it tells, or just to say that the booking was changed.
 * $1 pool, $2 booking, $3 number, $4 why
 */
export const MOVE_BOOKING: PreparedStatement = {
  name: 'move-booking',
  text: `
  with held as materialized (
    select pool_id, id, reference, virtual_number_id as from_number_id, $3::integer as to_number_id,
           $4::text as reason
      from booking where pool_id = $1 and id = $2
  ), ${tellNumberChanged('select * from held')}
  update booking set virtual_number_id = $3, updated_at = statement_timestamp()
   where pool_id = $1 and id = $2`,
};
