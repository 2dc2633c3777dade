-- delete-pin-guards-of-phone
-- $1 indexes bytea[]

with locked as materialized (
    select ctid from pin_guard where caller_index = any($1::bytea[])
     order by virtual_number_id desc
       for update
  )
  delete from pin_guard
   where ctid = any(array(select ctid from locked)) and caller_index = any($1::bytea[])
