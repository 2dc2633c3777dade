-- list-old-unreadable_message
-- $1 kept_days integer
-- $2 limit integer
-- $3 except text[]

select encode(sha256(digest), 'hex') as id from unreadable_message where last_received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(digest), 'hex') = any($3::text[])) order by last_received_at limit $2::integer
