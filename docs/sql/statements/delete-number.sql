-- delete-number
-- $1 id integer

delete from virtual_number where id = $1::integer
