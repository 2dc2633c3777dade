/**
 * Statements that find and erase a phone number in bookings. The finding statements read whole
 * tables (ADR 13). The erasing statements run in one transaction per batch of bookings of a pool,
 * which LOCK_MENTIONS locks. The lock makes the search complete, and the transaction erases either
 * everything in the batch or nothing.
 */
import { statement } from '../../platform/database/index.js';
import { OWN_NUMBER, STATUS } from '../model/booking.sql.js';
import { heldUntil } from '../abuse-reports/abuse-report.sql.js';

/**
 * The client's free texts, without the characters that may separate the digits of a phone number.
 */
const bareTexts = (separators: string): string =>
  `translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), ${separators}, '')`;

/** Returns bookings through which the phone number can still call. */
export const FIND_LIVE_BOOKINGS = statement(
  'find-live-bookings-of-phone',
  { indexes: 'bytea[]' },
  (p) => `
  select distinct pool_id, booking_id as id from route
   where caller_index = any(${p.indexes}) and callable_until > statement_timestamp()
   order by booking_id`,
);

/** Returns bookings that the phone number is or was a party of. */
export const FIND_BOOKINGS = statement(
  'find-bookings-of-phone',
  { indexes: 'bytea[]', createdBefore: 'timestamptz' },
  (p) => `
  with known as materialized (
    select pool_id, booking_id as id from party where number_index = any(${p.indexes})
    union
    select pool_id, booking_id from party_alternate where number_index = any(${p.indexes})
    union
    select pool_id, booking_id from route
     where caller_index = any(${p.indexes}) or callee_index = any(${p.indexes})
  )
  select pool_id, id from known join booking using (pool_id, id)
   where created_at < ${p.createdBefore}
   order by pool_id, id`,
);

/** Returns bookings whose texts may contain the phone number. */
export const FIND_MENTIONS = statement(
  'find-mentions-of-phone',
  { digits: 'text', separators: 'text' },
  (p) => `
  select pool_id, id from booking
   where ${bareTexts(p.separators)} like '%' || ${p.digits} || '%'
   order by 1, 2`,
);

/** Locks bookings of a pool. Returns those whose texts may contain the phone number. */
export const LOCK_MENTIONS = statement(
  'lock-mentions-of-phone',
  { poolId: 'uuid', ids: 'uuid[]', digits: 'text', separators: 'text' },
  (p) => `
  with locked as materialized (
    select * from booking
     where pool_id = ${p.poolId} and id = any(${p.ids})
     order by id
       for no key update
  )
  select id, reference, metadata, announcement from locked
   where ${bareTexts(p.separators)} like '%' || ${p.digits} || '%'`,
);

/** Returns the locked bookings through which the phone number can still call or be called. */
export const FIND_CALLABLE = statement(
  'find-callable-routes-of-phone',
  { poolId: 'uuid', ids: 'uuid[]', indexes: 'bytea[]' },
  (p) => `
  select distinct booking_id as id from route
   where pool_id = ${p.poolId} and booking_id = any(${p.ids})
     and (caller_index = any(${p.indexes}) or callee_index = any(${p.indexes}))
     and callable_until > statement_timestamp()`,
);

export const REWRITE_TEXTS = statement(
  'rewrite-texts-of-booking',
  { poolId: 'uuid', id: 'uuid', reference: 'text', metadata: 'jsonb', announcement: 'jsonb?' },
  (p) => `
  update booking
     set reference = ${p.reference}, metadata = ${p.metadata}, announcement = ${p.announcement}
   where pool_id = ${p.poolId} and id = ${p.id}`,
);

/** Deletes the digests of the create requests, because they were computed from the phone number. */
export const FORGET_CONTENT = statement(
  'forget-content-of-bookings',
  { poolId: 'uuid', ids: 'uuid[]' },
  (p) => `
  update booking set content_digest = null, updated_at = statement_timestamp()
   where pool_id = ${p.poolId} and id = any(${p.ids})`,
);

