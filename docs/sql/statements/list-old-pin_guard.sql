-- list-old-pin_guard
-- $1 kept_days integer
-- $2 limit integer
-- $3 except text[]

select encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id from pin_guard where since < now() - make_interval(days => $1::integer) and not (encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($3::text[])) order by since limit $2::integer
