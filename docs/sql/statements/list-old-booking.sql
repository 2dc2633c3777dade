-- list-old-booking
-- $1 kept_days integer
-- $2 limit integer
-- $3 except uuid[]

select id as id from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now()) and not (id = any($3::uuid[])) order by ended_at at time zone 'UTC' limit $2::integer
