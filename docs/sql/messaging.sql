-- add-missed-call-texts
--   $1 calls.pool_id uuid[]
--   $2 calls.session_id text[]
--   $3 calls.message_id uuid[]
with missed as materialized (
    select s.pool_id, s.session_id, calls.message_id, s.booking_id, s.virtual_number,
           r.virtual_number_id, r.caller_role, r.caller_index, r.callee_role, r.callee_index,
           shown.id as shown_id, shown.msisdn as source, p.missed_call_text_minutes
      from unnest($1::uuid[], $2::text[], $3::uuid[]) as calls (pool_id, session_id, message_id)
      -- The limits make the planner use the whole keys, also in a plan that was made while the tables
      -- were empty.
      cross join lateral (
        select * from call_session
         where call_session.session_id = calls.session_id and call_session.pool_id = calls.pool_id
         limit 1) s
      join pool p on p.id = s.pool_id
      cross join lateral (
        select * from booking
         where booking.id = s.booking_id and booking.pool_id = s.pool_id
         limit 1) b
      join lateral (
        -- By its roles: a caller with a PIN has no route of its own.
        select * from route
         where route.booking_id = s.booking_id and route.pool_id = s.pool_id
           and route.caller_role = s.caller_role and route.callee_role = s.callee_role
           and route.callable_until > statement_timestamp()
         order by route.caller_index <> coalesce(s.caller_index, ''), route.caller_index
         limit 1) r on true
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
     where s.decision = 'connect' and s.created_at > statement_timestamp() - interval '1 hour'
       and
  coalesce((select p.sms_sub_account_id is not null and (p.messages ? 'missedCallText'
                     or jsonb_path_exists(p.languages, '$[*].messages.missedCallText'))
              from pool p where p.id = s.pool_id), false)
       and shown.can_sms and shown.state <> 'disabled' and not not ('sms' = any(coalesce(b.channels, p.channels)))
       and not
  coalesce((select o.is_active from opt_out o
             where o.person_index = r.callee_index and o.virtual_number_id = shown.id
             limit 1), false)
       and not
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false)
       and not exists (
         select from message known
          where known.call_session_id = s.session_id and known.pool_id = s.pool_id)
  ), due as materialized (
    select distinct on (callee_index, shown_id, pool_id) * from missed
     order by callee_index, shown_id, pool_id, session_id
  ), guard as (
    insert into missed_call_guard (pool_id, virtual_number_id, person_index, texted_at)
    select pool_id, shown_id, callee_index, statement_timestamp() from due
     order by callee_index, shown_id, pool_id
    on conflict (person_index, virtual_number_id, pool_id) do update
       set texted_at = excluded.texted_at
     where missed_call_guard.texted_at <= excluded.texted_at - make_interval(mins => (
       select missed_call_text_minutes from pool where pool.id = excluded.pool_id))
    returning pool_id, virtual_number_id, person_index
  )
  insert into message (pool_id, id, kind, call_session_id, booking_id, virtual_number,
                       virtual_number_id, source, sender_role, receiver_role, sender_index,
                       receiver_index, length, state, queued_at, due_at)
  select due.pool_id, due.message_id, 'missed-call', due.session_id, due.booking_id,
         due.virtual_number, due.virtual_number_id, due.source, due.caller_role, due.callee_role,
         due.caller_index, due.callee_index, 0, 'forwarding', statement_timestamp(),
         statement_timestamp()
    from due
    join guard on guard.person_index = due.callee_index and guard.pool_id = due.pool_id
      and guard.virtual_number_id = due.shown_id
  on conflict do nothing
  returning id;

-- add-reply
--   $1 pool_id uuid
--   $2 id uuid
--   $3 virtual_number_id integer
--   $4 source text
--   $5 booking_id uuid
--   $6 person_index bytea
--   $7 receiver_ciphertext bytea
--   $8 text_ciphertext bytea
--   $9 length integer
with guard as (
    insert into message_reply_guard (pool_id, virtual_number_id, person_index, replied_at)
    select $1::uuid, $3::integer, $6::bytea, statement_timestamp()
     where not exists (select from virtual_number where msisdn_index = $6::bytea)
    on conflict (person_index, virtual_number_id, pool_id) do update
       set replied_at = excluded.replied_at
     where message_reply_guard.replied_at <= excluded.replied_at - interval '24 hours'
    returning pool_id
  )
  insert into message (pool_id, id, kind, booking_id, virtual_number, virtual_number_id, source,
                       receiver_index, receiver_ciphertext, text_ciphertext, length, state,
                       queued_at, due_at)
  select guard.pool_id, $2::uuid, 'reply', $5::uuid, $4::text, $3::integer,
         $4::text, $6::bytea, $7::bytea, $8::bytea, $9::integer,
         'forwarding', statement_timestamp(), statement_timestamp()
    from guard
  returning id;

