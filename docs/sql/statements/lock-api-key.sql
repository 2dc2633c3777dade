-- lock-api-key
-- $1 id uuid
-- $2 visible_pools uuid[]

select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) for update of k
