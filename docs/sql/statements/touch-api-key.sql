-- touch-api-key
-- $1 id uuid

update api_key set last_used_at = statement_timestamp()
   where id = $1::uuid
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute')
