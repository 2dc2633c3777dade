-- find-hourly-event
-- $1 pool_id uuid
-- $2 type text

select from outbox_event
   where once_key = $2::text || ':' || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24') and pool_id = $1::uuid
