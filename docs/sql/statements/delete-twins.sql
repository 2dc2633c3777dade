-- delete-twins
-- $1 after_booking_id uuid
-- $2 key_ids integer[]
-- $3 limit integer

with page as materialized (
    select booking_id from route
     where booking_id > $1::uuid order by booking_id limit $3::integer
  ), deleted as (
    delete from route
     where booking_id = any(array(select booking_id from page)) and get_byte(nullif(callee_ciphertext, ''), 0) = any($2::integer[])
    returning true
  )
  select booking_id as last, (select count(*)::integer from deleted) as deleted
    from page order by booking_id desc limit 1
