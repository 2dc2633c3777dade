-- take-recording
-- $1 message_key text
-- $2 session_id text
-- $3 sub_account_id text
-- $4 recording_id text
-- $5 status text
-- $6 status_rank integer
-- $7 duration_seconds integer
-- $8 file_path text

with input as materialized (
    select $1::text as message_key, $2::text as session_id,
           $3::text as sub_account_id, null::text as number_a, null::text as number_b
  ),
  located as materialized (
    select input.*, coalesce(by_number.pool_id, on_record.pool_id, '00000000-0000-0000-0000-000000000000') as pool_id,
           by_number.msisdn as number_of_ours
      from input
      left join lateral (
        select n.pool_id, n.msisdn
          from virtual_number n
          join pool p on p.id = n.pool_id and p.sub_account_id = input.sub_account_id
         where n.msisdn in (input.number_a, input.number_b)
         order by n.msisdn = input.number_a desc
         limit 1) by_number on true
      left join lateral (
        select s.pool_id
          from call_session s
          left join pool p on p.id = s.pool_id
         where by_number.pool_id is null and s.session_id = input.session_id
           and p.sub_account_id = coalesce(input.sub_account_id, p.sub_account_id)
         limit 1) on_record on true
  ),
  receipt as (
    insert into webhook_receipt (pool_id, message_key)
    select distinct pool_id, message_key from located order by message_key, pool_id
    on conflict do nothing
    returning pool_id, message_key
  ), fresh as materialized (
    select located.* from located join receipt using (pool_id, message_key)
  )
  insert into recording (pool_id, session_id, recording_id, status, status_rank, duration_seconds,
                         file_path)
  select pool_id, session_id, $4::text, $5::text, $6::integer, $7::integer,
         $8::text
    from fresh
  on conflict (session_id, recording_id, pool_id) do update set
    status = case
      when excluded.status_rank > recording.status_rank
        or excluded.status_rank = recording.status_rank
        and excluded.status > recording.status collate "C"
      then excluded.status else recording.status end,
    status_rank = greatest(recording.status_rank, excluded.status_rank),
    duration_seconds = greatest(recording.duration_seconds, excluded.duration_seconds),
    file_path = greatest(recording.file_path, excluded.file_path)
