-- delete-other-dead-routes
-- $1 pool_id uuid
-- $2 limit integer
-- $3 from timestamp
-- $4 except uuid[]

with deleted as (
    delete from route r
     where ctid = any(array(
             select ctid from route
              where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC' and booking_id <> all($4::uuid[])
              order by reuse_after at time zone 'UTC'
              limit $2::integer
                for update skip locked))
       and r.pool_id = $1::uuid and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar: for an EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted
