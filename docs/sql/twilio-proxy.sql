-- add-pool-to-facade-account
--   $1 id uuid
--   $2 pool_id uuid
update facade_account set pool_ids = array_append(pool_ids, $2::uuid)
   where id = $1::uuid and pool_ids is not null and not $2::uuid = any(pool_ids);

-- begin-generation-of-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
--   $3 generation integer
--   $4 role text
with forgotten as (
    delete from twilio_participant
     where session_id = $2::uuid and role = $4::text and pool_id = $1::uuid
  )
  update twilio_session set generation = $3::integer, updated_at = statement_timestamp()
   where id = $2::uuid and pool_id = $1::uuid and generation < $3::integer;

-- claim-reference-of-twilio-text
--   $1 session_id uuid
--   $2 role text
--   $3 digest bytea
--   $4 pool_id uuid
--   $5 reference text
with outdated as (
    delete from twilio_sent_text other
     where other.session_id = $1::uuid and other.role = $2::text
       and other.pool_id = $4::uuid and other.digest <> $3::bytea
       and other.sent_at < statement_timestamp() - interval '1 minute'
  )
  insert into twilio_sent_text as sent (session_id, role, digest, pool_id, reference, sent_at)
  values ($1::uuid, $2::text, $3::bytea, $4::uuid, $5::text,
          statement_timestamp())
  on conflict (session_id, role, digest, pool_id) do update
     set reference = case when sent.sent_at > excluded.sent_at - interval '1 minute'
                       then sent.reference else excluded.reference end,
         sent_at = case when sent.sent_at > excluded.sent_at - interval '1 minute'
                     then sent.sent_at else excluded.sent_at end
  returning reference;

-- close-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
update twilio_session
     set closed_at = coalesce(closed_at, statement_timestamp()), updated_at = statement_timestamp()
   where id = $2::uuid and pool_id = $1::uuid;

-- count-twilio-phone-numbers
--   $1 pool_id uuid
--   $2 reserved boolean
select count(*)::integer as numbers from virtual_number n
   where n.pool_id = $1::uuid and n.state in ('enabled', 'draining')
     and n.reserved = $2::boolean;

-- delete-interaction-of-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
--   $3 interaction_sid text
update twilio_session
     set deleted_interactions = array_append(deleted_interactions, $3::text)
   where id = $2::uuid and pool_id = $1::uuid
     and not $3::text = any(deleted_interactions);

-- delete-old-twilio_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from twilio_session where greatest(created_at, date_expiry, closed_at, reopened_at,
         created_at + make_interval(secs => ttl)) < now() - make_interval(days => $1::integer)
       and not exists (
         select from booking b
          where b.pool_id = twilio_session.pool_id
            and b.reference = 'KC' || replace(twilio_session.id::text, '-', '') ||
              case generation when 0 then '' else '.' || generation end
            and (b.status = 'active' or coalesce(b.ended_at, b.expires_at) >= now() - make_interval(days => $1::integer))) and not (id = any($3::uuid[])) order by created_at limit $2::integer)

  delete from twilio_session where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-twilio_session
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from twilio_session where greatest(created_at, date_expiry, closed_at, reopened_at,
         created_at + make_interval(secs => ttl)) < now() - make_interval(days => $1::integer)
       and not exists (
         select from booking b
          where b.pool_id = twilio_session.pool_id
            and b.reference = 'KC' || replace(twilio_session.id::text, '-', '') ||
              case generation when 0 then '' else '.' || generation end
            and (b.status = 'active' or coalesce(b.ended_at, b.expires_at) >= now() - make_interval(days => $1::integer))) and id = any($2::uuid[]))

  delete from twilio_session where ctid = any(array(select ctid from old))
  returning true;

-- delete-twilio-participant
--   $1 pool_id uuid
--   $2 session_id uuid
--   $3 role text
delete from twilio_participant
   where session_id = $2::uuid and role = $3::text and pool_id = $1::uuid;

-- delete-twilio-service
--   $1 pool_id uuid
--   $2 unique_name text
insert into twilio_service (pool_id, unique_name, deleted_at)
  select $1::uuid, $2::text, statement_timestamp()
   where not exists (
     select from virtual_number n
       join booking b on n.id in (b.virtual_number_id, b.second_number_id)
      where n.pool_id = $1::uuid and b.status = 'active'
        and b.expires_at > statement_timestamp())
  on conflict (pool_id) do update set deleted_at = excluded.deleted_at
  returning pool_id;

