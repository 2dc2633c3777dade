-- check-number
-- $1 id integer
-- $2 capacity integer

select from virtual_number n
   where n.id = $1::integer and (n.state = 'enabled' and n.operational_status = 'Active') and not case when $2::integer is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= $2::integer end
