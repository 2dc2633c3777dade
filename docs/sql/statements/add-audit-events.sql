-- add-audit-events
-- $1 events.key_id uuid[]
-- $2 events.actor text[]
-- $3 events.action text[]
-- $4 events.object_type text[]
-- $5 events.object_id text[]
-- $6 events.outcome text[]
-- $7 events.code text[]
-- $8 events.ip inet[]
-- $9 events.details jsonb[]

insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::inet[], $9::jsonb[]) as events (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
