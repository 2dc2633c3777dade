-- drop-pending-deliveries
-- $1 endpoint_id uuid
-- $2 limit integer

delete from webhook_delivery
   where ctid = any(array(
     select ctid from webhook_delivery
      where endpoint_id = $1::uuid and status = 'pending' limit $2::integer))
  returning true
