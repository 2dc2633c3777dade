-- find-pool-of-events
-- $1 id uuid
-- $2 name text

select id, name from pool where id = $1::uuid or name = $2::text
