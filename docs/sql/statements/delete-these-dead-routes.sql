-- delete-these-dead-routes
-- $1 booking_ids uuid[]

with deleted as (
    delete from route r
     where r.booking_id = any($1::uuid[]) and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar: for an EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted
