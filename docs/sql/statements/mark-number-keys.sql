-- mark-number-keys
-- $1 key_ids integer[]
-- $2 from text
-- $3 to text

update number_key set state = $3::text where id = any($1::integer[]) and state = $2::text