-- add-system-text
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 party_ciphertext bytea
--   $5 id uuid
--   $6 reference text
--   $7 content_ciphertext bytea
--   $8 receiver_ciphertext bytea
--   $9 text_ciphertext bytea
--   $10 length integer
with decided as materialized (
    select b.id as booking_id, b.pool_id, party.role, party.number_index, shown.id as shown_id,
           shown.msisdn, nullif(p.message_retention_hours, 0) as kept_hours,
           case when p.sms_sub_account_id is null or not shown.can_sms or shown.state = 'disabled' then 'channel-off'
             when not ('sms' = any(coalesce(b.channels, p.channels))) then 'channel-off'
             when r.booking_id is distinct from b.id or r.callable_until <= statement_timestamp() then 'booking-ended'
             when
  coalesce((select true from block k
             where k.blocked_index = r.callee_index
               and k.blocked_from_index = any(array[r.caller_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false) then 'blocked'
             when
  coalesce((select o.is_active from opt_out o
             where o.person_index = party.number_index and o.virtual_number_id = shown.id
             limit 1), false) then 'opted-out'
             end as reason
      from booking b
      join pool p on p.id = b.pool_id
      join party on party.pool_id = b.pool_id and party.booking_id = b.id
        and party.role = $3::text and party.number_ciphertext = $4::bytea
      join virtual_number shown on shown.id = (case when b.number_mode = 'shared' or party.position = 0
  then b.virtual_number_id else b.second_number_id end)
      left join lateral (
        -- The limit makes the planner use the whole key.
        select * from route
         where route.caller_index = party.number_index and route.virtual_number_id = shown.id
           and route.pool_id = b.pool_id
         limit 1) r on true
     where b.id = $2::uuid and b.pool_id = $1::uuid
  ), added as (
    insert into message (pool_id, id, kind, reference, content_ciphertext, booking_id,
                         virtual_number, virtual_number_id, source, receiver_role, receiver_index,
                         receiver_ciphertext, text_ciphertext, text_kept_until, length, state,
                         queued_at, due_at)
    select pool_id, $5::uuid, 'system', $6::text, $7::bytea, booking_id, msisdn,
           shown_id, msisdn, role, number_index, $8::bytea, $9::bytea,
           statement_timestamp() + make_interval(hours => kept_hours), $10::integer, 'forwarding', statement_timestamp(),
           statement_timestamp()
      from decided where reason is null
    on conflict do nothing
    returning id
  )
  select decided.reason, (select id from added) as id from decided;

-- claim-carrier-erasure
update carrier_erasure e
     set due_at = statement_timestamp() + interval '10 minutes',
         attempts = least(e.attempts + 1, 10000)
    from (select umid, pool_id from carrier_erasure
           where due_at <= statement_timestamp()
           order by due_at, umid limit 1
             for update skip locked) next
   where e.umid = next.umid and e.pool_id = next.pool_id
  returning e.umid, e.pool_id, e.sub_account_id, e.attempts;

-- claim-texts
--   $1 claim uuid
--   $2 limit integer
--   $3 lease_seconds float8
--   $4 except uuid[]
--   $5 only uuid[]
with due as materialized (
    select m.id, m.pool_id
      from message m
     where m.state = 'forwarding' and m.due_at <= statement_timestamp()
       and m.id <> all($4::uuid[]) and ($5::uuid[] is null or m.id = any($5::uuid[])) and not exists (
  select from message earlier
   where earlier.receiver_index = m.receiver_index and earlier.pool_id = m.pool_id
     and earlier.state in ('forwarding', 'sending') and earlier.id <> all($4::uuid[])
     and (earlier.queued_at, earlier.position, earlier.id) < (m.queued_at, m.position, m.id))
     order by m.due_at
     limit $2::integer
       for update of m skip locked
  ), claimed as (
    update message m
       set state = 'sending', claim = $1::uuid, attempts = least(m.attempts + 1, 10000),
           claimed_until = statement_timestamp() + make_interval(secs => $3::float8)
      from due
     where m.id = due.id and m.pool_id = due.pool_id
    returning m.*
  )
  select m.id, m.pool_id, m.kind, m.claim, m.attempts, m.pieces, m.source, m.sender_role,
         m.sender_index, m.receiver_role, m.text_ciphertext, m.receiver_ciphertext, m.virtual_number_id,
         m.booking_id, m.received_at + interval '4 hours' as expires_at,
         m.virtual_number, p.sms_sub_account_id, p.message_role_prefix,
         p.decision_hook is not null as has_hook,
         p.message_delivery = 'at-least-once' as is_repeatable,
         p.message_redaction = 'phone-numbers' as is_redacting,
         r.caller_role, r.caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         case
  when p.sms_sub_account_id is null then 'channel-off'
  when m.received_at <= statement_timestamp() - interval '4 hours' then 'expired'
  when
  coalesce((select o.is_active from opt_out o
             where o.person_index = m.receiver_index and o.virtual_number_id = shown.id
             limit 1), false) then 'opted-out'
  when m.kind = 'reply' then null
  when r.booking_id is distinct from m.booking_id
    or r.callable_until <= statement_timestamp() then 'booking-ended'
  when m.kind <> 'system' and r.callee_index is distinct from m.receiver_index
    then 'party-changed'
  when
  coalesce((select true from block k
             where k.blocked_index = case m.kind when 'system' then r.callee_index else r.caller_index end
               and k.blocked_from_index = any(array[case m.kind when 'system' then r.caller_index else r.callee_index end, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > statement_timestamp())
             limit 1), false) then 'blocked' end as obstacle
    from claimed m
    join pool p on p.id = m.pool_id
    left join virtual_number shown on shown.msisdn = m.source
    left join lateral (
      -- From the sender to the receiver; for a text of the company that by which the receiver calls.
      -- The limit makes the planner use the whole key.
      select * from route
       where route.caller_index
               = case m.kind when 'system' then m.receiver_index else m.sender_index end
         and route.virtual_number_id = m.virtual_number_id and route.pool_id = m.pool_id
         and m.kind <> 'reply'
       limit 1) r on true;

-- count-carrier-erasures
select count(*)::integer as waiting,
         count(*) filter (where attempts > 0)::integer as tried,
         min(created_at) as "oldestAt", min(due_at) as "nextAt"
    from carrier_erasure;

-- decide-texts
--   $1 texts.position integer[]
--   $2 texts.id uuid[]
--   $3 texts.umid text[]
--   $4 texts.sub_account_id text[]
--   $5 texts.msisdn text[]
--   $6 texts.caller_index bytea[]
--   $7 texts.person_ciphertext bytea[]
--   $8 texts.word text[]
--   $9 texts.text_ciphertext bytea[]
--   $10 texts.length integer[]
--   $11 texts.carrier_at timestamptz[]
--   $12 texts.price float8[]
--   $13 texts.currency text[]
--   $14 texts.is_asked boolean[]
--   $15 texts.hook_reply text[]
with input as materialized (
    select * from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::text[], $9::bytea[], $10::integer[], $11::timestamptz[], $12::float8[], $13::text[], $14::boolean[], $15::text[]) as texts (position, id, umid, sub_account_id, msisdn, caller_index, person_ciphertext, word, text_ciphertext, length, carrier_at, price, currency, is_asked, hook_reply)
  ), decided as materialized (
    select input.*, n.id as virtual_number_id, n.msisdn as number_of_ours, r.booking_id,
           nullif(p.message_retention_hours, 0) as kept_hours, r.caller_role, r.callee_role,
           r.callee_index, shown.msisdn as source,
           b.status = 'active' and b.idle_ttl_seconds is not null as moves_end, coalesce(p.id, '00000000-0000-0000-0000-000000000000') as pool_id, p.message_replies,
           p.decision_hook,
           case when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null then 'caller-withheld'
             when r.booking_id is null and exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.sms_sub_account_id = input.sub_account_id) then 'caller-is-virtual'
             when p.message_keywords -> 'stop' ? input.word then 'keyword-stop'
             when p.message_keywords -> 'start' ? input.word then 'keyword-start'
             when p.message_keywords -> 'help' ? input.word then 'keyword-help'
             when p.max_messages_per_minute <= (
  select count(*) from message sent
   where sent.sender_index = input.caller_index and sent.virtual_number || '' = n.msisdn
     and sent.position = 0 and sent.received_at > now() - interval '1 minute') then 'too-many-messages'
             when r.booking_id is null then 'not-a-party'
             when r.callable_until <= now() then 'booking-ended'
             when r.callable_from > now() then 'not-started'
             when
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false) then 'blocked'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             when not ('sms' = any(coalesce(b.channels, p.channels))) then 'channel-off'
             when r.callee_role is null then 'party-missing'
             when not shown.can_sms then 'channel-off'
             when input.length > 10000 then 'too-long'
             when
  coalesce((select o.is_active from opt_out o
             where o.person_index = r.callee_index and o.virtual_number_id = shown.id
             limit 1), false) then 'opted-out'
             else 'callable' end as reason
      from input
      left join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sms_sub_account_id = input.sub_account_id
      left join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      left join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      left join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
  ), recorded as (
    insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number,
                         virtual_number_id, source, sender_role, receiver_role, sender_index,
                         receiver_index, text_ciphertext, text_kept_until, length, state, reason, queued_at, due_at,
                         inbound_price, inbound_currency)
    select pool_id, id, 'text', umid, booking_id,

  case when virtual_number_id is not null then msisdn
    else left(msisdn, 3) || '••••' || right(msisdn, case when length(msisdn) > 10 then 4 else 2 end)
  end, virtual_number_id,
           case when reason = 'callable' then source end, caller_role, callee_role, caller_index,
           case when reason = 'callable' then callee_index end,
           case when reason = 'callable' then text_ciphertext end,
           case when reason = 'callable' then statement_timestamp() + make_interval(hours => kept_hours) end, length,
           case reason when 'callable' then 'forwarding' else 'refused' end,
           nullif(reason, 'callable'),
           statement_timestamp() + position * interval '1 microsecond', statement_timestamp(),
           price, currency
      from decided
     where not (decided.reason = 'not-a-party' and decision_hook is not distinct from 'everyone' and not is_asked
    and (select known.id from message known
          where known.inbound_umid = decided.umid limit 1) is null)
     -- The same lock order in each statement prevents deadlocks between repeated messages.
     order by umid, pool_id
    on conflict do nothing
    returning *
  ),
  text_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id,
            case m.state when 'forwarding' then 'message.received' else 'message.refused' end
              as type,
            m.booking_id, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'length', m.length)
              || case when m.state = 'refused' then jsonb_build_object('reason', m.reason)
                   else '{}'::jsonb end as payload
       from recorded m
      where m.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))

    returning pool_id, id, type, booking_id, once_key
  ), text_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from text_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ),
  opt_out_change as (
    insert into opt_out (pool_id, id, virtual_number_id, person_index, person_ciphertext,
                         is_active, asked_at)
    select pool_id, id, virtual_number_id, caller_index, person_ciphertext,
           reason = 'keyword-stop', asked_at
      from (select distinct on (d.caller_index, d.virtual_number_id, d.pool_id) d.*,
                   least(coalesce(d.carrier_at, now()), now()) as asked_at
              from decided d join recorded on recorded.id = d.id
             where d.reason in ('keyword-stop', 'keyword-start')
             order by d.caller_index, d.virtual_number_id, d.pool_id,
                      least(coalesce(d.carrier_at, now()), now()) desc, d.reason desc) asked
    on conflict (person_index, virtual_number_id, pool_id) do update
       set is_active = excluded.is_active, was_active = opt_out.is_active,
           asked_at = excluded.asked_at
     where (opt_out.asked_at, opt_out.is_active) < (excluded.asked_at, excluded.is_active)
    returning pool_id, virtual_number_id, person_index, is_active, was_active
  ),
  opt_out_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select o.pool_id, case when o.is_active then 'party.opted_out' else 'party.opted_in' end
              as type,
            d.booking_id, 0 as position,
            jsonb_build_object('bookingId', d.booking_id, 'role', d.caller_role,
              'virtualNumber', d.number_of_ours) as payload
       from opt_out_change o
       cross join lateral (
         select * from decided
          where decided.caller_index = o.person_index
            and decided.virtual_number_id = o.virtual_number_id limit 1) d
      where o.is_active <> o.was_active) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))

    returning pool_id, id, type, booking_id, once_key
  ), opt_out_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from opt_out_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select decided.position, decided.pool_id, decided.booking_id, decided.virtual_number_id,
         decided.number_of_ours as virtual_number, decided.reason,
         recorded.id is not null as is_new,
         case when recorded.id is not null then
  case when decided.reason in ('not-a-party', 'booking-ended', 'not-started', 'blocked', 'caller-not-allowed', 'channel-off', 'party-missing', 'too-long', 'opted-out', 'keyword-help')
            and not
  coalesce((select o.is_active from opt_out o
             where o.person_index = decided.caller_index and o.virtual_number_id = decided.virtual_number_id
             limit 1), false)
    then coalesce(case decided.reason when 'not-a-party' then hook_reply end,
           message_replies ->> case decided.reason when 'keyword-help' then 'help' else 'refused' end)
  end end as reply,
         (decided.reason = 'not-a-party' and decision_hook is not distinct from 'everyone' and not is_asked
    and (select known.id from message known
          where known.inbound_umid = decided.umid limit 1) is null) as awaits_hook,
         case when decided.reason = 'callable' then case when decided.moves_end then statement_timestamp() end end as used_at,
         exists (select from event_subscription where state = 'enabled') as has_subscriptions
    from decided
    left join recorded on recorded.id = decided.id;

