-- delete-dead-pins
-- $1 booking_ids uuid[]

delete from party_pin p
   where p.booking_id = any($1::uuid[])
     and not exists (
       select from route r where r.booking_id = p.booking_id and r.pool_id = p.pool_id)
  returning true
