/**
 * Statements that reopen a booking, in a transaction that has locked it (`lifecycle.sql.ts`). Its
 * routes are written by INSERT_ROUTES, whose primary key decides whether the booking can have its
 * virtual number back.
 */
import { statement } from '../../platform/database/index.js';
import { CAPACITY } from '../assignment/number-rule.sql.js';
import { emitNumberChanged, emitReopened } from '../model/booking-events.sql.js';
import { OWN_NUMBER } from '../model/booking.sql.js';

const BOOKING = { poolId: 'uuid', bookingId: 'uuid', lockedAt: 'timestamptz' } as const;

/**
 * Returns the end that the booking gets, and the capacities of its virtual numbers. Without a given end
 * it lives as long after now as after a use, or else as a new booking of the pool.
 */
export const READ_REOPENED_END = statement(
  'read-reopened-end',
  { ...BOOKING, expiresAt: 'timestamptz?', ttlSeconds: 'integer?', maxExpiresAt: 'timestamptz?' },
  (p) => `
  select ends.ends_at, ends.ends_at > ${p.lockedAt} as ends_later, ${CAPACITY} as capacity,
         (select ${CAPACITY} from virtual_number n where n.id = b.second_number_id) as second_capacity
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
    -- The functions ignore nulls: a booking may have no start and no last end.
    cross join lateral (select least(coalesce(${p.maxExpiresAt}, b.max_expires_at), coalesce(
      ${p.expiresAt}, greatest(${p.lockedAt}, b.starts_at) + make_interval(
        secs => coalesce(${p.ttlSeconds}, b.idle_ttl_seconds, p.booking_ttl_seconds)))) as ends_at) ends
   where b.pool_id = ${p.poolId} and b.id = ${p.bookingId}`,
);

/**
 * Makes the booking active on virtual numbers and emits the events. Routes on its former numbers
 * that are still callable end with the booking; all others stay as they are. In mode `per-party` the
 * callees see their new numbers.
 */
export const REOPEN_BOOKING = statement(
  'reopen-booking',
  {
    ...BOOKING,
    virtualNumberId: 'integer',
    secondNumberId: 'integer?',
    expiresAt: 'timestamptz',
    maxExpiresAt: 'timestamptz?',
    cooldownSeconds: 'integer',
  },
  (p) => `
  with reopened as (
    update booking
       set status = 'active', ended_at = null, expires_at = ${p.expiresAt},
           max_expires_at = coalesce(${p.maxExpiresAt}, max_expires_at),
           reopened_from_id = virtual_number_id, virtual_number_id = ${p.virtualNumberId},
           reopened_from_second_id = second_number_id, second_number_id = ${p.secondNumberId},
           updated_at = ${p.lockedAt}
     where pool_id = ${p.poolId} and id = ${p.bookingId}
    returning pool_id, id, reference, number_mode, virtual_number_id, second_number_id, expires_at,
      reopened_from_id, reopened_from_second_id
  ), ${emitReopened('select * from reopened')}, ${emitNumberChanged(`
    select b.pool_id, b.id, b.reference, null as role, b.reopened_from_id as from_number_id,
           b.virtual_number_id as to_number_id, 'reopened' as reason
      from reopened b
     where b.number_mode = 'shared'
    union all
    select b.pool_id, b.id, b.reference, party.role,
           case party.position when 0 then b.reopened_from_id else b.reopened_from_second_id end,
           ${OWN_NUMBER}, 'reopened'
      from reopened b
      join party on party.pool_id = b.pool_id and party.booking_id = b.id
     where b.number_mode = 'per-party'`)}
  update route
     set callable_until = b.expires_at,
         reuse_after = b.expires_at + make_interval(secs => ${p.cooldownSeconds}),
         caller_id_number_id = case when b.number_mode = 'per-party' then (
           select ${OWN_NUMBER} from party
            where party.pool_id = b.pool_id and party.booking_id = b.id
              and party.role = route.callee_role) end
    from reopened b
   where route.pool_id = b.pool_id and route.booking_id = b.id
     and route.callable_until > ${p.lockedAt}`,
);
