-- revoke-api-key
-- $1 id uuid

update api_key set revoked_at = coalesce(revoked_at, statement_timestamp()) where id = $1::uuid
