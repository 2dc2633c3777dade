-- lock-mentions-of-phone
-- $1 pool_id uuid
-- $2 ids uuid[]
-- $3 digits text
-- $4 separators text

with locked as materialized (
    select * from booking
     where pool_id = $1::uuid and id = any($2::uuid[])
     order by id
       for no key update
  )
  select id, reference, metadata, announcement from locked
   where translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), $4::text, '') like '%' || $3::text || '%'
