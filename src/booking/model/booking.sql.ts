import { statement } from '../../platform/database/index.js';
import { OPTION_COLUMNS } from './booking-options.js';

/**
 * The status of booking `b`. A booking past its end counts as expired even before the expiry job
 * marks it. An active one is open until both parties have joined.
 */
export const STATUS = `(case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end)`;

/**
 * The id of the virtual number that `party` of booking `b` dials. The other party sees its own one,
 * which a route names.
 */
export const OWN_NUMBER = `(case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)`;

/** The parties of booking `b` with their virtual numbers, for events. */
export const PARTIES_OF_EVENT = `(
  select jsonb_agg(jsonb_build_object('role', party.role, 'virtualNumber', own.msisdn)
                   order by party.position)
    from party join virtual_number own on own.id = ${OWN_NUMBER}
   where party.pool_id = b.pool_id and party.booking_id = b.id)`;

/** Whether booking `b` in pool `p` would be recorded without the announcement that it needs. */
export const IS_UNANNOUNCED = `(p.recording_requires_announcement
  and coalesce(b.call_recording, p.call_recording)
  and b.announcement is null and not p.messages ? 'announcement')`;

/**
 * Whether calls of booking `b` in pool `p` are recorded. False if they would be recorded without an
 * announcement: a change of the pool may have overtaken the check of the booking.
 */
export const IS_RECORDED = `(coalesce(b.call_recording, p.call_recording, false)
  and not ${IS_UNANNOUNCED})`;

/**
 * The columns that every reader of a booking `b` needs; `p` is its pool, and `n` a row with the
 * `msisdn` of its first virtual number. The revision differs after each change, because each change sets
 * `updated_at` from a clock that it reads after locking the row. It is text with all digits, since
 * a JavaScript Date keeps only milliseconds.
 */
export const BOOKING_COLUMNS = `
  b.id, b.pool_id, p.name as pool_name, b.reference, ${STATUS} as status,
  b.number_mode, n.msisdn as first_number,
  (select msisdn from virtual_number second where second.id = b.second_number_id) as second_number,
  b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  ${OPTION_COLUMNS.map(({ column }) => `b.${column}`).join(', ')},
  ${IS_RECORDED} as is_recorded`;

/** Selects the columns of `BookingRow`. */
export const SELECT_BOOKING = `
  select ${BOOKING_COLUMNS},
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         (select json_agg(json_build_object(
             'role', party.role, 'ciphertext', encode(party.number_ciphertext, 'base64'),
             'pin', encode(party.pin_ciphertext, 'base64'), 'language', party.language,
             'alternates', (
               select coalesce(json_agg(json_build_object('position', a.position,
                                  'ciphertext', encode(a.number_ciphertext, 'base64'))
                                order by a.position), '[]')
                 from party_alternate a
                where a.pool_id = party.pool_id and a.booking_id = party.booking_id
                  and a.role = party.role)) order by party.position)
            from party where party.pool_id = b.pool_id and party.booking_id = b.id) as parties
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id`;

export const FIND_BOOKING = statement(
  'find-booking',
  { id: 'uuid' },
  (p) => `${SELECT_BOOKING} where b.id = ${p.id}`,
  { isRepeatable: true },
);
