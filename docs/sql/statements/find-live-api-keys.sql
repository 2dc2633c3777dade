-- find-live-api-keys
-- $1 secret_hashes bytea[]

select k.id, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from api_key k
   where k.secret_hash = any($1::bytea[]) and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > statement_timestamp())
