-- find-mentions-of-phone
-- $1 digits text
-- $2 separators text

select pool_id, id from booking
   where translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), $2::text, '') like '%' || $1::text || '%'
   order by 1, 2
