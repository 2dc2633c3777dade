-- rewrite-references-of-events
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 reference text

update outbox_event
     set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text), false)
   where pool_id = $1::uuid and booking_id = $2::uuid
