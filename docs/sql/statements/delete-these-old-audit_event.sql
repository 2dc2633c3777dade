-- delete-these-old-audit_event
-- $1 kept_days integer
-- $2 ids bigint[]

with old as materialized (select ctid, id as id  from audit_event where occurred_at < now() - make_interval(days => $1::integer) and id = any($2::bigint[]))

  delete from audit_event where ctid = any(array(select ctid from old))
  returning true
