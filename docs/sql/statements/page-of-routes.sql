-- page-of-routes
-- $1 after_booking_id uuid
-- $2 current_key_id integer
-- $3 key_id integer
-- $4 limit integer

with page as materialized (
    select booking_id, pool_id from route
     where booking_id > $1::uuid order by booking_id limit $4::integer
  )
  select distinct on (page.booking_id) page.booking_id, page.pool_id, (
      select count(*) filter (where get_byte(nullif(callee_ciphertext, ''), 0) = $2::integer)
               > count(*) filter (where get_byte(nullif(callee_ciphertext, ''), 0) = $3::integer)
             or bool_or(get_byte(nullif(callee_ciphertext, ''), 0) is null)
        from route r
       where r.booking_id = page.booking_id and r.pool_id = page.pool_id
         and r.reuse_after > statement_timestamp()) as lacks_twins
    from page
   order by page.booking_id