-- delete-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
delete from twilio_session where id = $2::uuid and pool_id = $1::uuid;

-- erase-twilio-session-name
--   $1 id uuid
--   $2 pool_id uuid
--   $3 name text
update twilio_session set unique_name = 'erased:' || id
   where id = $1::uuid and pool_id = $2::uuid and unique_name = $3::text;

-- find-facade-account
--   $1 id uuid
--   $2 visible_pools uuid[]
select a.*,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(a.pool_ids)) as pool_names from facade_account a where a.id = $1::uuid and ($2::uuid[] is null or a.pool_ids <@ $2::uuid[]);

-- find-live-facade-accounts
--   $1 secret_hashes bytea[]
select id, 'AC' || replace(id::text, '-', '') as prefix, secret_hash, scopes, pool_ids,
         null::integer as rate_limit_per_minute
    from facade_account
   where secret_hash = any($1::bytea[]) and revoked_at is null;

-- find-removed-twilio-participant
--   $1 pool_id uuid
--   $2 session_id uuid
--   $3 indexes bytea[]
select from twilio_session s
    join route r on r.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and r.pool_id = s.pool_id
      and r.caller_index = any($3::bytea[])
   where s.id = $2::uuid and s.pool_id = $1::uuid
     and not exists (
       select from party
        where party.booking_id = r.booking_id and party.pool_id = r.pool_id
          and party.role = r.caller_role)
   limit 1;

-- find-twilio-friendly-names-of-phone
--   $1 digits text
--   $2 separators text
select session_id, role, pool_id, friendly_name as name from twilio_participant
   where translate(friendly_name, $2::text, '') like '%' || $1::text || '%';

-- find-twilio-phone-number
--   $1 pool_id uuid
--   $2 msisdn text
select n.msisdn, n.country_code, n.reserved, n.can_voice, n.can_sms, n.created_at, n.updated_at,
         ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::integer as in_use
    from virtual_number n
   where n.state in ('enabled', 'draining') and n.pool_id = $1::uuid and n.msisdn = $2::text;

-- find-twilio-service
--   $1 pool_id uuid
--   $2 visible_pools uuid[]
select p.id as pool_id, s.account_id, p.avoid_last_number, coalesce(s.unique_name, p.name) as unique_name,
         coalesce(s.default_ttl, 0) as default_ttl, s.callback_url, s.intercept_callback_url,
         s.out_of_session_callback_url, coalesce(s.geo_match_level, 'country') as geo_match_level,
         s.chat_instance_sid, p.sms_sub_account_id is not null as has_texts, coalesce(s.created_at, p.created_at) as created_at,
         greatest(p.updated_at, s.updated_at) as updated_at
    from pool p
    left join twilio_service s on s.pool_id = p.id
   where s.deleted_at is null and p.id = $1::uuid and ($2::uuid[] is null or p.id = any($2::uuid[]));

-- find-twilio-service-by-name
--   $1 unique_name text
select named.pool_id from (
  select p.id as pool_id, s.account_id, p.avoid_last_number, coalesce(s.unique_name, p.name) as unique_name,
         coalesce(s.default_ttl, 0) as default_ttl, s.callback_url, s.intercept_callback_url,
         s.out_of_session_callback_url, coalesce(s.geo_match_level, 'country') as geo_match_level,
         s.chat_instance_sid, p.sms_sub_account_id is not null as has_texts, coalesce(s.created_at, p.created_at) as created_at,
         greatest(p.updated_at, s.updated_at) as updated_at
    from pool p
    left join twilio_service s on s.pool_id = p.id
   where s.deleted_at is null) named where unique_name = $1::text;

