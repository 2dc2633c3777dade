-- list-dead-routes
-- $1 pool_id uuid
-- $2 limit integer
-- $3 from timestamp
-- $4 except uuid[]

select distinct booking_id as id
    from (select booking_id from route
           where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC' and booking_id <> all($4::uuid[])
           order by reuse_after at time zone 'UTC'
           limit $2::integer) dead
