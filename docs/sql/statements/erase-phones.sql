-- erase-phones
-- $1 pool_id uuid
-- $2 ids uuid[]
-- $3 indexes bytea[]

with owner as materialized (
    select booking_id, role from party
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
    union
    select booking_id, role from party_alternate
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
  ), pins as (
    delete from party_pin p using owner
     where p.pool_id = $1::uuid and p.booking_id = owner.booking_id and p.role = owner.role
  ), alternates as (
    delete from party_alternate
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
  )
  update party p
     set pin_ciphertext = null,
         number_ciphertext = case when number_index = any($3::bytea[]) then null
           else number_ciphertext end,
         number_index = case when number_index = any($3::bytea[]) then null else number_index end
    from owner
   where p.pool_id = $1::uuid and p.booking_id = owner.booking_id and p.role = owner.role
