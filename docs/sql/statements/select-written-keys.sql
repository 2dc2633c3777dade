-- select-written-keys

select array(
  select id from number_key where state in ('filling', 'complete') order by id) as keys
