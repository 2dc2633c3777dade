-- list-bookings-of-phone
-- $1 indexes bytea[]
-- $2 before_id uuid
-- $3 limit integer
-- $4 kept_days integer

with own as (
    select booking_id, array_agg(distinct role order by role) as roles, bool_or(has_pin) as has_pin
      from (
        select booking_id, role, pin_ciphertext is not null as has_pin
          from party where number_index = any($1::bytea[])
        union all
        select a.booking_id, a.role, p.pin_ciphertext is not null
          from party_alternate a
          join party p using (pool_id, booking_id, role)
         where a.number_index = any($1::bytea[])
        union all
        select booking_id, caller_role, false from route
         where caller_index = any($1::bytea[])) known
     where $2::uuid is null or booking_id < $2::uuid
     group by booking_id
     order by booking_id desc
     limit $3::integer
  )
  select b.id, p.name as pool, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status, n.msisdn as virtual_number, own.roles,
         own.has_pin, b.created_at, b.expires_at, b.ended_at,
         case when $4::integer > 0 then b.ended_at + make_interval(days => $4::integer) end
           as kept_until
    from own
    join booking b on b.id = own.booking_id
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
   order by b.id desc