-- find-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
select s.id, s.pool_id, s.unique_name, s.generation, s.mode, s.ttl, s.date_expiry, s.created_at,
         s.deleted_interactions, array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id) as booking_ids, ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) as reference, b.id as booking_id, greatest(s.updated_at, b.updated_at) as updated_at,
         case when b.id is not null then (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) end as booking_status,
         least(calls.started_at, texts.first_at) as started_at,
         greatest(calls.last_at, texts.last_at) as last_interaction_at, closing.reason as closed_reason,
         case when closing.reason is not null
           then coalesce(b.ended_at, b.expires_at, s.closed_at, coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end))) end as ended_at,
         (select pool.sms_sub_account_id is not null from pool where pool.id = s.pool_id)
           as has_texts,
         case when closing.reason is not null then 'closed'
              when coalesce(calls.started_at, texts.first_at) is not null or s.reopened_at is not null then 'in-progress'
              else 'open' end as status
    from twilio_session s
    left join booking b on b.reference = ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) and b.pool_id = s.pool_id
    cross join lateral (
      select min(c.decided_at) as started_at, max(greatest(c.decided_at, c.ended_at)) as last_at
        from call_session c
       where c.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and c.decision = 'connect') calls
    cross join lateral (
  select min(m.received_at) as first_at,
         max(greatest(m.received_at, m.forwarded_at)) as last_at
    from message m
   where m.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and m.kind in ('text', 'system')
     and m.state <> 'refused' and m.reason is distinct from 'hook-refused') texts
    cross join lateral (
      select case when b.id is null and s.closed_at is not null then 'api'
                  when b.id is null and coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end)) <= statement_timestamp() then 'ttl'
                  when b.id is null then null
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) in ('completed', 'cancelled') then 'api'
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) = 'expired' then 'ttl' end as reason) closing where s.id = $2::uuid and s.pool_id = $1::uuid;

-- find-twilio-session-by-name
--   $1 pool_id uuid
--   $2 unique_name text
select s.id, s.pool_id, s.unique_name, s.generation, s.mode, s.ttl, s.date_expiry, s.created_at,
         s.deleted_interactions, array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id) as booking_ids, ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) as reference, b.id as booking_id, greatest(s.updated_at, b.updated_at) as updated_at,
         case when b.id is not null then (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) end as booking_status,
         least(calls.started_at, texts.first_at) as started_at,
         greatest(calls.last_at, texts.last_at) as last_interaction_at, closing.reason as closed_reason,
         case when closing.reason is not null
           then coalesce(b.ended_at, b.expires_at, s.closed_at, coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end))) end as ended_at,
         (select pool.sms_sub_account_id is not null from pool where pool.id = s.pool_id)
           as has_texts,
         case when closing.reason is not null then 'closed'
              when coalesce(calls.started_at, texts.first_at) is not null or s.reopened_at is not null then 'in-progress'
              else 'open' end as status
    from twilio_session s
    left join booking b on b.reference = ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) and b.pool_id = s.pool_id
    cross join lateral (
      select min(c.decided_at) as started_at, max(greatest(c.decided_at, c.ended_at)) as last_at
        from call_session c
       where c.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and c.decision = 'connect') calls
    cross join lateral (
  select min(m.received_at) as first_at,
         max(greatest(m.received_at, m.forwarded_at)) as last_at
    from message m
   where m.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and m.kind in ('text', 'system')
     and m.state <> 'refused' and m.reason is distinct from 'hook-refused') texts
    cross join lateral (
      select case when b.id is null and s.closed_at is not null then 'api'
                  when b.id is null and coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end)) <= statement_timestamp() then 'ttl'
                  when b.id is null then null
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) in ('completed', 'cancelled') then 'api'
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) = 'expired' then 'ttl' end as reason) closing where s.unique_name = $2::text and s.pool_id = $1::uuid;

-- find-twilio-session-names-of-phone
--   $1 digits text
--   $2 separators text
select id, pool_id, unique_name as name from twilio_session where translate(unique_name, $2::text, '') like '%' || $1::text || '%';

-- insert-facade-account
--   $1 id uuid
--   $2 name text
--   $3 token_ciphertext bytea
--   $4 secret_hash bytea
--   $5 scopes text[]
--   $6 pool_ids uuid[]
--   $7 sub_account_id text
--   $8 sms_sub_account_id text
--   $9 created_by text
insert into facade_account (id, name, token_ciphertext, secret_hash, scopes, pool_ids,
                              sub_account_id, sms_sub_account_id, created_by)
  values ($1::uuid, $2::text, $3::bytea, $4::bytea, $5::text[], $6::uuid[],
          $7::text, $8::text, $9::text);

