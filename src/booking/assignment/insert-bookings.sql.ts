/**
 * Statements that assign virtual numbers to bookings. PostgreSQL decides every race, and its clock
 * sets every time. They use statement_timestamp(), because the transaction may have waited for a
 * lock earlier.
 */
import { rows, statement } from '../../platform/database/index.js';
import { addAuditEvents, AUDIT_EVENTS, WRITTEN_KEYS } from '../../platform/security/index.js';
import { emitCreated } from '../model/booking-events.sql.js';
import { BOOKING_OPTIONS, OPTION_COLUMNS } from '../model/booking-options.js';
import { BOOKING_COLUMNS } from '../model/booking.sql.js';
import { IS_ENABLED, isFull } from './number-rule.sql.js';

/**
 * Leaves the route alone, and does not return it, if it still reserves the number for another pair
 * or another booking. A booking may write its own route again while that is callable, if it leads
 * to the same callee.
 */
const TAKE_OVER_ROUTE = `
  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext,
         caller_id_number_id = excluded.caller_id_number_id, assigned_at = excluded.assigned_at,
         callable_from = excluded.callable_from, callable_until = excluded.callable_until,
         reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
      or (route.booking_id = excluded.booking_id
          and route.callee_index is not distinct from excluded.callee_index)`;

const ROUTE = {
  /** The number that the caller dials. */
  virtualNumberId: 'integer',
  /** The number that the callee sees; null: the booking's shared number. */
  callerIdNumberId: 'integer?',
  callerIndex: 'bytea',
  callerRole: 'text',
  /** Null, like the columns below: the other party has not joined yet. */
  calleeRole: 'text?',
  calleeIndex: 'bytea?',
  calleeCiphertext: 'bytea?',
} as const;

const OPTIONS = OPTION_COLUMNS.map(({ column }) => column);

/**
 * Writes bookings of one pool with their parties, routes and audit events, and emits their events:
 * everything, or nothing. Returns columns of `BookingRow`.
 *
 * A booking is not inserted if some of its routes could not be written, or its reference was taken
 * in the meantime. The routes that were written then violate their foreign key, so PostgreSQL rolls
 * back the statement. Routes are inserted in the order of their key, so that statements competing
 * for the same routes wait for each other instead of deadlocking.
 *
 * No two bookings of a statement may need the same route. A booking on a number with a capacity
 * must be alone in the statement. Nothing is written if `writtenKeys` is outdated: a process that
 * was paused, or has an old key ring, may not know the current keys (ADR 12).
 *
 * A party whose phone number has just become a virtual number of the sub-account gets no booking.
 * This statement and the one that adds virtual numbers wait for each other, so the later one sees
 * what the earlier one committed.
 */
