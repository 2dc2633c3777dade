-- find-references-of-phone
-- $1 digits text
-- $2 separators text

select pool_id, id, booking_id, payload ->> 'reference' as reference from outbox_event
   where translate(payload ->> 'reference', $2::text, '') like '%' || $1::text || '%'
