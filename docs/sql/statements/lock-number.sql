-- lock-number
-- $1 id integer

select from virtual_number where id = $1::integer for no key update