-- insert-twilio-participant
--   $1 pool_id uuid
--   $2 session_id uuid
--   $3 role text
--   $4 friendly_name text
insert into twilio_participant (session_id, role, pool_id, friendly_name)
  values ($2::uuid, $3::text, $1::uuid, $4::text);

-- insert-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
--   $3 unique_name text
--   $4 mode text
--   $5 ttl integer
--   $6 date_expiry timestamptz
--   $7 participants.role text[]
--   $8 participants.friendly_name text[]
with written as (
    insert into twilio_session (id, pool_id, unique_name, mode, ttl, date_expiry)
    values ($2::uuid, $1::uuid, $3::text, $4::text, $5::integer, $6::timestamptz)
    on conflict (unique_name, pool_id) do nothing
    returning id, pool_id
  ), named as (
    insert into twilio_participant (session_id, role, pool_id, friendly_name)
    select written.id, participants.role, written.pool_id, participants.friendly_name
      from written cross join unnest($7::text[], $8::text[]) as participants (role, friendly_name)
  )
  select id from written;

-- list-facade-accounts
--   $1 limit integer
--   $2 visible_pools uuid[]
--   $3 before_id uuid
select a.*,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(a.pool_ids)) as pool_names from facade_account a
   where ($2::uuid[] is null or a.pool_ids <@ $2::uuid[]) and ($3::uuid is null or a.id < $3::uuid)
   order by a.id desc
   limit $1::integer;

-- list-old-twilio_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from twilio_session where greatest(created_at, date_expiry, closed_at, reopened_at,
         created_at + make_interval(secs => ttl)) < now() - make_interval(days => $1::integer)
       and not exists (
         select from booking b
          where b.pool_id = twilio_session.pool_id
            and b.reference = 'KC' || replace(twilio_session.id::text, '-', '') ||
              case generation when 0 then '' else '.' || generation end
            and (b.status = 'active' or coalesce(b.ended_at, b.expires_at) >= now() - make_interval(days => $1::integer))) and not (id = any($3::uuid[])) order by created_at limit $2::integer;

-- list-twilio-participants
--   $1 pool_id uuid
--   $2 session_id uuid
select one.role, one.friendly_name, one.created_at, b.id as booking_id, b.pool_id,
         party.number_ciphertext, own.msisdn as proxy_identifier,
         own.can_voice, own.can_sms
    from twilio_session s
    join booking b on b.reference = ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) and b.pool_id = s.pool_id
    join party on party.booking_id = b.id and party.pool_id = b.pool_id
    join twilio_participant one
      on one.session_id = s.id and one.pool_id = s.pool_id and one.role = party.role
    join virtual_number own on own.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
   where s.id = $2::uuid and s.pool_id = $1::uuid
   order by one.created_at desc, party.position desc;

-- list-twilio-phone-numbers
--   $1 pool_id uuid
--   $2 limit integer
--   $3 after text
select n.msisdn, n.country_code, n.reserved, n.can_voice, n.can_sms, n.created_at, n.updated_at,
         ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::integer as in_use
    from virtual_number n
   where n.state in ('enabled', 'draining') and n.pool_id = $1::uuid
     and ($3::text is null
       or n.id < (select id from virtual_number where msisdn = $3::text))
   order by n.id desc
   limit $2::integer;

-- list-twilio-phone-numbers-before
--   $1 pool_id uuid
--   $2 limit integer
--   $3 before text
select n.msisdn, n.country_code, n.reserved, n.can_voice, n.can_sms, n.created_at, n.updated_at,
         ((
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())
  + (
  select count(*) from booking taken
   where taken.second_number_id = n.id and taken.virtual_number_id <> n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()))::integer as in_use
    from virtual_number n
   where n.state in ('enabled', 'draining') and n.pool_id = $1::uuid
     and n.id > (select id from virtual_number where msisdn = $3::text)
   order by n.id
   limit $2::integer;

