-- lock-number-to-delete
-- $1 id integer

select pool_id, ordinal from virtual_number
   where id = $1::integer and state <> 'enabled' for update
