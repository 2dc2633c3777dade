-- reindex-numbers
-- $1 numbers.id integer[]
-- $2 numbers.msisdn_index bytea[]

update virtual_number n set msisdn_index = numbers.msisdn_index
    from unnest($1::integer[], $2::bytea[]) as numbers (id, msisdn_index)
   where n.id = numbers.id
  returning true
