-- lock-booking
-- $1 pool_id uuid
-- $2 id uuid

select from booking where pool_id = $1::uuid and id = $2::uuid for no key update
