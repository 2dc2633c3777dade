-- take-number-news
-- $1 sub_account_id text
-- $2 as_of timestamptz
-- $3 numbers.msisdn text[]
-- $4 numbers.operational_status text[]
-- $5 numbers.country_code text[]
-- $6 numbers.reference_id text[]
-- $7 numbers.number_type text[]
-- $8 numbers.health jsonb[]
-- $9 numbers.updated_at timestamptz[]

with input as materialized (
    select msisdn, operational_status, country_code, reference_id, number_type, health,
           -- A date far ahead would make all later reports look old.
           least(coalesce(updated_at, $2::timestamptz), now() + interval '1 minute') as news_at
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::timestamptz[]) as numbers (msisdn, operational_status, country_code, reference_id, number_type, health, updated_at)
  ), locked as materialized (
    select n.id, n.operational_status as previous_status, input.operational_status,
           input.country_code, input.reference_id, input.number_type, input.health, input.news_at,
           n.news_at is null or n.news_at < input.news_at
             or (n.news_at = input.news_at and (input.operational_status is null
               or
  (coalesce(array_position(array['Active', '', 'Unhealthy', 'Expiring', 'Inactive'], input.operational_status),
            2), input.operational_status collate "C") >=
  (coalesce(array_position(array['Active', '', 'Unhealthy', 'Expiring', 'Inactive'], n.operational_status),
            2), n.operational_status collate "C")))
             as is_new
      from input
      join virtual_number n on n.msisdn = input.msisdn
      join pool p on p.id = n.pool_id and p.sub_account_id = $1::text
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = case when is_new
             then coalesce(locked.operational_status, n.operational_status)
             else n.operational_status end,
           country_code = case when is_new
             then coalesce(locked.country_code, n.country_code) else n.country_code end,
           reference_id = case when is_new
             then coalesce(locked.reference_id, n.reference_id) else n.reference_id end,
           number_type = case when is_new
             then coalesce(locked.number_type, n.number_type) else n.number_type end,
           health = case when is_new then coalesce(locked.health, n.health) else n.health end,
           news_at = case when is_new then locked.news_at else n.news_at end,
           synced_at = now(),
           updated_at = case when is_new and locked.previous_status is distinct from
               coalesce(locked.operational_status, n.operational_status)
             then now() else n.updated_at end
      from locked
     where n.id = locked.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status,
      locked.is_new
  ),
  status_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as position,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.previous_status) as payload
     from updated n
    where n.operational_status <> n.previous_status) source) event


    returning pool_id, id, type, booking_id, once_key
  ), status_event_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from status_event event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*) filter (where is_new)::integer as updated from updated
