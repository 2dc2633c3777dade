/**
 * Statements that change a booking. Each runs in a transaction that has locked the booking's row
 * with LOCK_BOOKING. Therefore it sees all routes of the booking, including those that another
 * change added while this one waited for the lock. Their time is `locked_at` of
 * READ_LOCKED_BOOKING.
 */
import { snakeCase, statement } from '../../platform/database/index.js';
import { emitEnded, emitNumberChanged } from '../model/booking-events.sql.js';
import { BOOKING_OPTIONS, OPTION_COLUMNS } from '../model/booking-options.js';
import { IS_UNANNOUNCED, OWN_NUMBER, SELECT_BOOKING, STATUS } from '../model/booking.sql.js';

const BOOKING = { poolId: 'uuid', bookingId: 'uuid' } as const;
const PARTY = { ...BOOKING, role: 'text' } as const;

/** Locks a booking against every other change until the transaction ends. */
export const LOCK_BOOKING = statement(
  'lock-booking',
  { poolId: 'uuid', id: 'uuid' },
  (p) => `select from booking where pool_id = ${p.poolId} and id = ${p.id} for no key update`,
);

/**
 * Reads the booking and the time, after it was locked. `now()` would return the time before the
 * wait for the lock: a route that another change ended during the wait would look callable.
 */
export const READ_LOCKED_BOOKING = statement(
  'read-locked-booking',
  { poolId: 'uuid', id: 'uuid', expiresAt: 'timestamptz?' },
  (p) => `
  select b.id, b.reference, b.number_mode, b.virtual_number_id, b.second_number_id, b.starts_at,
         b.expires_at, b.idle_ttl_seconds, b.max_expires_at, b.reopened_from_id,
         b.reopened_from_second_id, b.is_open, b.callers_allowed, b.quiet_hours,
         ${STATUS} as status, coalesce(b.starts_at <= statement_timestamp(), true) as has_started,
         p.name as pool_name, p.grace_seconds, p.cooldown_seconds, p.party_pin,
         (${p.expiresAt} is null or ${p.expiresAt} > statement_timestamp()) as expires_later,
         statement_timestamp()::text as locked_at
    from booking b join pool p on p.id = b.pool_id
   where b.pool_id = ${p.poolId} and b.id = ${p.id}`,
);

/** Reads the columns of a response, to compute the version. */
export const READ_LOCKED_VERSION = statement(
  'read-locked-version',
  BOOKING,
  (p) => `${SELECT_BOOKING} where b.pool_id = ${p.poolId} and b.id = ${p.bookingId}`,
);

/** Ends a booking, shortens its routes, and emits the event. */
export const END_BOOKING = statement(
  'end-booking',
  {
    ...BOOKING,
    status: 'text',
    graceSeconds: 'integer',
    cooldownSeconds: 'integer',
    lockedAt: 'timestamptz',
  },
  (p) => `
  with ended as (
    update booking set status = ${p.status}, ended_at = ${p.lockedAt}, updated_at = ${p.lockedAt}
     where pool_id = ${p.poolId} and id = ${p.bookingId}
    returning pool_id, id, reference, number_mode, virtual_number_id, second_number_id, status, ended_at,
      least(expires_at, ended_at + make_interval(secs => ${p.graceSeconds})) as callable_until
  ), ${emitEnded('select * from ended')}
  update route
     set callable_until = least(callable_until, ${p.lockedAt} + make_interval(secs => ${p.graceSeconds})),
         reuse_after = least(callable_until, ${p.lockedAt} + make_interval(secs => ${p.graceSeconds}))
           + make_interval(secs => ${p.cooldownSeconds})
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId}`,
);

/** An option of booking `booking` after the update. */
const updated = (p: Record<string, string>, option: keyof typeof BOOKING_OPTIONS): string => {
  const column = snakeCase(option);
  return `case when '${column}' = any(${p['changed']}) then ${p[option]} else ${column} end`;
};