-- decide-usual-texts
--   $1 texts.position integer[]
--   $2 texts.id uuid[]
--   $3 texts.umid text[]
--   $4 texts.sub_account_id text[]
--   $5 texts.msisdn text[]
--   $6 texts.caller_index bytea[]
--   $7 texts.person_ciphertext bytea[]
--   $8 texts.word text[]
--   $9 texts.text_ciphertext bytea[]
--   $10 texts.length integer[]
--   $11 texts.carrier_at timestamptz[]
--   $12 texts.price float8[]
--   $13 texts.currency text[]
--   $14 texts.is_asked boolean[]
--   $15 texts.hook_reply text[]
with decided as materialized (
    select input.*, n.id as virtual_number_id, n.msisdn as number_of_ours, r.booking_id,
           nullif(p.message_retention_hours, 0) as kept_hours, r.caller_role, r.callee_role,
           r.callee_index, shown.msisdn as source,
           b.status = 'active' and b.idle_ttl_seconds is not null as moves_end, p.id as pool_id
      from (select * from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::text[], $9::bytea[], $10::integer[], $11::timestamptz[], $12::float8[], $13::text[], $14::boolean[], $15::text[]) as texts (position, id, umid, sub_account_id, msisdn, caller_index, person_ciphertext, word, text_ciphertext, length, carrier_at, price, currency, is_asked, hook_reply)) input
      join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sms_sub_account_id = input.sub_account_id
      join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
     where not exists (select from event_subscription where state = 'enabled')
       and (n.id is null) is not true
       and (n.state = 'disabled') is not true
       and (input.caller_index is null) is not true
       and (r.booking_id is null and exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.sms_sub_account_id = input.sub_account_id)) is not true
       and (p.message_keywords -> 'stop' ? input.word) is not true
       and (p.message_keywords -> 'start' ? input.word) is not true
       and (p.message_keywords -> 'help' ? input.word) is not true
       and (p.max_messages_per_minute <= (
  select count(*) from message sent
   where sent.sender_index = input.caller_index and sent.virtual_number || '' = n.msisdn
     and sent.position = 0 and sent.received_at > now() - interval '1 minute')) is not true
       and (r.booking_id is null) is not true
       and (r.callable_until <= now()) is not true
       and (r.callable_from > now()) is not true
       and (
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false)) is not true
       and (not (r.caller_role = any(b.callers_allowed))) is not true
       and (not ('sms' = any(coalesce(b.channels, p.channels)))) is not true
       and (r.callee_role is null) is not true
       and (not shown.can_sms) is not true
       and (input.length > 10000) is not true
       and (
  coalesce((select o.is_active from opt_out o
             where o.person_index = r.callee_index and o.virtual_number_id = shown.id
             limit 1), false)) is not true
  ), recorded as (
    insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number,
                         virtual_number_id, source, sender_role, receiver_role, sender_index,
                         receiver_index, text_ciphertext, text_kept_until, length, state,
                         queued_at, due_at, inbound_price, inbound_currency)
    select pool_id, id, 'text', umid, booking_id, number_of_ours, virtual_number_id, source,
           caller_role, callee_role, caller_index, callee_index, text_ciphertext,
           statement_timestamp() + make_interval(hours => kept_hours), length, 'forwarding',
           statement_timestamp() + position * interval '1 microsecond', statement_timestamp(),
           price, currency
      from decided
     -- The lock order of DECIDE_TEXTS prevents deadlocks between repeated messages.
     order by umid, pool_id
    on conflict do nothing
    returning id
  )
  select decided.position, decided.pool_id, decided.booking_id, decided.virtual_number_id,
         number_of_ours as virtual_number, 'callable' as reason, true as is_new, null as reply,
         false as awaits_hook, case when decided.moves_end then statement_timestamp() end as used_at,
         false as has_subscriptions
    from recorded
    join decided using (id);

