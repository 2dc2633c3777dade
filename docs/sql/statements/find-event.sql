-- find-event
-- $1 id uuid

select e.id, e.type, e.occurred_at, p.name as pool_name, e.payload
    from outbox_event e
    join pool p on p.id = e.pool_id where e.id = $1::uuid
