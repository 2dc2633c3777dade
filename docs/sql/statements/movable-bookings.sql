-- movable-bookings
-- $1 pool_id uuid
-- $2 numbers.number_id integer[]
-- $3 numbers.most integer[]
-- $4 limit integer
-- $5 except uuid[]

select b.id, b.virtual_number_id as number_id, b.is_quiet,
         array(
           select distinct other.virtual_number_id
             from route mine
             join route other on other.caller_index = mine.caller_index
              and other.reuse_after > now()
            where mine.booking_id = b.id and mine.pool_id = $1::uuid) as held
    from unnest($2::integer[], $3::integer[]) as numbers (number_id, most)
    cross join lateral (
      select c.id, c.virtual_number_id,
             not exists (
               select from call_session s
                where s.booking_id = c.id and s.created_at > now() - interval '15 minutes') as is_quiet,
             c.created_at > now() - interval '15 minutes' as is_young,
             md5(c.id::text || date_trunc('hour', now())) as position
        from booking c
       where c.virtual_number_id = numbers.number_id and c.pool_id = $1::uuid
         and c.status = 'active' and c.expires_at > now() and c.id <> all($5::uuid[])
       order by is_quiet desc, is_young, position
       limit numbers.most) b
   order by b.is_quiet desc, b.is_young, b.position
   limit $4::integer
