/** Statements of abuse reports. */
import { emitEvents, isoTime } from '../../events/index.js';
import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';

/**
 * The time until which reports keep a booking and its calls; null without reports.
 * @param booking SQL expressions
 */
export const heldUntil = ({ poolId, id }: { poolId: string; id: string }): string => `(
  select max(report.held_until) from abuse_report report
   where report.booking_id = ${id} and report.pool_id = ${poolId})`;

/** Condition: no report keeps the booking any longer. */
export const isNotHeld = (booking: { poolId: string; id: string }): string =>
  `coalesce(${heldUntil(booking)} <= now(), true)`;

/**
 * Stores a report of a party and emits `booking.reported`. Returns no row if the booking has no
 * such party. The event has no text, because subscribers may store events in clear.
 */
export const INSERT_REPORT = statement(
  'insert-abuse-report',
  {
    poolId: 'uuid',
    bookingId: 'uuid',
    id: 'uuid',
    reportedBy: 'text',
    textCiphertext: 'bytea',
    holdDays: 'integer',
  },
  (p) => `
  with reported as (
    insert into abuse_report (id, pool_id, booking_id, reported_by, text_ciphertext, held_until,
                              created_at)
    select ${p.id}, party.pool_id, party.booking_id, party.role, ${p.textCiphertext},
           statement_timestamp() + make_interval(days => ${p.holdDays}), statement_timestamp()
      from party
     where party.pool_id = ${p.poolId} and party.booking_id = ${p.bookingId}
       and party.role = ${p.reportedBy}
    returning *
  ), ${emitEvents(
    'reported_event',
    `select r.pool_id, 'booking.reported' as type, r.booking_id, 0 as position,
            jsonb_build_object('bookingId', r.booking_id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'reportId', r.id, 'reportedBy', r.reported_by,
              'heldUntil', ${isoTime('r.held_until')}) as payload
       from reported r
       join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
       join virtual_number n on n.id = b.virtual_number_id`,
  )}
  select * from reported`,
);

/** Lists the reports of a booking, newest first, before the given one. */
export const LIST_REPORTS = statement(
  'list-abuse-reports',
  { poolId: 'uuid', bookingId: 'uuid', beforeId: 'uuid?', limit: 'integer' },
  (p) => `
  select * from abuse_report
   where booking_id = ${p.bookingId} and pool_id = ${p.poolId}
     and (${p.beforeId} is null or id < ${p.beforeId})
   order by id desc
   limit ${p.limit}`,
  { isRepeatable: true },
);

/** Reads reports in the order of their ids, after the given one. */
export const PAGE_OF_REPORTS = statement(
  'page-of-abuse-reports',
  { afterId: 'uuid', limit: 'integer' },
  (p) => `
  select id, pool_id, text_ciphertext from abuse_report
   where id > ${p.afterId} order by id limit ${p.limit}`,
  { timeout: LONG_STATEMENT_MS },
);

/** Replaces the text of a report. */
export const REWRITE_REPORT = statement(
  'rewrite-abuse-report',
  { id: 'uuid', poolId: 'uuid', textCiphertext: 'bytea' },
  (p) => `
  update abuse_report set text_ciphertext = ${p.textCiphertext}
   where id = ${p.id} and pool_id = ${p.poolId}`,
);