-- decide-usual-texts-with-events
--   $1 texts.position integer[]
--   $2 texts.id uuid[]
--   $3 texts.umid text[]
--   $4 texts.sub_account_id text[]
--   $5 texts.msisdn text[]
--   $6 texts.caller_index bytea[]
--   $7 texts.person_ciphertext bytea[]
--   $8 texts.word text[]
--   $9 texts.text_ciphertext bytea[]
--   $10 texts.length integer[]
--   $11 texts.carrier_at timestamptz[]
--   $12 texts.price float8[]
--   $13 texts.currency text[]
--   $14 texts.is_asked boolean[]
--   $15 texts.hook_reply text[]
with decided as materialized (
    select input.*, n.id as virtual_number_id, n.msisdn as number_of_ours, r.booking_id,
           nullif(p.message_retention_hours, 0) as kept_hours, r.caller_role, r.callee_role,
           r.callee_index, shown.msisdn as source,
           b.status = 'active' and b.idle_ttl_seconds is not null as moves_end, p.id as pool_id
      from (select * from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::text[], $9::bytea[], $10::integer[], $11::timestamptz[], $12::float8[], $13::text[], $14::boolean[], $15::text[]) as texts (position, id, umid, sub_account_id, msisdn, caller_index, person_ciphertext, word, text_ciphertext, length, carrier_at, price, currency, is_asked, hook_reply)) input
      join (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and p.sms_sub_account_id = input.sub_account_id
      join lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      join booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
     where true
       and (n.id is null) is not true
       and (n.state = 'disabled') is not true
       and (input.caller_index is null) is not true
       and (r.booking_id is null and exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.sms_sub_account_id = input.sub_account_id)) is not true
       and (p.message_keywords -> 'stop' ? input.word) is not true
       and (p.message_keywords -> 'start' ? input.word) is not true
       and (p.message_keywords -> 'help' ? input.word) is not true
       and (p.max_messages_per_minute <= (
  select count(*) from message sent
   where sent.sender_index = input.caller_index and sent.virtual_number || '' = n.msisdn
     and sent.position = 0 and sent.received_at > now() - interval '1 minute')) is not true
       and (r.booking_id is null) is not true
       and (r.callable_until <= now()) is not true
       and (r.callable_from > now()) is not true
       and (
  coalesce((select true from block k
             where k.blocked_index = r.caller_index
               and k.blocked_from_index = any(array[r.callee_index, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea])
               and (k.pool_id = r.pool_id or k.pool_id = '00000000-0000-0000-0000-000000000000')
               and (k.ends_at is null or k.ends_at > now())
             limit 1), false)) is not true
       and (not (r.caller_role = any(b.callers_allowed))) is not true
       and (not ('sms' = any(coalesce(b.channels, p.channels)))) is not true
       and (r.callee_role is null) is not true
       and (not shown.can_sms) is not true
       and (input.length > 10000) is not true
       and (
  coalesce((select o.is_active from opt_out o
             where o.person_index = r.callee_index and o.virtual_number_id = shown.id
             limit 1), false)) is not true
  ), recorded as (
    insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number,
                         virtual_number_id, source, sender_role, receiver_role, sender_index,
                         receiver_index, text_ciphertext, text_kept_until, length, state,
                         queued_at, due_at, inbound_price, inbound_currency)
    select pool_id, id, 'text', umid, booking_id, number_of_ours, virtual_number_id, source,
           caller_role, callee_role, caller_index, callee_index, text_ciphertext,
           statement_timestamp() + make_interval(hours => kept_hours), length, 'forwarding',
           statement_timestamp() + position * interval '1 microsecond', statement_timestamp(),
           price, currency
      from decided
     -- The lock order of DECIDE_TEXTS prevents deadlocks between repeated messages.
     order by umid, pool_id
    on conflict do nothing
    returning *
  ),
  text_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id,
            case m.state when 'forwarding' then 'message.received' else 'message.refused' end
              as type,
            m.booking_id, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'length', m.length)
              || case when m.state = 'refused' then jsonb_build_object('reason', m.reason)
                   else '{}'::jsonb end as payload
       from recorded m
      where m.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))

    returning pool_id, id, type, booking_id, once_key
  ), text_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from text_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select decided.position, decided.pool_id, decided.booking_id, decided.virtual_number_id,
         number_of_ours as virtual_number, 'callable' as reason, true as is_new, null as reply,
         false as awaits_hook, case when decided.moves_end then statement_timestamp() end as used_at,
         exists (select from event_subscription where state = 'enabled') as has_subscriptions
    from recorded
    join decided using (id);

-- delete-due-texts
--   $1 limit integer
--   $2 except uuid[]
update message set text_ciphertext = null
   where id in (
    select id from message where text_kept_until <= statement_timestamp() and text_ciphertext is not null
       and state not in ('forwarding', 'sending')
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true) and id <> all($2::uuid[])
     order by text_kept_until limit $1::integer) and text_kept_until <= statement_timestamp() and text_ciphertext is not null
       and state not in ('forwarding', 'sending')
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true)
  returning id;

-- delete-kept-text
--   $1 id uuid
with first as materialized (
    select * from message where id = $1::uuid
  ), pieces as (
    select id from first
    union
    select m.id from first
      join message m on m.booking_id = first.booking_id and m.queued_at = first.queued_at
       and m.receiver_role = first.receiver_role
     where first.pieces > 1
  )
  update message
     set text_kept_until = least(text_kept_until, statement_timestamp()),
         text_ciphertext = case
           when state in ('forwarding', 'sending') then text_ciphertext
           when coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true) then null
           else text_ciphertext end
   where id in (select id from pieces) and text_kept_until is not null
  returning id;

-- delete-old-message
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from message where received_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true) and not (id = any($3::uuid[])) order by received_at at time zone 'UTC' limit $2::integer)

  delete from message where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-message_reply_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') as id  from message_reply_guard where replied_at < now() - make_interval(days => $1::integer) and not (encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') = any($3::text[])) order by replied_at limit $2::integer)

  delete from message_reply_guard where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-missed_call_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') as id  from missed_call_guard where texted_at < now() - make_interval(days => $1::integer) and not (encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') = any($3::text[])) order by texted_at limit $2::integer)

  delete from missed_call_guard where ctid = any(array(select ctid from old))
  returning true;

-- delete-opt-outs-of-phone
--   $1 indexes bytea[]
--   $2 stored_before timestamptz
with replies as (
    delete from message_reply_guard where person_index = any($1::bytea[])
  ), missed_calls as (
    delete from missed_call_guard where person_index = any($1::bytea[])
  )
  delete from opt_out
   where person_index = any($1::bytea[]) and created_at < $2::timestamptz
  returning id;

-- delete-these-due-texts
--   $1 ids uuid[]
update message set text_ciphertext = null
   where id in (select unnest($1::uuid[])) and text_kept_until <= statement_timestamp() and text_ciphertext is not null
       and state not in ('forwarding', 'sending')
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true)
  returning id;

-- delete-these-old-message
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from message where received_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true) and id = any($2::uuid[]))

  delete from message where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-message_reply_guard
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') as id  from message_reply_guard where replied_at < now() - make_interval(days => $1::integer) and encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') = any($2::text[]))

  delete from message_reply_guard where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-missed_call_guard
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') as id  from missed_call_guard where texted_at < now() - make_interval(days => $1::integer) and encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') = any($2::text[]))

  delete from missed_call_guard where ctid = any(array(select ctid from old))
  returning true;

-- divide-text
--   $1 id uuid
--   $2 pool_id uuid
--   $3 claim uuid
--   $4 first_ciphertext bytea
--   $5 others.position smallint[]
--   $6 others.id uuid[]
--   $7 others.ciphertext bytea[]
--   $8 others.receiver_ciphertext bytea[]
--   $9 pieces smallint
--   $10 is_redacted boolean
with first as (
    update message set text_ciphertext = $4::bytea, pieces = $9::smallint,
                       is_redacted = $10::boolean
     where id = $1::uuid and pool_id = $2::uuid and claim = $3::uuid and state = 'sending'
    returning *
  )
  insert into message (pool_id, id, kind, inbound_umid, position, pieces, booking_id, virtual_number,
                       virtual_number_id, source, sender_role, receiver_role, sender_index,
                       receiver_index, receiver_ciphertext, text_ciphertext, text_kept_until,
                       is_redacted, length, state, queued_at, due_at, received_at)
  select first.pool_id, others.id, first.kind, first.inbound_umid, others.position, first.pieces,
         first.booking_id, first.virtual_number, first.virtual_number_id, first.source,
         first.sender_role, first.receiver_role, first.sender_index, first.receiver_index,
         others.receiver_ciphertext, others.ciphertext, first.text_kept_until, first.is_redacted,
         first.length, 'forwarding', first.queued_at, statement_timestamp(),
         first.received_at
    from first cross join unnest($5::smallint[], $6::uuid[], $7::bytea[], $8::bytea[]) as others (position, id, ciphertext, receiver_ciphertext)
  returning id;

