-- lock-pool
-- $1 pool_id uuid

select from pool where id = $1::uuid for no key update
