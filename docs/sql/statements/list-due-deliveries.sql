-- list-due-deliveries
-- $1 except text[]
-- $2 limit integer

select (d.event_id::text || '/' || d.endpoint_id::text) as item
    from webhook_endpoint w
    cross join lateral (
      select * from webhook_delivery
       where endpoint_id = w.id and status = 'pending' and due_at <= statement_timestamp()
         and (claimed_until is null or claimed_until <= statement_timestamp())
         and (webhook_delivery.event_id::text || '/' || webhook_delivery.endpoint_id::text) <> all($1::text[])
       order by due_at, event_id
       limit $2::integer) d
   where w.state = 'enabled'
   order by d.due_at, d.event_id
   limit $2::integer