-- erase-messages-of-phone
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
with locked as materialized (
    select id, pool_id, state, inbound_umid, outbound_umid from message
     where pool_id = $1::uuid and id = any($2::uuid[])
     order by id, pool_id
       for no key update
  ), queued as (
    insert into carrier_erasure (pool_id, umid, sub_account_id)
    select distinct p.id, known.umid, p.sms_sub_account_id
      from locked
      join pool p on p.id = locked.pool_id and p.sms_sub_account_id is not null
      cross join lateral (values (locked.inbound_umid), (locked.outbound_umid)) as known (umid)
     where known.umid is not null
     order by known.umid, p.id
    on conflict do nothing
  ), erased as (
    update message m
       set text_ciphertext = null, text_kept_until = null, receiver_ciphertext = null,
           content_ciphertext = null,
           reference = case when m.reference is not null then 'erased:' || m.id end,
           sender_index = case when m.sender_index <> all($3::bytea[]) then m.sender_index end,
           receiver_index =
             case when m.receiver_index <> all($3::bytea[]) then m.receiver_index end,
           state = case m.state when 'forwarding' then 'failed' else m.state end,
           reason = case m.state when 'forwarding' then 'erased' else m.reason end
      from locked
     where m.id = locked.id and m.pool_id = locked.pool_id
    returning m.*, locked.state = 'forwarding' as is_settled
  ), settled as (
    select * from erased where is_settled
  ),
  sent_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id || ':' || m.state as once_key, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'parts', m.parts)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('outcome', m.state, 'reason', m.reason,
                          'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from settled m
       cross join lateral (
         select case when m.state = 'forwarded' then 'message.forwarded'
                     when m.state in ('failed', 'unknown') then 'message.failed' end as type) event
      where event.type is not null) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), sent_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sent_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select id from erased;

-- erase-reference-of-text
--   $1 id uuid
--   $2 pool_id uuid
update message set reference = 'erased:' || id, content_ciphertext = null
   where id = $1::uuid and pool_id = $2::uuid;

-- find-message
--   $1 id uuid
--   $2 pool_ids uuid[]
select m.id, m.pool_id, p.name as pool_name, m.booking_id, m.kind, m.reference, m.call_session_id,
         m.virtual_number, m.source, m.sender_role, m.receiver_role, m.text_ciphertext,
         m.text_kept_until, m.is_redacted, m.length, m.parts, m.position, m.pieces, m.reason,
         m.receipt_state, m.receipt_detail, m.receipt_at, m.error_code, m.is_source_overwritten,
         m.inbound_price, m.inbound_currency, m.outbound_price, m.outbound_currency,
         m.received_at, m.forwarded_at,
  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome,
         m.received_at::text as received_at_text
    from message m
    left join pool p on p.id = m.pool_id
   where m.id = $1::uuid and ($2::uuid[] is null or m.pool_id = any($2::uuid[]));

-- find-messages-of-phone
--   $1 indexes bytea[]
--   $2 stored_before timestamptz
select pool_id, id from message
   where (sender_index = any($1::bytea[]) or receiver_index = any($1::bytea[]))
     and received_at < $2::timestamptz
   order by 1, 2;

-- find-missed-call-text
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 calling_code text
select (
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select party.language as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where starts_with(wanted.tag || '-', spoken.language || '-') or spoken."callingCodes" ? $4::text
     order by starts_with(wanted.tag || '-', spoken.language || '-') desc nulls last, length(spoken.language) desc
     limit 1), '{}') end) ->> 'missedCallText' as text
    from pool p
    left join party on party.pool_id = p.id and party.booking_id = $2::uuid
      and party.role = $3::text
   where p.id = $1::uuid;

-- find-opt-out
--   $1 indexes bytea[]
--   $2 virtual_number text
select from virtual_number n
    join opt_out o on o.virtual_number_id = n.id
   where n.msisdn = $2::text and o.person_index = any($1::bytea[]) and o.is_active
   limit 1;

-- find-receiver-of-text
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 reference text
select party.role, party.number_ciphertext, m.id as message_id, m.content_ciphertext
    from booking b
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id
      and party.role = $3::text
    left join message m on m.booking_id = b.id and m.pool_id = b.pool_id
      and m.reference = $4::text
   where b.id = $2::uuid and b.pool_id = $1::uuid;

-- find-references-of-phone-in-texts
--   $1 digits text
--   $2 separators text
select id, pool_id, reference from message
   where translate(reference, $2::text, '') like '%' || $1::text || '%';

-- finish-carrier-erasure
--   $1 umid text
--   $2 pool_id uuid
delete from carrier_erasure where umid = $1::text and pool_id = $2::uuid;

-- list-claimable-texts
--   $1 state text
--   $2 except uuid[]
--   $3 limit integer
select m.id from message m
   where m.state = $1::text and m.state in ('forwarding', 'sending')
     and case m.state when 'forwarding' then m.due_at else m.claimed_until end
       <= statement_timestamp()
     and m.id <> all($2::uuid[])
   order by m.queued_at
   limit $3::integer;

-- list-due-texts
--   $1 limit integer
--   $2 except uuid[]
select id from message where text_kept_until <= statement_timestamp() and text_ciphertext is not null
       and state not in ('forwarding', 'sending')
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true) and id <> all($2::uuid[])
     order by text_kept_until limit $1::integer;

-- list-messages-of-phone
--   $1 indexes bytea[]
--   $2 before_time timestamptz
--   $3 before_id uuid
--   $4 limit integer
--   $5 kept_days integer
select m.id, p.name as pool_name, m.booking_id, m.kind,
         m.sender_index = any($1::bytea[]) as is_sender, m.sender_role, m.receiver_role,
         m.virtual_number, m.source, m.text_ciphertext, m.length, m.reason, m.received_at,
         m.forwarded_at,
  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.received_at::text as received_at_text,
         case when $5::integer > 0 then greatest(
           m.received_at + make_interval(days => $5::integer),
           (
  select max(report.held_until) from abuse_report report
   where report.booking_id = m.booking_id and report.pool_id = m.pool_id)) end as kept_until
    from message m
    left join pool p on p.id = m.pool_id
   where (m.sender_index = any($1::bytea[]) or m.receiver_index = any($1::bytea[]))
     and ($2::timestamptz is null or (m.received_at, m.id) < ($2::timestamptz, $3::uuid))
   order by m.received_at desc, m.id desc
   limit $4::integer;

-- list-old-message
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from message where received_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = message.booking_id and report.pool_id = message.pool_id) <= now(), true) and not (id = any($3::uuid[])) order by received_at at time zone 'UTC' limit $2::integer;

-- list-old-message_reply_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') as id from message_reply_guard where replied_at < now() - make_interval(days => $1::integer) and not (encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') = any($3::text[])) order by replied_at limit $2::integer;

-- list-old-missed_call_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') as id from missed_call_guard where texted_at < now() - make_interval(days => $1::integer) and not (encode(sha256(person_index || uuid_send(pool_id) || int4send(virtual_number_id)), 'hex') = any($3::text[])) order by texted_at limit $2::integer;

-- list-opt-outs-of-phone
--   $1 indexes bytea[]
--   $2 before_id uuid
--   $3 limit integer
select o.id, p.name as pool, n.msisdn as virtual_number, o.is_active, o.asked_at, o.created_at
    from opt_out o
    join pool p on p.id = o.pool_id
    left join virtual_number n on n.id = o.virtual_number_id
   where o.person_index = any($1::bytea[]) and ($2::uuid is null or o.id < $2::uuid)
   order by o.id desc
   limit $3::integer;

