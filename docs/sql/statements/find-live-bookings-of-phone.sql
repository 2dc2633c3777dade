-- find-live-bookings-of-phone
-- $1 indexes bytea[]

select distinct pool_id, booking_id as id from route
   where caller_index = any($1::bytea[]) and callable_until > statement_timestamp()
   order by booking_id
