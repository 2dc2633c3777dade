-- bookings-by-day
-- $1 pool_id uuid

select count(b.id)::integer as bookings
    from generate_series(14, 1, -1) as ago
    left join booking b on b.pool_id = $1::uuid
      and b.created_at >= date_trunc('day', now(), 'UTC') - make_interval(days => ago)
      and b.created_at < date_trunc('day', now(), 'UTC') - make_interval(days => ago - 1)
   group by ago
   order by ago desc