-- message-stats-day
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 by_pool boolean
with asked as materialized (
    select $1::timestamptz at time zone 'UTC' as first, $2::timestamptz at time zone 'UTC' as last
  ), grouped as materialized (
    select span, texts.*
      from asked
      cross join lateral generate_series(
        date_trunc('day', asked.first), asked.last,
        interval '1 day') as span
      cross join lateral (
        select null::text as part, case when $4::boolean then m.pool_id end as pool_id,

  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.inbound_currency, m.outbound_currency,
               m.inbound_price is not null as has_inbound,
               m.outbound_price is not null as has_outbound,
               count(*) filter (where m.position = 0) as messages, sum(m.parts) as parts,
               sum(m.inbound_price) as inbound, sum(m.outbound_price) as outbound
          from message m
         where (m.received_at at time zone 'UTC') >= greatest(span, asked.first)
           and (m.received_at at time zone 'UTC') < least(span + interval '1 day', asked.last)
           and ($3::uuid[] is null or m.pool_id = any($3::uuid[]))
         group by 1, 2, 3, 4, 5, 6, 7) texts
  ), sums as materialized (
    select to_char(span, 'YYYY-MM-DD') as key,
           (select name from pool where pool.id = grouped.pool_id) as pool, grouped.*
      from grouped
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound, 0 as outbound
              from sums where has_inbound
            union all
            select key, pool, outbound_currency, 0, outbound from sums where has_outbound) priced
     group by key, pool, currency
  )
  select key, pool, sum(messages)::float8 as messages,
         coalesce(sum(messages) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as forwarded,
         coalesce(sum(messages) filter (where outcome = 'delivered'), 0)::float8 as delivered,
         coalesce(sum(messages) filter (where outcome = 'undelivered'), 0)::float8 as undelivered,
         coalesce(sum(messages) filter (where outcome = 'refused'), 0)::float8 as refused,
         coalesce(sum(messages) filter (where outcome = 'failed'), 0)::float8 as failed,
         coalesce(sum(messages) filter (where outcome = 'unknown'), 0)::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from sums.key
              and c.pool is not distinct from sums.pool), '[]') as costs
    from sums
   group by key, pool
   order by key nulls last, pool nulls last;

-- message-stats-month
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 by_pool boolean
with asked as materialized (
    select $1::timestamptz at time zone 'UTC' as first, $2::timestamptz at time zone 'UTC' as last
  ), grouped as materialized (
    select span, texts.*
      from asked
      cross join lateral generate_series(
        date_trunc('month', asked.first), asked.last,
        interval '1 month') as span
      cross join lateral (
        select null::text as part, case when $4::boolean then m.pool_id end as pool_id,

  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.inbound_currency, m.outbound_currency,
               m.inbound_price is not null as has_inbound,
               m.outbound_price is not null as has_outbound,
               count(*) filter (where m.position = 0) as messages, sum(m.parts) as parts,
               sum(m.inbound_price) as inbound, sum(m.outbound_price) as outbound
          from message m
         where (m.received_at at time zone 'UTC') >= greatest(span, asked.first)
           and (m.received_at at time zone 'UTC') < least(span + interval '1 month', asked.last)
           and ($3::uuid[] is null or m.pool_id = any($3::uuid[]))
         group by 1, 2, 3, 4, 5, 6, 7) texts
  ), sums as materialized (
    select to_char(span, 'YYYY-MM') as key,
           (select name from pool where pool.id = grouped.pool_id) as pool, grouped.*
      from grouped
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound, 0 as outbound
              from sums where has_inbound
            union all
            select key, pool, outbound_currency, 0, outbound from sums where has_outbound) priced
     group by key, pool, currency
  )
  select key, pool, sum(messages)::float8 as messages,
         coalesce(sum(messages) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as forwarded,
         coalesce(sum(messages) filter (where outcome = 'delivered'), 0)::float8 as delivered,
         coalesce(sum(messages) filter (where outcome = 'undelivered'), 0)::float8 as undelivered,
         coalesce(sum(messages) filter (where outcome = 'refused'), 0)::float8 as refused,
         coalesce(sum(messages) filter (where outcome = 'failed'), 0)::float8 as failed,
         coalesce(sum(messages) filter (where outcome = 'unknown'), 0)::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from sums.key
              and c.pool is not distinct from sums.pool), '[]') as costs
    from sums
   group by key, pool
   order by key nulls last, pool nulls last;

-- message-stats-outcome
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 by_pool boolean
with asked as materialized (
    select $1::timestamptz at time zone 'UTC' as first, $2::timestamptz at time zone 'UTC' as last
  ), grouped as materialized (
    select span, texts.*
      from asked
      cross join lateral generate_series(
        date_trunc('year', asked.first), asked.last,
        interval '1 year') as span
      cross join lateral (
        select
  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as part, case when $4::boolean then m.pool_id end as pool_id,

  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.inbound_currency, m.outbound_currency,
               m.inbound_price is not null as has_inbound,
               m.outbound_price is not null as has_outbound,
               count(*) filter (where m.position = 0) as messages, sum(m.parts) as parts,
               sum(m.inbound_price) as inbound, sum(m.outbound_price) as outbound
          from message m
         where (m.received_at at time zone 'UTC') >= greatest(span, asked.first)
           and (m.received_at at time zone 'UTC') < least(span + interval '1 year', asked.last)
           and ($3::uuid[] is null or m.pool_id = any($3::uuid[]))
         group by 1, 2, 3, 4, 5, 6, 7) texts
  ), sums as materialized (
    select part as key,
           (select name from pool where pool.id = grouped.pool_id) as pool, grouped.*
      from grouped
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound, 0 as outbound
              from sums where has_inbound
            union all
            select key, pool, outbound_currency, 0, outbound from sums where has_outbound) priced
     group by key, pool, currency
  )
  select key, pool, sum(messages)::float8 as messages,
         coalesce(sum(messages) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as forwarded,
         coalesce(sum(messages) filter (where outcome = 'delivered'), 0)::float8 as delivered,
         coalesce(sum(messages) filter (where outcome = 'undelivered'), 0)::float8 as undelivered,
         coalesce(sum(messages) filter (where outcome = 'refused'), 0)::float8 as refused,
         coalesce(sum(messages) filter (where outcome = 'failed'), 0)::float8 as failed,
         coalesce(sum(messages) filter (where outcome = 'unknown'), 0)::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from sums.key
              and c.pool is not distinct from sums.pool), '[]') as costs
    from sums
   group by key, pool
   order by key nulls last, pool nulls last;

-- message-stats-pool
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 by_pool boolean
with asked as materialized (
    select $1::timestamptz at time zone 'UTC' as first, $2::timestamptz at time zone 'UTC' as last
  ), grouped as materialized (
    select span, texts.*
      from asked
      cross join lateral generate_series(
        date_trunc('year', asked.first), asked.last,
        interval '1 year') as span
      cross join lateral (
        select m.pool_id as part, case when $4::boolean then m.pool_id end as pool_id,

  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.inbound_currency, m.outbound_currency,
               m.inbound_price is not null as has_inbound,
               m.outbound_price is not null as has_outbound,
               count(*) filter (where m.position = 0) as messages, sum(m.parts) as parts,
               sum(m.inbound_price) as inbound, sum(m.outbound_price) as outbound
          from message m
         where (m.received_at at time zone 'UTC') >= greatest(span, asked.first)
           and (m.received_at at time zone 'UTC') < least(span + interval '1 year', asked.last)
           and ($3::uuid[] is null or m.pool_id = any($3::uuid[]))
         group by 1, 2, 3, 4, 5, 6, 7) texts
  ), sums as materialized (
    select (select name from pool where id = part) as key,
           (select name from pool where pool.id = grouped.pool_id) as pool, grouped.*
      from grouped
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound, 0 as outbound
              from sums where has_inbound
            union all
            select key, pool, outbound_currency, 0, outbound from sums where has_outbound) priced
     group by key, pool, currency
  )
  select key, pool, sum(messages)::float8 as messages,
         coalesce(sum(messages) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as forwarded,
         coalesce(sum(messages) filter (where outcome = 'delivered'), 0)::float8 as delivered,
         coalesce(sum(messages) filter (where outcome = 'undelivered'), 0)::float8 as undelivered,
         coalesce(sum(messages) filter (where outcome = 'refused'), 0)::float8 as refused,
         coalesce(sum(messages) filter (where outcome = 'failed'), 0)::float8 as failed,
         coalesce(sum(messages) filter (where outcome = 'unknown'), 0)::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from sums.key
              and c.pool is not distinct from sums.pool), '[]') as costs
    from sums
   group by key, pool
   order by key nulls last, pool nulls last;

