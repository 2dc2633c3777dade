-- renew-lease
-- $1 name text
-- $2 fence bigint
-- $3 lease_seconds integer

update job set lease_until = now() + make_interval(secs => $3::integer)
   where name = $1::text and fence = $2::bigint and holder is not null
  returning name
