/** A booking that nobody has marked yet, but whose time is over, has expired all the same. */
export const STATUS = `(case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end)`;

/**
 * Of a booking whose row this is: another one after each change, since each of them sets `updated_at` by a
 * clock that it reads once it holds the row. All of its digits: JavaScript keeps only milliseconds.
 */
export const revisionOf = (updatedAt: string): string => `extract(epoch from ${updatedAt})::text`;

/** Columns of BookingRow. */
export const SELECT_BOOKING = `
  select b.id, b.pool_id, p.name as pool_name, b.reference, ${STATUS} as status,
         n.msisdn as virtual_number, b.expires_at, b.ended_at,
         coalesce(b.call_recording, p.call_recording) as call_recording,
         b.metadata, b.callers_allowed, b.announcement, b.created_at, b.updated_at,
         ${revisionOf('b.updated_at')} as revision,
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
