-- fill-gap-of-ordinals
-- $1 pool_id uuid
-- $2 ordinal integer

update virtual_number set ordinal = $2::integer
   where pool_id = $1::uuid and ordinal > $2::integer
     and ordinal = (select max(ordinal) from virtual_number where pool_id = $1::uuid)
