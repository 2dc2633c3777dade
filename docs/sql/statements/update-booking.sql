-- update-booking
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 expires_at timestamptz
-- $4 ttl_seconds integer
-- $5 cooldown_seconds integer
-- $6 locked_at timestamptz
-- $7 changed text[]
-- $8 call_recording boolean
-- $9 callers_allowed text[]
-- $10 announcement jsonb
-- $11 metadata jsonb

with changed as (
    update booking
       set expires_at = coalesce($3::timestamptz,
             $6::timestamptz + make_interval(secs => $4::integer), expires_at),
           call_recording = case when 'call_recording' = any($7::text[])
             then $8::boolean else call_recording end,
           callers_allowed = case when 'callers_allowed' = any($7::text[])
             then $9::text[] else callers_allowed end,
           announcement = case when 'announcement' = any($7::text[])
             then $10::jsonb else announcement end,
           metadata = case when 'metadata' = any($7::text[])
             then $11::jsonb else metadata end,
           updated_at = $6::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning expires_at
  )
  update route
     set callable_until = changed.expires_at,
         reuse_after = changed.expires_at + make_interval(secs => $5::integer)
    from changed
   where route.pool_id = $1::uuid and route.booking_id = $2::uuid
     and route.callable_until > $6::timestamptz
