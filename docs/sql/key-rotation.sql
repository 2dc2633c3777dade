-- begin-number-keys
--   $1 key_ids integer[]
update number_key
     set state = 'filling',
         generation = (select max(generation) from number_key) + array_position($1::integer[], id)
   where id = any($1::integer[]) and state = 'known';

-- list-number-indexes
--   $1 after_id integer
--   $2 limit integer
select id, msisdn, msisdn_index from virtual_number
   where id > $1::integer order by id limit $2::integer;

-- mark-number-keys
--   $1 key_ids integer[]
--   $2 from text
--   $3 to text
update number_key set state = $3::text where id = any($1::integer[]) and state = $2::text;

-- page-of-abuse_report-text_ciphertext
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, null::bytea as number_index,
           case when get_byte(nullif(text_ciphertext, ''), 0) = any($3::integer[]) then text_ciphertext end
             as ciphertext
      from abuse_report
     where text_ciphertext is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-booking-content_digest
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, null::bytea as number_index,
           case when get_byte(nullif(content_digest, ''), 0) = any($3::integer[]) then content_digest end
             as ciphertext
      from booking
     where content_digest is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-call_leg-party_ciphertext
--   $1 session_id text
--   $2 leg text
--   $3 call_id text
--   $4 pool_id uuid
--   $5 key_ids integer[]
--   $6 limit integer
select session_id, leg, call_id, pool_id, party_index as number_index,
           case when get_byte(nullif(party_ciphertext, ''), 0) = any($5::integer[]) then party_ciphertext end
             as ciphertext
      from call_leg
     where party_ciphertext is not null
       and (session_id, leg, call_id, pool_id) > ($1::text, $2::text, $3::text, $4::uuid)
     order by session_id, leg, call_id, pool_id
     limit $6::integer;

-- page-of-dead_letter-content_ciphertext
--   $1 digest bytea
--   $2 key_ids integer[]
--   $3 limit integer
select digest, null::bytea as number_index,
           case when get_byte(nullif(content_ciphertext, ''), 0) = any($2::integer[]) then content_ciphertext end
             as ciphertext
      from dead_letter
     where content_ciphertext is not null
       and (digest) > ($1::bytea)
     order by digest
     limit $3::integer;

-- page-of-decision_hook-previous_secret_ciphertext
--   $1 pool_id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select pool_id, null::bytea as number_index,
           case when get_byte(nullif(previous_secret_ciphertext, ''), 0) = any($2::integer[]) then previous_secret_ciphertext end
             as ciphertext
      from decision_hook
     where previous_secret_ciphertext is not null
       and (pool_id) > ($1::uuid)
     order by pool_id
     limit $3::integer;

-- page-of-decision_hook-secret_ciphertext
--   $1 pool_id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select pool_id, null::bytea as number_index,
           case when get_byte(nullif(secret_ciphertext, ''), 0) = any($2::integer[]) then secret_ciphertext end
             as ciphertext
      from decision_hook
     where secret_ciphertext is not null
       and (pool_id) > ($1::uuid)
     order by pool_id
     limit $3::integer;

-- page-of-event_subscription-previous_secret_ciphertext
--   $1 id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select id, null::bytea as number_index,
           case when get_byte(nullif(previous_secret_ciphertext, ''), 0) = any($2::integer[]) then previous_secret_ciphertext end
             as ciphertext
      from event_subscription
     where previous_secret_ciphertext is not null
       and (id) > ($1::uuid)
     order by id
     limit $3::integer;

-- page-of-event_subscription-secret_ciphertext
--   $1 id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select id, null::bytea as number_index,
           case when get_byte(nullif(secret_ciphertext, ''), 0) = any($2::integer[]) then secret_ciphertext end
             as ciphertext
      from event_subscription
     where secret_ciphertext is not null
       and (id) > ($1::uuid)
     order by id
     limit $3::integer;

-- page-of-facade_account-token_ciphertext
--   $1 id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select id, null::bytea as number_index,
           case when get_byte(nullif(token_ciphertext, ''), 0) = any($2::integer[]) then token_ciphertext end
             as ciphertext
      from facade_account
     where token_ciphertext is not null
       and (id) > ($1::uuid)
     order by id
     limit $3::integer;