export const INSERT_BOOKINGS = statement(
  'insert-bookings',
  {
    poolId: 'uuid',
    bookings: rows({
      id: 'uuid',
      numberMode: 'text',
      /** Whether a party has yet to join. */
      isOpen: 'boolean',
      virtualNumberId: 'integer',
      /** The number of the second party, in mode `per-party`. */
      secondNumberId: 'integer?',
      reference: 'text',
      contentDigest: 'bytea',
      expiresAt: 'timestamptz?',
      ttlSeconds: 'integer',
      cooldownSeconds: 'integer',
      /** Maximum active bookings of the virtual number; null: unlimited. */
      capacity: 'integer?',
      secondCapacity: 'integer?',
      routeCount: 'integer',
      ...BOOKING_OPTIONS,
    }),
    routes: rows({ bookingId: 'uuid', ...ROUTE }),
    parties: rows({
      bookingId: 'uuid',
      position: 'smallint',
      role: 'text',
      ciphertext: 'bytea',
      index: 'bytea',
      pinCiphertext: 'bytea?',
      language: 'text?',
    }),
    alternates: rows({
      bookingId: 'uuid',
      role: 'text',
      position: 'smallint',
      ciphertext: 'bytea',
      index: 'bytea',
    }),
    pins: rows({ bookingId: 'uuid', virtualNumberId: 'integer', role: 'text', index: 'bytea' }),
    /** The audit events of the requests, as far as this statement writes them. */
    acts: AUDIT_EVENTS,
    /** The keys under which the routes are written. */
    writtenKeys: 'integer[]',
  },
  (p) => `
  with wanted as materialized (
    select * from ${p.routes}
  ), barred as materialized (
    select wanted.booking_id
      from wanted
      join virtual_number v on v.msisdn_index = wanted.caller_index
      join pool own on own.id = v.pool_id
     where own.sub_account_id = (select sub_account_id from pool where id = ${p.poolId})
  ), input as materialized (
    select bookings.*, n.msisdn,
           -- The functions ignore nulls: a booking may have no start and no last end.
           least(bookings.max_expires_at, coalesce(bookings.expires_at,
             greatest(statement_timestamp(), bookings.starts_at)
               + make_interval(secs => bookings.ttl_seconds))) as ends_at
      from ${p.bookings}
      join virtual_number n on n.id = bookings.virtual_number_id and n.pool_id = ${p.poolId}
        and ${IS_ENABLED}
     where not ${isFull('bookings.capacity')}
       and (bookings.second_number_id is null or exists (
         select from virtual_number n
          where n.id = bookings.second_number_id and n.pool_id = ${p.poolId} and ${IS_ENABLED}
            and not ${isFull('bookings.second_capacity')}))
       and ${WRITTEN_KEYS} = ${p.writtenKeys}
       and bookings.id not in (select booking_id from barred)
  ), routed as (
    insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
                       callee_role, callee_index, callee_ciphertext, caller_id_number_id,
                       assigned_at, callable_from, callable_until, reuse_after)
    select ${p.poolId}, wanted.caller_index, wanted.virtual_number_id, input.id,
           wanted.caller_role, wanted.callee_role, wanted.callee_index, wanted.callee_ciphertext,
           wanted.caller_id_number_id, statement_timestamp(), input.starts_at, input.ends_at,
           input.ends_at + make_interval(secs => input.cooldown_seconds)
      from wanted
      join input on input.id = wanted.booking_id
     order by wanted.caller_index, wanted.virtual_number_id
    ${TAKE_OVER_ROUTE}
    returning route.booking_id
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, number_mode, is_open,
                         virtual_number_id, second_number_id, expires_at, created_at, updated_at,
                         ${OPTIONS.join(', ')})
    select ${p.poolId}, input.id, input.reference, input.content_digest, input.number_mode,
           input.is_open, input.virtual_number_id, input.second_number_id, input.ends_at,
           statement_timestamp(), statement_timestamp(),
           ${OPTIONS.map((column) => `input.${column}`).join(', ')}
      from input
      join (select booking_id, count(*) as routes from routed group by booking_id) written
        on written.booking_id = input.id and written.routes = input.route_count
    on conflict (reference, pool_id) do nothing
    returning *
  ), named as (
    insert into party (pool_id, booking_id, position, role, number_ciphertext, number_index,
                       pin_ciphertext, language)
    select ${p.poolId}, parties.booking_id, parties.position, parties.role, parties.ciphertext,
           parties.index, parties.pin_ciphertext, parties.language
      from ${p.parties}
      join booked on booked.id = parties.booking_id
    returning role
  ), other_phones as (
    insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext,
                                 number_index)
    select ${p.poolId}, alternates.booking_id, alternates.role, alternates.position,
           alternates.ciphertext, alternates.index
      from ${p.alternates}
      join booked on booked.id = alternates.booking_id
    returning role
  ), pinned as (
    -- A PIN that exists on the number violates the key: the statement is rolled back and retried
    -- with other PINs.
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select ${p.poolId}, pins.virtual_number_id, pins.index, pins.booking_id, pins.role
      from ${p.pins}
      join booked on booked.id = pins.booking_id
    returning role
  ), audited as (${addAuditEvents(`
    select acts.* from ${p.acts} join booked on booked.id::text = acts.object_id`)}
  ), ${emitCreated(`
    select booked.pool_id, booked.id, booked.reference,
           case when booked.number_mode = 'shared' then input.msisdn end as virtual_number,
           with_numbers.parties, booked.expires_at
      from booked
      join input on input.id = booked.id
      join (select parties.booking_id, jsonb_agg(jsonb_build_object('role', parties.role,
                     'virtualNumber', case when i.number_mode = 'shared' or parties.position = 0
                       then i.msisdn else second.msisdn end) order by parties.position) as parties
              from ${p.parties}
              join input i on i.id = parties.booking_id
              left join virtual_number second on second.id = i.second_number_id
             group by parties.booking_id) with_numbers on with_numbers.booking_id = booked.id`)}
  select ${BOOKING_COLUMNS}, b.expires_at as callable_until
    from booked b
    join input n on n.id = b.id
    join pool p on p.id = b.pool_id`,
);

