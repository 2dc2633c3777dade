-- delete-old-dead_letter
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(digest), 'hex') as id  from dead_letter where last_received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(digest), 'hex') = any($3::text[])) order by last_received_at limit $2::integer)

  delete from dead_letter where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-webhook_receipt
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id  from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($3::text[])) order by received_at limit $2::integer)

  delete from webhook_receipt where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-dead_letter
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(digest), 'hex') as id  from dead_letter where last_received_at < now() - make_interval(days => $1::integer) and encode(sha256(digest), 'hex') = any($2::text[]))

  delete from dead_letter where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-webhook_receipt
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id  from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($2::text[]))

  delete from webhook_receipt where ctid = any(array(select ctid from old))
  returning true;

-- keep-dead-letter
--   $1 digest bytea
--   $2 type text
--   $3 reason text
--   $4 content_ciphertext bytea
insert into dead_letter (digest, type, reason, content_ciphertext)
  values ($1::bytea, $2::text, $3::text, $4::bytea)
  on conflict (digest) do update set
    times = dead_letter.times + 1, last_received_at = now();

-- list-dead-letters
--   $1 limit integer
--   $2 before_time timestamptz
--   $3 before_digest text
select *, last_received_at::text || '|' || encode(digest, 'hex') as position
    from dead_letter
   where $2::timestamptz is null
      or (last_received_at, digest) < ($2::timestamptz, decode($3::text, 'hex'))
   order by last_received_at desc, digest desc
   limit $1::integer;

-- list-old-dead_letter
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(digest), 'hex') as id from dead_letter where last_received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(digest), 'hex') = any($3::text[])) order by last_received_at limit $2::integer;

-- list-old-webhook_receipt
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($3::text[])) order by received_at limit $2::integer;
