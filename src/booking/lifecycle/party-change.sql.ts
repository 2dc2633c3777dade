/**
 * Statements that add, replace and remove parties, with their phones, routes and PINs. Each runs in
 * a transaction that has locked the booking's row; see `lifecycle.sql.ts`.
 */
import { rows, statement } from '../../platform/database/index.js';
import { KEY_OF_ROUTE } from '../routes/routes.sql.js';

const BOOKING = { poolId: 'uuid', bookingId: 'uuid' } as const;
const PARTY = { ...BOOKING, role: 'text' } as const;

/** Reads the PIN of a party, if it has one. */
export const SELECT_PIN = statement(
  'select-pin',
  PARTY,
  (p) => `
  select pin_ciphertext from party
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role = ${p.role} and pin_ciphertext is not null`,
);

/** Revokes the PINs of a party. */
export const DELETE_PINS = statement(
  'delete-pins',
  PARTY,
  (p) =>
    `delete from party_pin where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role = ${p.role}`,
);

/**
 * Reads the phone numbers of the parties, the first party first. In an active booking none of them
 * is erased.
 */
export const SELECT_PHONES = statement(
  'select-phones',
  BOOKING,
  (p) => `
  select role, position as place, 0 as position, number_ciphertext, number_index, language
    from party where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and number_index is not null
  union all
  select role, party.position, a.position, a.number_ciphertext, a.number_index, party.language
    from party_alternate a
    join party using (pool_id, booking_id, role)
   where a.pool_id = ${p.poolId} and a.booking_id = ${p.bookingId}
  order by place, position`,
);

/** Makes the routes of a leaving party uncallable; they cool down from now. */
export const COOL_ROUTES_OF_PARTY = statement(
  'cool-routes-of-party',
  { ...PARTY, cooldownSeconds: 'integer', lockedAt: 'timestamptz' },
  (p) => `
  update route
     set callable_until = least(callable_until, ${p.lockedAt}),
         reuse_after = least(callable_until, ${p.lockedAt}) + make_interval(secs => ${p.cooldownSeconds})
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and caller_role = ${p.role}`,
);

/**
 * Reads the callable routes of a party, on all virtual numbers of the booking, and the key of each.
 */
export const SELECT_ROUTES_OF_PARTY = statement(
  'select-routes-of-party',
  { ...PARTY, lockedAt: 'timestamptz' },
  (p) => `
  select virtual_number_id, caller_index, ${KEY_OF_ROUTE} as key_id, assigned_at
    from route
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and caller_role = ${p.role} and callable_until > ${p.lockedAt}`,
);

/** Redirects routes of the remaining party to the new one, which may have another role. */
export const REDIRECT_ROUTES = statement(
  'redirect-routes',
  {
    ...BOOKING,
    calleeRole: 'text',
    routes: rows({
      virtualNumberId: 'integer',
      callerIndex: 'bytea',
      calleeIndex: 'bytea',
      calleeCiphertext: 'bytea',
    }),
  },
  (p) => `
  update route
     set callee_role = ${p.calleeRole}, callee_index = routes.callee_index,
         callee_ciphertext = routes.callee_ciphertext
    from ${p.routes}
   where route.pool_id = ${p.poolId} and route.booking_id = ${p.bookingId}
     and route.virtual_number_id = routes.virtual_number_id
     and route.caller_index = routes.caller_index`,
);

/**
 * Replaces the first phone number and the PIN of a party. Also deletes the digest of the create
 * request: the booking no longer matches that request, and the digest would be the last data
 * derived from the old number.
 */
export const REPLACE_PHONE = statement(
  'replace-phone',
  { ...PARTY, ciphertext: 'bytea', index: 'bytea', pinCiphertext: 'bytea?', language: 'text?' },
  (p) => `
  with forgotten as (
    update booking set content_digest = null where pool_id = ${p.poolId} and id = ${p.bookingId}
  )
  update party set number_ciphertext = ${p.ciphertext}, number_index = ${p.index}, pin_ciphertext = ${p.pinCiphertext},
         language = ${p.language}
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role = ${p.role}`,
);

export const SET_LANGUAGE = statement(
  'set-language-of-party',
  { ...PARTY, language: 'text?' },
  (p) => `
  with changed as (
    update booking set updated_at = statement_timestamp()
     where pool_id = ${p.poolId} and id = ${p.bookingId}
  )
  update party set language = ${p.language}
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role = ${p.role}`,
);

/**
 * Adds the second party. Also deletes the digest of the create request, which the booking no longer
 * matches.
 */
export const ADD_PARTY = statement(
  'add-party',
  { ...PARTY, ciphertext: 'bytea', index: 'bytea', pinCiphertext: 'bytea?', language: 'text?' },
  (p) => `
  with joined as (
    update booking set content_digest = null, is_open = false
     where pool_id = ${p.poolId} and id = ${p.bookingId}
  )
  insert into party (pool_id, booking_id, role, position, number_ciphertext, number_index,
                     pin_ciphertext, language)
  values (${p.poolId}, ${p.bookingId}, ${p.role}, 1, ${p.ciphertext}, ${p.index},
          ${p.pinCiphertext}, ${p.language})`,
);

/**
 * Removes a party. The other one becomes the first party, keeps its number and its routes, and
 * reaches nobody until another party joins.
 */
export const REMOVE_PARTY = statement(
  'remove-party',
  { ...PARTY, lockedAt: 'timestamptz' },
  (p) => `
  with removed as (
    delete from party
     where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role = ${p.role}
    returning position
  ), staying as (
    update party set position = 0
     where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role <> ${p.role}
  ), alone as (
    update route
       set callee_role = null, callee_index = null, callee_ciphertext = null,
           caller_id_number_id = null
     where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and callee_role = ${p.role}
  )
  update booking
     set is_open = true, content_digest = null, updated_at = ${p.lockedAt},
         virtual_number_id = case when removed.position = 0
           then coalesce(second_number_id, virtual_number_id) else virtual_number_id end,
         second_number_id = null
    from removed
   where booking.pool_id = ${p.poolId} and booking.id = ${p.bookingId}`,
);

export const DELETE_ALTERNATES = statement(
  'delete-alternates',
  PARTY,
  (p) =>
    `delete from party_alternate where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and role = ${p.role}`,
);

export const INSERT_ALTERNATES = statement(
  'insert-alternates',
  {
    ...PARTY,
    alternates: rows({ position: 'smallint', ciphertext: 'bytea', index: 'bytea' }),
  },
  (p) => `
  insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext, number_index)
  select ${p.poolId}, ${p.bookingId}, ${p.role}, alternates.position, alternates.ciphertext,
         alternates.index
    from ${p.alternates}`,
);
