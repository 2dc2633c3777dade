-- begin-number-keys
-- $1 key_ids integer[]

update number_key
     set state = 'filling',
         generation = (select max(generation) from number_key) + array_position($1::integer[], id)
   where id = any($1::integer[]) and state = 'known'