-- message-stats-virtualNumber
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 by_pool boolean
with asked as materialized (
    select $1::timestamptz at time zone 'UTC' as first, $2::timestamptz at time zone 'UTC' as last
  ), grouped as materialized (
    select span, texts.*
      from asked
      cross join lateral generate_series(
        date_trunc('year', asked.first), asked.last,
        interval '1 year') as span
      cross join lateral (
        select coalesce(m.virtual_number, m.source) as part, case when $4::boolean then m.pool_id end as pool_id,

  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.inbound_currency, m.outbound_currency,
               m.inbound_price is not null as has_inbound,
               m.outbound_price is not null as has_outbound,
               count(*) filter (where m.position = 0) as messages, sum(m.parts) as parts,
               sum(m.inbound_price) as inbound, sum(m.outbound_price) as outbound
          from message m
         where (m.received_at at time zone 'UTC') >= greatest(span, asked.first)
           and (m.received_at at time zone 'UTC') < least(span + interval '1 year', asked.last)
           and ($3::uuid[] is null or m.pool_id = any($3::uuid[]))
         group by 1, 2, 3, 4, 5, 6, 7) texts
  ), sums as materialized (
    select part as key,
           (select name from pool where pool.id = grouped.pool_id) as pool, grouped.*
      from grouped
  ), costs as (
    select key, pool, currency, sum(inbound) as inbound, sum(outbound) as outbound
      from (select key, pool, inbound_currency as currency, inbound, 0 as outbound
              from sums where has_inbound
            union all
            select key, pool, outbound_currency, 0, outbound from sums where has_outbound) priced
     group by key, pool, currency
  )
  select key, pool, sum(messages)::float8 as messages,
         coalesce(sum(messages) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as forwarded,
         coalesce(sum(messages) filter (where outcome = 'delivered'), 0)::float8 as delivered,
         coalesce(sum(messages) filter (where outcome = 'undelivered'), 0)::float8 as undelivered,
         coalesce(sum(messages) filter (where outcome = 'refused'), 0)::float8 as refused,
         coalesce(sum(messages) filter (where outcome = 'failed'), 0)::float8 as failed,
         coalesce(sum(messages) filter (where outcome = 'unknown'), 0)::float8 as unknown,
         coalesce(sum(parts) filter (where outcome in ('forwarded', 'delivered', 'undelivered')),
           0)::float8 as parts,
         coalesce((
           select json_agg(json_build_object('currency', c.currency, 'inbound', c.inbound,
                             'outbound', c.outbound) order by c.currency)
             from costs c
            where c.key is not distinct from sums.key
              and c.pool is not distinct from sums.pool), '[]') as costs
    from sums
   group by key, pool
   order by key nulls last, pool nulls last;

-- page-of-texts
--   $1 after_id uuid
--   $2 limit integer
select id, pool_id, text_ciphertext from message
   where id > $1::uuid and text_ciphertext is not null
   order by id limit $2::integer;

-- postpone-carrier-erasure
--   $1 umid text
--   $2 pool_id uuid
--   $3 pause_seconds float8
update carrier_erasure
     set due_at = statement_timestamp() + make_interval(secs => $3::float8)
   where umid = $1::text and pool_id = $2::uuid;

-- postpone-text
--   $1 id uuid
--   $2 pool_id uuid
--   $3 claim uuid
--   $4 reason text
--   $5 pause_seconds float8
update message
     set state = 'forwarding', reason = $4::text, claimed_until = null,
         due_at = statement_timestamp() + make_interval(secs => $5::float8)
   where id = $1::uuid and pool_id = $2::uuid and claim = $3::uuid and state = 'sending'
  returning state;

-- recent-messages
--   $1 minutes integer
--   $2 pool_ids uuid[]
with span as materialized (
    select date_trunc('minute', now(), 'UTC') as last
  )
  select minute, counted.outcome, counted.reason, coalesce(counted.messages, 0)::integer as messages
    from span
    cross join lateral generate_series(
      span.last - ($1::integer - 1) * interval '1 minute', span.last, interval '1 minute') minute
    left join lateral (
      select
  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= 6 then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end as outcome, m.reason, count(*) as messages
        from message m
       where (m.received_at at time zone 'UTC') >= minute at time zone 'UTC'
         and (m.received_at at time zone 'UTC') < (minute + interval '1 minute') at time zone 'UTC'
         and m.position = 0
         and ($2::uuid[] is null or m.pool_id = any($2::uuid[]))
       group by 1, 2) counted on true
   order by minute;

-- reindex-opt-outs
--   $1 indexes bytea[]
--   $2 index bytea
update opt_out o set person_index = $2::bytea
   where o.person_index = any($1::bytea[]) and o.person_index <> $2::bytea
     and not exists (
       select from opt_out other
        where other.person_index = $2::bytea and other.virtual_number_id = o.virtual_number_id
          and other.pool_id = o.pool_id);

-- rewrite-text
--   $1 id uuid
--   $2 pool_id uuid
--   $3 previous bytea
--   $4 text_ciphertext bytea
update message set text_ciphertext = $4::bytea
   where id = $1::uuid and pool_id = $2::uuid and text_ciphertext = $3::bytea;

-- settle-abandoned-texts
--   $1 except uuid[]
--   $2 only uuid[]
with abandoned as (
    update message m
       set state = case p.message_delivery when 'at-least-once' then 'forwarding' else 'unknown' end,
           reason = 'interrupted',
           text_ciphertext = case p.message_delivery when 'at-least-once' then m.text_ciphertext
                               else case when text_kept_until > statement_timestamp() then text_ciphertext end end
      from pool p
     where p.id = m.pool_id and m.state = 'sending' and m.claimed_until <= statement_timestamp()
       and m.id <> all($1::uuid[]) and ($2::uuid[] is null or m.id = any($2::uuid[]))
    returning m.*
  ),
  sent_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id || ':' || m.state as once_key, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'parts', m.parts)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('outcome', m.state, 'reason', m.reason,
                          'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from abandoned m
       cross join lateral (
         select case when m.state = 'forwarded' then 'message.forwarded'
                     when m.state in ('failed', 'unknown') then 'message.failed' end as type) event
      where event.type is not null) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), sent_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sent_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select state from abandoned;

-- settle-forwarded-text
--   $1 id uuid
--   $2 pool_id uuid
--   $3 claim uuid
--   $4 umid text
--   $5 parts smallint
--   $6 is_redacted boolean
with settled as (
    update message
       set state = case when state in ('sending', 'unknown', 'forwarding') then 'forwarded'
                     else state end,
           reason = case when state in ('sending', 'unknown', 'forwarding') then null
                      else reason end,
           forwarded_at = coalesce(forwarded_at, statement_timestamp()),
           text_ciphertext = case when text_kept_until > statement_timestamp() then text_ciphertext end, receiver_ciphertext = null,
           outbound_umid = $4::text, parts = $5::smallint,
           is_redacted = is_redacted or $6::boolean
     where id = $1::uuid and pool_id = $2::uuid and claim = $3::uuid
    returning *
  ),
  sent_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id || ':' || m.state as once_key, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'parts', m.parts)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('outcome', m.state, 'reason', m.reason,
                          'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from settled m
       cross join lateral (
         select case when m.state = 'forwarded' then 'message.forwarded'
                     when m.state in ('failed', 'unknown') then 'message.failed' end as type) event
      where event.type is not null) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), sent_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sent_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select state from settled;