/**
 * Adds routes to a booking that the transaction has locked. Writes none if `writtenKeys` is
 * outdated.
 */
export const INSERT_ROUTES = statement(
  'insert-routes',
  {
    poolId: 'uuid',
    bookingId: 'uuid',
    callableFrom: 'timestamptz?',
    callableUntil: 'timestamptz',
    cooldownSeconds: 'integer',
    routes: rows(ROUTE),
    writtenKeys: 'integer[]',
  },
  (p) => `
  insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, caller_id_number_id, assigned_at,
                     callable_from, callable_until, reuse_after)
  select ${p.poolId}, routes.caller_index, routes.virtual_number_id, ${p.bookingId},
         routes.caller_role, routes.callee_role, routes.callee_index, routes.callee_ciphertext,
         routes.caller_id_number_id, statement_timestamp(), ${p.callableFrom}, ${p.callableUntil},
         ${p.callableUntil} + make_interval(secs => ${p.cooldownSeconds})
    from ${p.routes}
   where ${WRITTEN_KEYS} = ${p.writtenKeys}
   order by routes.caller_index, routes.virtual_number_id
  ${TAKE_OVER_ROUTE}
  returning route.caller_index`,
);

/**
 * Adds PINs to a booking that the transaction has locked. Returns those that the booking then has;
 * another booking may have one of them on the virtual number already.
 */
export const INSERT_PINS = statement(
  'insert-pins',
  {
    poolId: 'uuid',
    bookingId: 'uuid',
    pins: rows({ virtualNumberId: 'integer', role: 'text', index: 'bytea' }),
  },
  (p) => `
  with wanted as materialized (
    select * from ${p.pins}
  ), written as (
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select ${p.poolId}, wanted.virtual_number_id, wanted.index, ${p.bookingId}, wanted.role
      from wanted
    on conflict do nothing
    returning role
  )
  select role from written
  union all
  -- Does not see the rows that this statement writes.
  select own.role
    from wanted
    join party_pin own on own.pin_index = wanted.index
      and own.virtual_number_id = wanted.virtual_number_id and own.pool_id = ${p.poolId}
      and own.booking_id = ${p.bookingId} and own.role = wanted.role`,
);

/**
 * Locks virtual numbers with a capacity, so that their bookings are written one after the other.
 * Otherwise two bookings could both count the last free place. The following statement counts, and
 * sees what was committed before the lock was granted. The order of the ids prevents deadlocks.
 */
export const LOCK_NUMBERS = statement(
  'lock-numbers',
  { ids: 'integer[]' },
  (p) => `select from virtual_number where id = any(${p.ids}) order by id for no key update`,
);

/** Returns the keys under which routes must be written now. */
export const SELECT_WRITTEN_KEYS = statement(
  'select-written-keys',
  {},
  () => `select ${WRITTEN_KEYS} as keys`,
);

/** Returns a row if the locked virtual number accepts another booking. */
export const CHECK_NUMBER = statement(
  'check-number',
  { id: 'integer', capacity: 'integer?' },
  (p) => `
  select from virtual_number n
   where n.id = ${p.id} and ${IS_ENABLED} and not ${isFull(p.capacity)}`,
);
