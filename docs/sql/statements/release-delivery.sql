-- release-delivery
-- $1 event_id uuid
-- $2 endpoint_id uuid
-- $3 pool_id uuid
-- $4 claim uuid

update webhook_delivery set claim = null, claimed_until = null where event_id = $1::uuid and endpoint_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
