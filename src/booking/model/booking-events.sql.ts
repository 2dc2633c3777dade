/** CTEs that emit booking events from within the statement that makes the change. */
import { isoTime, emitEvents } from '../../events/index.js';
import { PARTIES_OF_EVENT } from './booking.sql.js';

/** The number that both parties of booking `b` dial; null in mode `per-party`. */
const SHARED_NUMBER = `case when b.number_mode = 'shared' then n.msisdn end`;

/** Why a booking got another number. */
export type MoveReason =
  'party-replaced' | 'party-joined' | 'rebalanced' | 'number-retired' | 'reopened';

/**
 * Emits `booking.created`.
 * @param source a query with pool_id, id, reference, virtual_number (E.164; null in mode
 *   `per-party`), parties (roles with their virtual numbers), expires_at
 */
export const emitCreated = (source: string): string =>
  emitEvents(
    'created_event',
    `select b.pool_id, 'booking.created' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', b.virtual_number, 'parties', b.parties,
              'expiresAt', ${isoTime('b.expires_at')}) as payload
       from (${source}) b`,
  );

/**
 * Emits `booking.completed` or `booking.cancelled`.
 * @param source a query with pool_id, id, reference, number_mode, virtual_number_id,
 *   second_number_id, status, ended_at, callable_until
 */
export const emitEnded = (source: string): string =>
  emitEvents(
    'ended_event',
    `select b.pool_id, 'booking.' || b.status as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', ${SHARED_NUMBER}, 'parties', ${PARTIES_OF_EVENT},
              'endedAt', ${isoTime('b.ended_at')},
              'callableUntil', ${isoTime('b.callable_until')}) as payload
       from (${source}) b
       join virtual_number n on n.id = b.virtual_number_id`,
  );

/**
 * Emits `booking.expired`, from a statement that marks active bookings as expired. A booking can be
 * marked only once until it is reopened, so the event is emitted only once.
 * @param source a query with pool_id, id, reference, number_mode, virtual_number_id,
 *   second_number_id, expires_at
 */
export const emitExpired = (source: string): string =>
  emitEvents(
    'expired_event',
    `select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', ${SHARED_NUMBER}, 'parties', ${PARTIES_OF_EVENT},
              'expiredAt', ${isoTime('b.expires_at')}) as payload
       from (${source}) b
       join virtual_number n on n.id = b.virtual_number_id`,
  );

/**
 * Emits `booking.reopened`.
 * @param source a query with pool_id, id, reference, number_mode, virtual_number_id,
 *   second_number_id, expires_at
 */
export const emitReopened = (source: string): string =>
  emitEvents(
    'reopened_event',
    `select b.pool_id, 'booking.reopened' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', ${SHARED_NUMBER}, 'parties', ${PARTIES_OF_EVENT},
              'expiresAt', ${isoTime('b.expires_at')}) as payload
       from (${source}) b
       join virtual_number n on n.id = b.virtual_number_id`,
  );

/**
 * Emits `booking.number_changed`, from a statement that moves bookings. MOVE_BOOKING and MOVE_PARTY
 * include it; a statement that moves several bookings at once must include it itself.
 * @param source a query with pool_id, id, reference, role (of the party whose number changes; null:
 *   both), from_number_id, to_number_id, reason (a MoveReason); a row whose two numbers are equal
 *   emits no event
 */
export const emitNumberChanged = (source: string): string =>
  emitEvents(
    'moved_event',
    `select b.pool_id, 'booking.number_changed' as type, b.id as booking_id, 1 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference, 'role', b.role,
              'virtualNumber', new.msisdn, 'previousVirtualNumber', old.msisdn,
              'reason', b.reason) as payload
       from (${source}) b
       join virtual_number new on new.id = b.to_number_id
       join virtual_number old on old.id = b.from_number_id
      where b.from_number_id <> b.to_number_id`,
  );
