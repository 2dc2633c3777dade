-- forget-content-of-bookings
-- $1 pool_id uuid
-- $2 ids uuid[]

update booking set content_digest = null, updated_at = statement_timestamp()
   where pool_id = $1::uuid and id = any($2::uuid[])
