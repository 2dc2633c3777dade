-- delete-these-old-unreadable_message
-- $1 kept_days integer
-- $2 ids text[]

with old as materialized (select ctid, encode(sha256(digest), 'hex') as id  from unreadable_message where last_received_at < now() - make_interval(days => $1::integer) and encode(sha256(digest), 'hex') = any($2::text[]))

  delete from unreadable_message where ctid = any(array(select ctid from old))
  returning true