/** Erases the phone number, and the PIN of its owner. Other phone numbers of the owner stay. */
export const ERASE_PHONES = statement(
  'erase-phones',
  { poolId: 'uuid', ids: 'uuid[]', indexes: 'bytea[]' },
  (p) => `
  with owner as materialized (
    select booking_id, role from party
     where pool_id = ${p.poolId} and booking_id = any(${p.ids}) and number_index = any(${p.indexes})
    union
    select booking_id, role from party_alternate
     where pool_id = ${p.poolId} and booking_id = any(${p.ids}) and number_index = any(${p.indexes})
  ), pins as (
    delete from party_pin p using owner
     where p.pool_id = ${p.poolId} and p.booking_id = owner.booking_id and p.role = owner.role
  ), alternates as (
    delete from party_alternate
     where pool_id = ${p.poolId} and booking_id = any(${p.ids}) and number_index = any(${p.indexes})
  )
  update party p
     set pin_ciphertext = null,
         number_ciphertext = case when number_index = any(${p.indexes}) then null
           else number_ciphertext end,
         number_index = case when number_index = any(${p.indexes}) then null else number_index end,
         language = case when number_index = any(${p.indexes}) then null else language end
    from owner
   where p.pool_id = ${p.poolId} and p.booking_id = owner.booking_id and p.role = owner.role`,
);

/**
 * Deletes the phone number's own routes. Routes that lead to it stay until they have cooled down,
 * but without a callee: if they were deleted, another booking could assign the virtual number to
 * the same caller for another party.
 */
export const ERASE_ROUTES = statement(
  'erase-routes',
  { poolId: 'uuid', ids: 'uuid[]', indexes: 'bytea[]' },
  (p) => `
  with own as (
    delete from route
     where pool_id = ${p.poolId} and booking_id = any(${p.ids}) and caller_index = any(${p.indexes})
  )
  update route set callee_index = null, callee_ciphertext = null
   where pool_id = ${p.poolId} and booking_id = any(${p.ids}) and callee_index = any(${p.indexes})`,
);

/**
 * Lists the stored data of a phone number's bookings, newest first, before the given booking.
 * `keptDays` is 0 if bookings are kept indefinitely.
 */
export const LIST_BOOKINGS_OF_PHONE = statement(
  'list-bookings-of-phone',
  { indexes: 'bytea[]', beforeId: 'uuid?', limit: 'integer', keptDays: 'integer' },
  (p) => `
  with own as (
    select booking_id, array_agg(distinct role order by role) as roles,
           bool_or(has_pin) as has_pin, max(language) as language
      from (
        select booking_id, role, pin_ciphertext is not null as has_pin, language
          from party where number_index = any(${p.indexes})
        union all
        select a.booking_id, a.role, p.pin_ciphertext is not null, p.language
          from party_alternate a
          join party p using (pool_id, booking_id, role)
         where a.number_index = any(${p.indexes})
        union all
        select booking_id, caller_role, false, null from route
         where caller_index = any(${p.indexes})) known
     where ${p.beforeId} is null or booking_id < ${p.beforeId}
     group by booking_id
     order by booking_id desc
     limit ${p.limit}
  )
  select b.id, p.name as pool, b.reference, ${STATUS} as status, n.msisdn as virtual_number,
         own.roles,
         own.has_pin, own.language, b.created_at, b.expires_at, b.ended_at,
         case when ${p.keptDays} > 0 and b.ended_at is not null then greatest(
           b.ended_at + make_interval(days => ${p.keptDays}),
           ${heldUntil({ poolId: 'b.pool_id', id: 'b.id' })}) end as kept_until
    from own
    join booking b on b.id = own.booking_id
    join pool p on p.id = b.pool_id
    -- The number that the phone's owner dials, or dialled before leaving the booking.
    join virtual_number n on n.id = coalesce(
      (select ${OWN_NUMBER} from party
        where party.pool_id = b.pool_id and party.booking_id = b.id and party.role = any(own.roles)
        order by party.position limit 1),
      b.virtual_number_id)
   order by b.id desc`,
);
