-- succeed-api-key
-- $1 id uuid
-- $2 successor_id uuid
-- $3 overlap_seconds integer

update api_key
     set successor_id = $2::uuid,
         expires_at = least(expires_at,
           statement_timestamp() + make_interval(secs => $3::integer))
   where id = $1::uuid
