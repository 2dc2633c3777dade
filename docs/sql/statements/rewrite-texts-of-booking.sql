-- rewrite-texts-of-booking
-- $1 pool_id uuid
-- $2 id uuid
-- $3 reference text
-- $4 metadata jsonb
-- $5 announcement jsonb

update booking
     set reference = $3::text, metadata = $4::jsonb, announcement = $5::jsonb
   where pool_id = $1::uuid and id = $2::uuid
