-- find-deliveries
-- $1 event_id uuid

select * from webhook_delivery where event_id = $1::uuid order by endpoint_id
