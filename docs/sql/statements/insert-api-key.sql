-- insert-api-key
-- $1 id uuid
-- $2 name text
-- $3 prefix text
-- $4 secret_hash bytea
-- $5 scopes text[]
-- $6 pool_ids uuid[]
-- $7 rate_limit_per_minute integer
-- $8 expires_at timestamptz
-- $9 created_by text

insert into api_key (id, name, prefix, secret_hash, scopes, pool_ids, rate_limit_per_minute,
                       expires_at, created_by)
  select $1::uuid, $2::text, $3::text, $4::bytea, $5::text[], $6::uuid[],
         $7::integer, $8::timestamptz, $9::text
   where $8::timestamptz is null or $8::timestamptz > statement_timestamp()
  returning id
