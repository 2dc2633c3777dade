/**
 * Where bookings know a phone number from, and how it is taken out of them. Those that find it read
 * whole tables (ADR 13). Those that erase it run in one transaction for some bookings of a pool, which
 * LOCK_MENTIONS holds: what is found then is complete, and all of it goes or nothing.
 */
import type { PreparedStatement } from '../../database/index.js';
import { STATUS } from '../model/booking.sql.js';

/** Free texts of the client, with what may stand between the digits of a number taken out. */
const BARE_TEXTS = (separators: string): string =>
  `translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), ${separators}, '')`;

/** Bookings by which the phone can still call. $1 indexes */
export const FIND_LIVE_BOOKINGS: PreparedStatement = {
  name: 'find-live-bookings-of-phone',
  text: `
  select distinct pool_id, booking_id as id from route
   where caller_index = any($1::bytea[]) and callable_until > statement_timestamp()
   order by booking_id`,
};

/** Bookings that the phone is or was a party of. $1 indexes, $2 made before */
export const FIND_BOOKINGS = `
  with known as materialized (
    select pool_id, booking_id as id from party where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from party_alternate where number_index = any($1)
    union
    select pool_id, booking_id from route where caller_index = any($1) or callee_index = any($1)
  )
  select pool_id, id from known join booking using (pool_id, id)
   where created_at < $2::timestamptz
   order by pool_id, id`;

/** Bookings in whose texts the number may be written. $1 digits, $2 separators */
export const FIND_MENTIONS = `
  select pool_id, id from booking
   where ${BARE_TEXTS('$2')} like '%' || $1 || '%'
   order by 1, 2`;

/** Holds bookings. $1 pool, $2 bookings, $3 digits, $4 separators @returns those of FIND_MENTIONS */
export const LOCK_MENTIONS: PreparedStatement = {
  name: 'lock-mentions-of-phone',
  text: `
  with held as materialized (
    select * from booking
     where pool_id = $1 and id = any($2::uuid[])
     order by id
       for no key update
  )
  select id, reference, metadata, announcement from held
   where ${BARE_TEXTS('$4')} like '%' || $3 || '%'`,
};

/** Of those that are held. $1 pool, $2 bookings, $3 indexes */
export const FIND_CALLABLE: PreparedStatement = {
  name: 'find-callable-routes-of-phone',
  text: `
  select distinct booking_id as id from route
   where pool_id = $1 and booking_id = any($2::uuid[])
     and (caller_index = any($3::bytea[]) or callee_index = any($3))
     and callable_until > statement_timestamp()`,
};

/** $1 pool, $2 booking, $3 reference, $4 metadata, $5 announcement or null */
export const REWRITE_TEXTS: PreparedStatement = {
  name: 'rewrite-texts-of-booking',
  text: `
  update booking set reference = $3, metadata = $4, announcement = $5
   where pool_id = $1 and id = $2`,
};

/** The digests of requests in which the number was; the bookings have changed. $1 pool, $2 bookings */
export const FORGET_CONTENT: PreparedStatement = {
  name: 'forget-content-of-bookings',
  text: `
  update booking set content_digest = null, updated_at = statement_timestamp()
   where pool_id = $1 and id = any($2::uuid[])`,
};

/**
 * The phone, and the PIN of its owner; other phones of the owner stay.
 * $1 pool, $2 bookings, $3 indexes
 */
export const ERASE_PHONES: PreparedStatement = {
  name: 'erase-phones',
  text: `
  with owner as materialized (
    select booking_id, role from party
     where pool_id = $1 and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
    union
    select booking_id, role from party_alternate
     where pool_id = $1 and booking_id = any($2) and number_index = any($3)
  ), pins as (
    delete from party_pin p using owner
     where p.pool_id = $1 and p.booking_id = owner.booking_id and p.role = owner.role
  ), alternates as (
    delete from party_alternate
     where pool_id = $1 and booking_id = any($2) and number_index = any($3)
  )
  update party p
     set pin_ciphertext = null,
         number_ciphertext = case when number_index = any($3) then null else number_ciphertext end,
         number_index = case when number_index = any($3) then null else number_index end
    from owner
   where p.pool_id = $1 and p.booking_id = owner.booking_id and p.role = owner.role`,
};

/**
 * The phone's own routes. Those of whoever called it stay until they have cooled down, and lead nowhere:
 * without them the number could be given to the same caller for somebody else.
 * $1 pool, $2 bookings, $3 indexes
 */
export const ERASE_ROUTES: PreparedStatement = {
  name: 'erase-routes',
  text: `
  with own as (
    delete from route
     where pool_id = $1 and booking_id = any($2::uuid[]) and caller_index = any($3::bytea[])
  )
  update route set callee_index = null, callee_ciphertext = null
   where pool_id = $1 and booking_id = any($2) and callee_index = any($3)`,
};

/**
 * What is stored of a phone's bookings, newest first. $1 indexes, $2 id of the last one shown or null,
 * $3 limit, $4 days that they are kept, or 0
 */
export const LIST_BOOKINGS_OF_PHONE = `
  with own as (
    select booking_id, array_agg(distinct role order by role) as roles, bool_or(has_pin) as has_pin
      from (
        select booking_id, role, pin_ciphertext is not null as has_pin
          from party where number_index = any($1::bytea[])
        union all
        select a.booking_id, a.role, p.pin_ciphertext is not null
          from party_alternate a
          join party p using (pool_id, booking_id, role)
         where a.number_index = any($1)
        union all
        select booking_id, caller_role, false from route where caller_index = any($1)) known
     where $2::uuid is null or booking_id < $2
     group by booking_id
     order by booking_id desc
     limit $3
  )
  select b.id, p.name as pool, b.reference, ${STATUS} as status, n.msisdn as virtual_number, own.roles,
         own.has_pin, b.created_at, b.expires_at, b.ended_at,
         case when $4::integer > 0 then b.ended_at + make_interval(days => $4) end as kept_until
    from own
    join booking b on b.id = own.booking_id
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
   order by b.id desc`;
