import { statement } from '../../platform/database/index.js';
import { OPTION_COLUMNS } from './booking-options.js';

/** The status of booking `b`. One whose time is over has expired, also before a job has marked it. */
export const STATUS = `(case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end)`;

/**
 * What every reader of a booking `b` needs: `p` is its pool, `n` a row with its number's `msisdn`. The
 * revision differs after each change: each sets `updated_at` by a clock that it reads once it has locked
 * the row. It has all digits, of which JavaScript would keep only the milliseconds.
 */
export const BOOKING_COLUMNS = `
  b.id, b.pool_id, p.name as pool_name, b.reference, ${STATUS} as status,
  n.msisdn as virtual_number, b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  ${OPTION_COLUMNS.map(({ column }) => `b.${column}`).join(', ')},
  coalesce(b.call_recording, p.call_recording) as is_recorded`;

/** Columns of BookingRow. */
export const SELECT_BOOKING = `
  select ${BOOKING_COLUMNS},
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         (select json_agg(json_build_object(
             'role', party.role, 'ciphertext', encode(party.number_ciphertext, 'base64'),
             'pin', encode(party.pin_ciphertext, 'base64'),
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

/** Reads a booking. */
export const FIND_BOOKING = statement(
  'find-booking',
  { id: 'uuid' },
  (p) => `${SELECT_BOOKING} where b.id = ${p.id}`,
  { isRepeatable: true },
);
