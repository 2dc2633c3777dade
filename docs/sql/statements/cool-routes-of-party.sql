-- cool-routes-of-party
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 role text
-- $4 cooldown_seconds integer
-- $5 locked_at timestamptz

update route
     set callable_until = least(callable_until, $5::timestamptz),
         reuse_after = least(callable_until, $5::timestamptz) + make_interval(secs => $4::integer)
   where pool_id = $1::uuid and booking_id = $2::uuid and caller_role = $3::text
