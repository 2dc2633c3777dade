-- delete-old-audit_event
-- $1 kept_days integer
-- $2 limit integer
-- $3 except bigint[]

with old as materialized (select ctid, id as id  from audit_event where occurred_at < now() - make_interval(days => $1::integer) and not (id = any($3::bigint[])) order by occurred_at limit $2::integer)

  delete from audit_event where ctid = any(array(select ctid from old))
  returning true
