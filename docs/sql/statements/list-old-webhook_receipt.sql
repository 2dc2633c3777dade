-- list-old-webhook_receipt
-- $1 kept_days integer
-- $2 limit integer
-- $3 except text[]

select encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($3::text[])) order by received_at limit $2::integer
