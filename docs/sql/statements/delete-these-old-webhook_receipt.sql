-- delete-these-old-webhook_receipt
-- $1 kept_days integer
-- $2 ids text[]

with old as materialized (select ctid, encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id  from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($2::text[]))

  delete from webhook_receipt where ctid = any(array(select ctid from old))
  returning true
