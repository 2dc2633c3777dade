-- list-old-audit_event
-- $1 kept_days integer
-- $2 limit integer
-- $3 except bigint[]

select id as id from audit_event where occurred_at < now() - make_interval(days => $1::integer) and not (id = any($3::bigint[])) order by occurred_at limit $2::integer
