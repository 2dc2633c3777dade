-- find-bookings-of-phone
-- $1 indexes bytea[]
-- $2 created_before timestamptz

with known as materialized (
    select pool_id, booking_id as id from party where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from party_alternate where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from route
     where caller_index = any($1::bytea[]) or callee_index = any($1::bytea[])
  )
  select pool_id, id from known join booking using (pool_id, id)
   where created_at < $2::timestamptz
   order by pool_id, id
