-- list-due-bookings
-- $1 pool_id uuid
-- $2 limit integer
-- $3 from timestamp
-- $4 except uuid[]

select id from booking
   where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC' and id <> all($4::uuid[])
   order by expires_at at time zone 'UTC'
   limit $2::integer