/**
 * Updates the given end and options, and moves the times of the callable routes with those of the
 * booking. Routes of replaced parties are not callable, so they stay unchanged.
 */
export const UPDATE_BOOKING = statement(
  'update-booking',
  {
    ...BOOKING,
    expiresAt: 'timestamptz?',
    ttlSeconds: 'integer?',
    cooldownSeconds: 'integer',
    lockedAt: 'timestamptz',
    /** Columns of the given options; a given option may be null. */
    changed: 'text[]',
    ...BOOKING_OPTIONS,
  },
  (p) => `
  with changed as (
    update booking
       -- The functions ignore nulls: a booking may have no start and no last end.
       set expires_at = least(${updated(p, 'maxExpiresAt')}, coalesce(${p.expiresAt},
             greatest(${p.lockedAt}, ${updated(p, 'startsAt')})
               + make_interval(secs => ${p.ttlSeconds}), expires_at)),
           ${OPTION_COLUMNS.map(({ option, column }) => `${column} = ${updated(p, option)}`).join(`,
           `)},
           updated_at = ${p.lockedAt}
     where pool_id = ${p.poolId} and id = ${p.bookingId}
    returning starts_at, expires_at
  )
  update route
     set callable_from = changed.starts_at, callable_until = changed.expires_at,
         reuse_after = changed.expires_at + make_interval(secs => ${p.cooldownSeconds})
    from changed
   where route.pool_id = ${p.poolId} and route.booking_id = ${p.bookingId}
     and route.callable_until > ${p.lockedAt}`,
);

/** Returns a row if the booking is now recorded without the announcement that its pool requires. */
export const FIND_UNANNOUNCED_RECORDING = statement(
  'find-unannounced-recording',
  BOOKING,
  (p) => `
  select from booking b join pool p on p.id = b.pool_id
   where b.pool_id = ${p.poolId} and b.id = ${p.bookingId} and ${IS_UNANNOUNCED}`,
);

/**
 * Moves a booking in mode `shared` to a virtual number and emits the event. If it has the number already, only
 * updates `updated_at`.
 */
export const MOVE_BOOKING = statement(
  'move-booking',
  { ...BOOKING, virtualNumberId: 'integer', reason: 'text' },
  (p) => `
  with moved as materialized (
    select pool_id, id, reference, null as role, virtual_number_id as from_number_id,
           ${p.virtualNumberId} as to_number_id, ${p.reason} as reason
      from booking where pool_id = ${p.poolId} and id = ${p.bookingId}
  ), ${emitNumberChanged('select * from moved')}
  update booking set virtual_number_id = ${p.virtualNumberId}, updated_at = statement_timestamp()
   where pool_id = ${p.poolId} and id = ${p.bookingId}`,
);

/**
 * Gives a party of a booking in mode `per-party` a virtual number. From now on the party sees it as
 * the caller id of the other one, also in calls to earlier numbers, so that calling back works.
 */
export const MOVE_PARTY = statement(
  'move-party',
  { ...PARTY, virtualNumberId: 'integer', reason: 'text' },
  (p) => `
  with moved as materialized (
    select b.pool_id, b.id, b.reference, party.role, party.position,
           ${OWN_NUMBER} as from_number_id, ${p.virtualNumberId} as to_number_id,
           ${p.reason} as reason
      from booking b
      join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.role = ${p.role}
     where b.pool_id = ${p.poolId} and b.id = ${p.bookingId}
  ), ${emitNumberChanged('select * from moved')}, caller_ids as (
    update route set caller_id_number_id = ${p.virtualNumberId}
     where pool_id = ${p.poolId} and booking_id = ${p.bookingId} and callee_role = ${p.role}
  )
  update booking
     set virtual_number_id = case moved.position when 0 then ${p.virtualNumberId}
           else virtual_number_id end,
         second_number_id = case moved.position when 1 then ${p.virtualNumberId}
           else second_number_id end,
         updated_at = statement_timestamp()
    from moved
   where booking.pool_id = ${p.poolId} and booking.id = ${p.bookingId}`,
);
