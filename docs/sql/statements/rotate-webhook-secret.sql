-- rotate-webhook-secret
-- $1 id uuid
-- $2 secret_ciphertext bytea
-- $3 overlap_seconds float8

update webhook_endpoint
     set previous_secret_ciphertext = secret_ciphertext,
         secret_ciphertext = $2::bytea,
         previous_secret_until = statement_timestamp() + make_interval(secs => $3::float8),
         updated_at = statement_timestamp()
   where id = $1::uuid
