-- read-locked-version
-- $1 pool_id uuid
-- $2 booking_id uuid

select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
  n.msisdn as virtual_number, b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.call_recording, b.callers_allowed, b.announcement, b.metadata,
  coalesce(b.call_recording, p.call_recording) as is_recorded,
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
    join virtual_number n on n.id = b.virtual_number_id where b.pool_id = $1::uuid and b.id = $2::uuid
