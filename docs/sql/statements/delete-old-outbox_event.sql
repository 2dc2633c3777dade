-- delete-old-outbox_event
-- $1 kept_days integer
-- $2 limit integer
-- $3 except uuid[]

with old as materialized (select ctid, id as id  from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and not (id = any($3::uuid[])) order by id limit $2::integer)

  delete from outbox_event where ctid = any(array(select ctid from old))
  returning true
