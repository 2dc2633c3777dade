-- delete-these-old-booking
-- $1 kept_days integer
-- $2 ids uuid[]

with old as materialized (select ctid, id as id  from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now()) and id = any($2::uuid[]))

  delete from booking where ctid = any(array(select ctid from old))
  returning true
