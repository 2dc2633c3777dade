-- keep-unreadable-message
-- $1 digest bytea
-- $2 type text
-- $3 reason text
-- $4 content_ciphertext bytea

insert into unreadable_message (digest, type, reason, content_ciphertext)
  values ($1::bytea, $2::text, $3::text, $4::bytea)
  on conflict (digest) do update set
    times = unreadable_message.times + 1, last_received_at = now()
