-- rewrite-reference-of-event
-- $1 pool_id uuid
-- $2 id uuid
-- $3 reference text

update outbox_event set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text))
   where pool_id = $1::uuid and id = $2::uuid
