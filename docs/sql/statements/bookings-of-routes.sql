-- bookings-of-routes
-- $1 after_booking_id uuid
-- $2 limit integer

select distinct booking_id
    from (select booking_id from route
           where booking_id > $1::uuid order by booking_id limit $2::integer) page
   order by booking_id
