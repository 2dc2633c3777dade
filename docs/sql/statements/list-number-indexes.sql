-- list-number-indexes
-- $1 after_id integer
-- $2 limit integer

select id, msisdn, msisdn_index from virtual_number
   where id > $1::integer order by id limit $2::integer
