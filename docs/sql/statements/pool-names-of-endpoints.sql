-- pool-names-of-endpoints
-- $1 ids uuid[]

select id, name from pool where id = any($1::uuid[])
