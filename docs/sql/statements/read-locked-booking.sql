-- read-locked-booking
-- $1 pool_id uuid
-- $2 id uuid
-- $3 expires_at timestamptz

select b.id, b.reference, b.virtual_number_id, b.expires_at, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
         p.name as pool_name, p.grace_seconds, p.cooldown_seconds, p.party_pin,
         ($3::timestamptz is null or $3::timestamptz > statement_timestamp()) as expires_later,
         statement_timestamp()::text as locked_at
    from booking b join pool p on p.id = b.pool_id
   where b.pool_id = $1::uuid and b.id = $2::uuid
