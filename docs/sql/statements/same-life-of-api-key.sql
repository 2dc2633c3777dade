-- same-life-of-api-key
-- $1 id uuid

select (statement_timestamp() + (expires_at - created_at))::text as expires_at
    from api_key where id = $1::uuid
