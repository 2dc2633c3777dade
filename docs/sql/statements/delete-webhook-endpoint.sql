-- delete-webhook-endpoint
-- $1 id uuid

delete from webhook_endpoint where id = $1::uuid returning id
