-- retire-number-keys
-- $1 key_ids integer[]

update number_key set state = 'retiring'
   where id = any($1::integer[]) and state in ('filling', 'complete')