-- list-twilio-services
--   $1 limit integer
--   $2 visible_pools uuid[]
--   $3 after_id uuid
select p.id as pool_id, s.account_id, p.avoid_last_number, coalesce(s.unique_name, p.name) as unique_name,
         coalesce(s.default_ttl, 0) as default_ttl, s.callback_url, s.intercept_callback_url,
         s.out_of_session_callback_url, coalesce(s.geo_match_level, 'country') as geo_match_level,
         s.chat_instance_sid, p.sms_sub_account_id is not null as has_texts, coalesce(s.created_at, p.created_at) as created_at,
         greatest(p.updated_at, s.updated_at) as updated_at
    from pool p
    left join twilio_service s on s.pool_id = p.id
   where s.deleted_at is null and ($2::uuid[] is null or p.id = any($2::uuid[]))
     and ($3::uuid is null or p.id < $3::uuid)
   order by p.id desc
   limit $1::integer;

-- list-twilio-services-before
--   $1 limit integer
--   $2 visible_pools uuid[]
--   $3 before_id uuid
select p.id as pool_id, s.account_id, p.avoid_last_number, coalesce(s.unique_name, p.name) as unique_name,
         coalesce(s.default_ttl, 0) as default_ttl, s.callback_url, s.intercept_callback_url,
         s.out_of_session_callback_url, coalesce(s.geo_match_level, 'country') as geo_match_level,
         s.chat_instance_sid, p.sms_sub_account_id is not null as has_texts, coalesce(s.created_at, p.created_at) as created_at,
         greatest(p.updated_at, s.updated_at) as updated_at
    from pool p
    left join twilio_service s on s.pool_id = p.id
   where s.deleted_at is null and ($2::uuid[] is null or p.id = any($2::uuid[])) and p.id > $3::uuid
   order by p.id
   limit $1::integer;

-- list-twilio-sessions
--   $1 pool_id uuid
--   $2 limit integer
--   $3 after_id uuid
select s.id, s.pool_id, s.unique_name, s.generation, s.mode, s.ttl, s.date_expiry, s.created_at,
         s.deleted_interactions, array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id) as booking_ids, ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) as reference, b.id as booking_id, greatest(s.updated_at, b.updated_at) as updated_at,
         case when b.id is not null then (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) end as booking_status,
         least(calls.started_at, texts.first_at) as started_at,
         greatest(calls.last_at, texts.last_at) as last_interaction_at, closing.reason as closed_reason,
         case when closing.reason is not null
           then coalesce(b.ended_at, b.expires_at, s.closed_at, coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end))) end as ended_at,
         (select pool.sms_sub_account_id is not null from pool where pool.id = s.pool_id)
           as has_texts,
         case when closing.reason is not null then 'closed'
              when coalesce(calls.started_at, texts.first_at) is not null or s.reopened_at is not null then 'in-progress'
              else 'open' end as status
    from twilio_session s
    left join booking b on b.reference = ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) and b.pool_id = s.pool_id
    cross join lateral (
      select min(c.decided_at) as started_at, max(greatest(c.decided_at, c.ended_at)) as last_at
        from call_session c
       where c.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and c.decision = 'connect') calls
    cross join lateral (
  select min(m.received_at) as first_at,
         max(greatest(m.received_at, m.forwarded_at)) as last_at
    from message m
   where m.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and m.kind in ('text', 'system')
     and m.state <> 'refused' and m.reason is distinct from 'hook-refused') texts
    cross join lateral (
      select case when b.id is null and s.closed_at is not null then 'api'
                  when b.id is null and coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end)) <= statement_timestamp() then 'ttl'
                  when b.id is null then null
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) in ('completed', 'cancelled') then 'api'
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) = 'expired' then 'ttl' end as reason) closing
   where s.pool_id = $1::uuid and ($3::uuid is null or s.id < $3::uuid)
   order by s.id desc
   limit $2::integer;