-- settle-unsent-text
--   $1 id uuid
--   $2 pool_id uuid
--   $3 claim uuid
--   $4 state text
--   $5 reason text
--   $6 error_code integer
--   $7 parts smallint
with settled as (
    update message
       set state = $4::text, reason = $5::text, error_code = $6::integer,
           parts = $7::smallint, text_ciphertext = case when text_kept_until > statement_timestamp() then text_ciphertext end,
           receiver_ciphertext = null
     where id = $1::uuid and pool_id = $2::uuid and claim = $3::uuid and state in ('sending', 'unknown')
    returning *
  ),
  sent_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id || ':' || m.state as once_key, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'parts', m.parts)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('outcome', m.state, 'reason', m.reason,
                          'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from settled m
       cross join lateral (
         select case when m.state = 'forwarded' then 'message.forwarded'
                     when m.state in ('failed', 'unknown') then 'message.failed' end as type) event
      where event.type is not null) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), sent_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sent_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select state from settled;

-- take-receipts
--   $1 receipts.position integer[]
--   $2 receipts.message_id uuid[]
--   $3 receipts.sub_account_id text[]
--   $4 receipts.umid text[]
--   $5 receipts.state text[]
--   $6 receipts.detail text[]
--   $7 receipts.rank smallint[]
--   $8 receipts.is_taken boolean[]
--   $9 receipts.at timestamptz[]
--   $10 receipts.error_code integer[]
--   $11 receipts.price float8[]
--   $12 receipts.currency text[]
--   $13 receipts.has_source boolean[]
--   $14 receipts.source_number text[]
--   $15 receipts.country text[]
with input as materialized (
    select * from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::boolean[], $9::timestamptz[], $10::integer[], $11::float8[], $12::text[], $13::boolean[], $14::text[], $15::text[]) as receipts (position, message_id, sub_account_id, umid, state, detail, rank, is_taken, at, error_code, price, currency, has_source, source_number, country)
  ), located as materialized (
    select input.*, m.pool_id, m.source as wanted_source
      from input
      join message m on m.id = input.message_id and m.state <> 'refused'
      join pool p on p.id = m.pool_id and p.sms_sub_account_id = input.sub_account_id
  ), best as materialized (
    select distinct on (message_id, pool_id) message_id, pool_id, umid, state, detail, rank, at,
           error_code
      from located
     order by message_id, pool_id, rank desc, coalesce(located.at, 'infinity'), coalesce(located.detail, ''),
   coalesce(located.error_code, -1), umid
  ), summed as materialized (
    select message_id, pool_id, max(price) as price, max(currency) as currency,
           bool_or(is_taken) as is_taken, bool_or(is_taken and rank > 1) as is_sent,
           bool_or(has_source and source_number is distinct from wanted_source) as is_overwritten
      from located group by message_id, pool_id
  ), locked as materialized (
    select m.id, m.pool_id, m.state,
           best.rank > m.receipt_rank
             or best.rank = m.receipt_rank
               and (coalesce(best.at, 'infinity'), coalesce(best.detail, ''),
   coalesce(best.error_code, -1))
                 < (coalesce(m.receipt_at, 'infinity'), coalesce(m.receipt_detail, ''),
   coalesce(m.error_code, -1)) as is_better,
           -- A text that has failed was refused by 8x8, so only the proof that it was sent counts.
           case when m.state in ('forwarding', 'sending', 'unknown')
                  then case when summed.is_taken then 'forwarded' else 'failed' end
                when m.state = 'failed' and summed.is_sent then 'forwarded'
                else m.state end as next_state
      from message m
      join best on best.message_id = m.id and best.pool_id = m.pool_id
      join summed on summed.message_id = m.id and summed.pool_id = m.pool_id
     order by m.id, m.pool_id
       for no key update of m
  ), updated as (
    update message m
       set state = locked.next_state,
           reason = case when locked.next_state = locked.state then m.reason
                         when locked.next_state = 'failed' then 'rejected' end,
           forwarded_at = case when locked.next_state = 'forwarded'
             then coalesce(m.forwarded_at, statement_timestamp()) else m.forwarded_at end,
           text_ciphertext = case when text_kept_until > statement_timestamp() then text_ciphertext end, receiver_ciphertext = null,
           outbound_umid = coalesce(m.outbound_umid, best.umid),
           receipt_rank = greatest(m.receipt_rank, best.rank),
           receipt_state = case when locked.is_better then best.state else m.receipt_state end,
           receipt_detail = case when locked.is_better then best.detail else m.receipt_detail end,
           receipt_at = case when locked.is_better then best.at else m.receipt_at end,
           error_code = case when locked.is_better then best.error_code else m.error_code end,
           outbound_price = greatest(m.outbound_price, summed.price),
           outbound_currency = greatest(m.outbound_currency, summed.currency),
           is_source_overwritten = m.is_source_overwritten or summed.is_overwritten
      from locked
      join best on best.message_id = locked.id and best.pool_id = locked.pool_id
      join summed on summed.message_id = locked.id and summed.pool_id = locked.pool_id
     where m.id = locked.id and m.pool_id = locked.pool_id
    returning m.*, locked.state <> locked.next_state as is_settled, locked.is_better
  ), settled as (
    select * from updated where is_settled
  ),
  sent_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id || ':' || m.state as once_key, 0 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'parts', m.parts)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('outcome', m.state, 'reason', m.reason,
                          'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from settled m
       cross join lateral (
         select case when m.state = 'forwarded' then 'message.forwarded'
                     when m.state in ('failed', 'unknown') then 'message.failed' end as type) event
      where event.type is not null) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), sent_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sent_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ), receipted as (
    select * from updated where is_better
  ),
  receipt_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id
              || case event.type when 'message.failed' then ':' || m.receipt_state else '' end
              as once_key,
            1 as position,
            jsonb_build_object('messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role, 'parts', m.parts, 'outcome', m.receipt_state)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('reason', m.receipt_detail, 'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from receipted m
       cross join lateral (
         select case when m.receipt_rank >= 6 then 'message.delivered'
                     when m.receipt_state in ('undelivered', 'rejected') and m.state = 'forwarded'
                       then 'message.failed' end as type) event
      where event.type is not null) source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), receipt_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from receipt_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ), overwritten as (
    select distinct pool_id, wanted_source as msisdn, country
      from located
     where has_source and source_number is distinct from wanted_source
  ),
  number_with_overwritten_source as (
    update virtual_number n set source_overwritten_at = statement_timestamp()
      from (select distinct msisdn from overwritten) texts
     where n.msisdn = texts.msisdn
       and (n.source_overwritten_at is null
            or n.source_overwritten_at < statement_timestamp() - interval '1 hour')
  ),
  overwritten_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select o.pool_id, 'number.source_overwritten' as type, null::uuid as booking_id,
            'overwritten:' || o.msisdn || ':' || coalesce(o.country, '') || ':'
              || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD') as once_key,
            0 as position,
            jsonb_build_object('virtualNumber', o.msisdn, 'country', o.country) as payload
       from overwritten o) source) event

    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), overwritten_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from overwritten_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select position from located;

-- waiting-texts
select count(*)::integer as waiting,
         coalesce(extract(epoch from statement_timestamp() - min(queued_at)), 0)::float8 as oldest
    from (select queued_at from message
           where state = 'forwarding' order by due_at limit 10000) counted;
