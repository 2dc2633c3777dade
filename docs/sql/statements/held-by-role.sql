-- held-by-role
-- $1 pool_id uuid

with person as (
    select caller_role, caller_index, count(*) as held
      from route
     where pool_id = $1::uuid and reuse_after > now()
       and get_byte(nullif(callee_ciphertext, ''), 0) = (
         select id from number_key where state = 'complete' order by generation limit 1)
     group by caller_role, caller_index
  )
  select caller_role as role, count(*)::integer as people, max(held)::integer as most,
         avg(held)::float8 as mean
    from person
   group by caller_role
   order by max(held) desc, count(*) desc