-- page-of-message-content_ciphertext
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, null::bytea as number_index,
           case when get_byte(nullif(content_ciphertext, ''), 0) = any($3::integer[]) then content_ciphertext end
             as ciphertext
      from message
     where content_ciphertext is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-message-receiver_ciphertext
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, receiver_index as number_index,
           case when get_byte(nullif(receiver_ciphertext, ''), 0) = any($3::integer[]) then receiver_ciphertext end
             as ciphertext
      from message
     where receiver_ciphertext is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-message-text_ciphertext
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, null::bytea as number_index,
           case when get_byte(nullif(text_ciphertext, ''), 0) = any($3::integer[]) then text_ciphertext end
             as ciphertext
      from message
     where text_ciphertext is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-opt_out-person_ciphertext
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, person_index as number_index,
           case when get_byte(nullif(person_ciphertext, ''), 0) = any($3::integer[]) then person_ciphertext end
             as ciphertext
      from opt_out
     where person_ciphertext is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-party-number_ciphertext
--   $1 booking_id uuid
--   $2 role text
--   $3 pool_id uuid
--   $4 key_ids integer[]
--   $5 limit integer
select booking_id, role, pool_id, number_index as number_index,
           case when get_byte(nullif(number_ciphertext, ''), 0) = any($4::integer[]) then number_ciphertext end
             as ciphertext
      from party
     where number_ciphertext is not null
       and (booking_id, role, pool_id) > ($1::uuid, $2::text, $3::uuid)
     order by booking_id, role, pool_id
     limit $5::integer;

-- page-of-party-pin_ciphertext
--   $1 booking_id uuid
--   $2 role text
--   $3 pool_id uuid
--   $4 key_ids integer[]
--   $5 limit integer
select booking_id, role, pool_id, null::bytea as number_index,
           case when get_byte(nullif(pin_ciphertext, ''), 0) = any($4::integer[]) then pin_ciphertext end
             as ciphertext
      from party
     where pin_ciphertext is not null
       and (booking_id, role, pool_id) > ($1::uuid, $2::text, $3::uuid)
     order by booking_id, role, pool_id
     limit $5::integer;

-- page-of-party_alternate-number_ciphertext
--   $1 booking_id uuid
--   $2 role text
--   $3 position smallint
--   $4 pool_id uuid
--   $5 key_ids integer[]
--   $6 limit integer
select booking_id, role, position, pool_id, number_index as number_index,
           case when get_byte(nullif(number_ciphertext, ''), 0) = any($5::integer[]) then number_ciphertext end
             as ciphertext
      from party_alternate
     where number_ciphertext is not null
       and (booking_id, role, position, pool_id) > ($1::uuid, $2::text, $3::smallint, $4::uuid)
     order by booking_id, role, position, pool_id
     limit $6::integer;