-- list-twilio-sessions-before
--   $1 pool_id uuid
--   $2 limit integer
--   $3 before_id uuid
select s.id, s.pool_id, s.unique_name, s.generation, s.mode, s.ttl, s.date_expiry, s.created_at,
         s.deleted_interactions, array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id) as booking_ids, ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) as reference, b.id as booking_id, greatest(s.updated_at, b.updated_at) as updated_at,
         case when b.id is not null then (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) end as booking_status,
         least(calls.started_at, texts.first_at) as started_at,
         greatest(calls.last_at, texts.last_at) as last_interaction_at, closing.reason as closed_reason,
         case when closing.reason is not null
           then coalesce(b.ended_at, b.expires_at, s.closed_at, coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end))) end as ended_at,
         (select pool.sms_sub_account_id is not null from pool where pool.id = s.pool_id)
           as has_texts,
         case when closing.reason is not null then 'closed'
              when coalesce(calls.started_at, texts.first_at) is not null or s.reopened_at is not null then 'in-progress'
              else 'open' end as status
    from twilio_session s
    left join booking b on b.reference = ('KC' || replace(s.id::text, '-', '') || case s.generation when 0 then '' else '.' || s.generation end) and b.pool_id = s.pool_id
    cross join lateral (
      select min(c.decided_at) as started_at, max(greatest(c.decided_at, c.ended_at)) as last_at
        from call_session c
       where c.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and c.decision = 'connect') calls
    cross join lateral (
  select min(m.received_at) as first_at,
         max(greatest(m.received_at, m.forwarded_at)) as last_at
    from message m
   where m.booking_id = any(array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = 'KC' || replace(s.id::text, '-', '') || case one.generation when 0 then '' else '.' || one.generation end and of_session.pool_id = s.pool_id)) and m.kind in ('text', 'system')
     and m.state <> 'refused' and m.reason is distinct from 'hook-refused') texts
    cross join lateral (
      select case when b.id is null and s.closed_at is not null then 'api'
                  when b.id is null and coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then 7776000 else s.ttl end)) <= statement_timestamp() then 'ttl'
                  when b.id is null then null
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) in ('completed', 'cancelled') then 'api'
                  when (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  when b.status = 'active' and b.is_open then 'open' else b.status end) = 'expired' then 'ttl' end as reason) closing
   where s.pool_id = $1::uuid and s.id > $3::uuid
   order by s.id
   limit $2::integer;

-- reopen-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
update twilio_session
     set closed_at = null, reopened_at = statement_timestamp(), updated_at = statement_timestamp()
   where id = $2::uuid and pool_id = $1::uuid;

-- revoke-facade-account
--   $1 id uuid
update facade_account set revoked_at = coalesce(revoked_at, statement_timestamp())
   where id = $1::uuid;

-- rewrite-twilio-friendly-name
--   $1 session_id uuid
--   $2 role text
--   $3 pool_id uuid
--   $4 name text
update twilio_participant set friendly_name = $4::text
   where session_id = $1::uuid and role = $2::text and pool_id = $3::uuid;

-- save-twilio-service
--   $1 pool_id uuid
--   $2 account_id uuid
--   $3 unique_name text
--   $4 default_ttl integer
--   $5 callback_url text
--   $6 intercept_callback_url text
--   $7 out_of_session_callback_url text
--   $8 geo_match_level text
--   $9 chat_instance_sid text
insert into twilio_service (pool_id, account_id, unique_name, default_ttl, callback_url,
                              intercept_callback_url, out_of_session_callback_url,
                              geo_match_level, chat_instance_sid)
  values ($1::uuid, $2::uuid, $3::text, $4::integer, $5::text,
          $6::text, $7::text, $8::text,
          $9::text)
  on conflict (pool_id) do update
     set account_id = excluded.account_id, unique_name = excluded.unique_name,
         default_ttl = excluded.default_ttl, callback_url = excluded.callback_url,
         intercept_callback_url = excluded.intercept_callback_url,
         out_of_session_callback_url = excluded.out_of_session_callback_url,
         geo_match_level = excluded.geo_match_level,
         chat_instance_sid = excluded.chat_instance_sid, updated_at = statement_timestamp();

-- set-mode-of-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
--   $3 mode text
update twilio_session set mode = $3::text, updated_at = statement_timestamp()
   where id = $2::uuid and pool_id = $1::uuid;

-- set-times-of-twilio-session
--   $1 pool_id uuid
--   $2 id uuid
--   $3 ttl integer
--   $4 date_expiry timestamptz
update twilio_session
     set ttl = $3::integer, date_expiry = $4::timestamptz, updated_at = statement_timestamp()
   where id = $2::uuid and pool_id = $1::uuid;

-- touch-facade-account
--   $1 id uuid
update facade_account set last_used_at = statement_timestamp()
   where id = $1::uuid
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute');
