-- oldest-undelivered

select extract(epoch from statement_timestamp() - min(d.created_at))::float8 as age
    from webhook_endpoint w
    cross join lateral (
      select created_at from webhook_delivery
       where endpoint_id = w.id and status = 'pending'
       order by due_at
       limit 10000) d
   where w.state = 'enabled'
