-- register-number-key
-- $1 id integer
-- $2 check_value bytea

insert into number_key (id, check_value, state, generation)
  select $1::integer, $2::bytea, case when is_first then 'complete' else 'known' end,
         case when is_first then 1 end
    from (select not exists (select from number_key) as is_first) start
  on conflict do nothing