-- reencrypt-abuse_report-text_ciphertext
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update abuse_report t
         set text_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.text_ciphertext = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-booking-content_digest
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update booking t
         set content_digest = input.new_ciphertext
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.content_digest = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-call_leg-party_ciphertext
--   $1 input.session_id text[]
--   $2 input.leg text[]
--   $3 input.call_id text[]
--   $4 input.pool_id uuid[]
--   $5 input.previous_ciphertext bytea[]
--   $6 input.previous_index bytea[]
--   $7 input.new_ciphertext bytea[]
--   $8 input.new_index bytea[]
with changed as (
      update call_leg t
         set party_ciphertext = input.new_ciphertext , party_index = input.new_index
        from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as input (session_id, leg, call_id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.session_id = input.session_id and t.leg = input.leg and t.call_id = input.call_id and t.pool_id = input.pool_id
         and t.party_ciphertext = input.previous_ciphertext
      returning input.session_id, input.leg, input.call_id, input.pool_id, input.previous_index, input.new_index
    ) , followed_0 as (
  update call_session s set caller_index = changed.new_index from changed
   where s.session_id = changed.session_id and s.pool_id = changed.pool_id and changed.leg = 'A'
     and s.caller_index = changed.previous_index)
    select count(*)::integer as reencrypted from changed;

-- reencrypt-dead_letter-content_ciphertext
--   $1 input.digest bytea[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update dead_letter t
         set content_ciphertext = input.new_ciphertext
        from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (digest, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.digest = input.digest
         and t.content_ciphertext = input.previous_ciphertext
      returning input.digest, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-decision_hook-previous_secret_ciphertext
--   $1 input.pool_id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update decision_hook t
         set previous_secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.pool_id = input.pool_id
         and t.previous_secret_ciphertext = input.previous_ciphertext
      returning input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-decision_hook-secret_ciphertext
--   $1 input.pool_id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update decision_hook t
         set secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.pool_id = input.pool_id
         and t.secret_ciphertext = input.previous_ciphertext
      returning input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-event_subscription-previous_secret_ciphertext
--   $1 input.id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update event_subscription t
         set previous_secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id
         and t.previous_secret_ciphertext = input.previous_ciphertext
      returning input.id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-event_subscription-secret_ciphertext
--   $1 input.id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update event_subscription t
         set secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id
         and t.secret_ciphertext = input.previous_ciphertext
      returning input.id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-facade_account-token_ciphertext
--   $1 input.id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update facade_account t
         set token_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id
         and t.token_ciphertext = input.previous_ciphertext
      returning input.id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-message-content_ciphertext
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update message t
         set content_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.content_ciphertext = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-message-receiver_ciphertext
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update message t
         set receiver_ciphertext = input.new_ciphertext , receiver_index = input.new_index
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.receiver_ciphertext = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-message-text_ciphertext
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update message t
         set text_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.text_ciphertext = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-opt_out-person_ciphertext
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update opt_out t
         set person_ciphertext = input.new_ciphertext , person_index = input.new_index
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.person_ciphertext = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-party-number_ciphertext
--   $1 input.booking_id uuid[]
--   $2 input.role text[]
--   $3 input.pool_id uuid[]
--   $4 input.previous_ciphertext bytea[]
--   $5 input.previous_index bytea[]
--   $6 input.new_ciphertext bytea[]
--   $7 input.new_index bytea[]
with changed as (
      update party t
         set number_ciphertext = input.new_ciphertext , number_index = input.new_index
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (booking_id, role, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.pool_id = input.pool_id
         and t.number_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.pool_id, input.previous_index, input.new_index
    ) , followed_0 as (
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index), followed_1 as (
  update message m set sender_index =
  coalesce((select changed.new_index from changed
             where changed.booking_id = m.booking_id and changed.pool_id = m.pool_id
               and changed.previous_index = m.sender_index limit 1), m.sender_index),
                       receiver_index =
  coalesce((select changed.new_index from changed
             where changed.booking_id = m.booking_id and changed.pool_id = m.pool_id
               and changed.previous_index = m.receiver_index limit 1), m.receiver_index)
    from (select distinct booking_id, pool_id from changed) changed_booking
   where m.booking_id = changed_booking.booking_id and m.pool_id = changed_booking.pool_id)
    select count(*)::integer as reencrypted from changed;

-- reencrypt-party-pin_ciphertext
--   $1 input.booking_id uuid[]
--   $2 input.role text[]
--   $3 input.pool_id uuid[]
--   $4 input.previous_ciphertext bytea[]
--   $5 input.previous_index bytea[]
--   $6 input.new_ciphertext bytea[]
--   $7 input.new_index bytea[]
with changed as (
      update party t
         set pin_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (booking_id, role, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.pool_id = input.pool_id
         and t.pin_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-party_alternate-number_ciphertext
--   $1 input.booking_id uuid[]
--   $2 input.role text[]
--   $3 input.position smallint[]
--   $4 input.pool_id uuid[]
--   $5 input.previous_ciphertext bytea[]
--   $6 input.previous_index bytea[]
--   $7 input.new_ciphertext bytea[]
--   $8 input.new_index bytea[]
with changed as (
      update party_alternate t
         set number_ciphertext = input.new_ciphertext , number_index = input.new_index
        from unnest($1::uuid[], $2::text[], $3::smallint[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as input (booking_id, role, position, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.position = input.position and t.pool_id = input.pool_id
         and t.number_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.position, input.pool_id, input.previous_index, input.new_index
    ) , followed_0 as (
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index), followed_1 as (
  update message m set sender_index =
  coalesce((select changed.new_index from changed
             where changed.booking_id = m.booking_id and changed.pool_id = m.pool_id
               and changed.previous_index = m.sender_index limit 1), m.sender_index),
                       receiver_index =
  coalesce((select changed.new_index from changed
             where changed.booking_id = m.booking_id and changed.pool_id = m.pool_id
               and changed.previous_index = m.receiver_index limit 1), m.receiver_index)
    from (select distinct booking_id, pool_id from changed) changed_booking
   where m.booking_id = changed_booking.booking_id and m.pool_id = changed_booking.pool_id)
    select count(*)::integer as reencrypted from changed;

-- reindex-numbers
--   $1 numbers.id integer[]
--   $2 numbers.msisdn_index bytea[]
update virtual_number n set msisdn_index = numbers.msisdn_index
    from unnest($1::integer[], $2::bytea[]) as numbers (id, msisdn_index)
   where n.id = numbers.id
  returning true;

-- retire-number-keys
--   $1 key_ids integer[]
update number_key set state = 'retiring'
   where id = any($1::integer[]) and state in ('filling', 'complete');
