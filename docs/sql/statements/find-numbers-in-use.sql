-- find-numbers-in-use
-- $1 numbers.msisdn text[]
-- $2 numbers.msisdn_index bytea[]
-- $3 key_id integer

select array(
           select distinct numbers.msisdn
             from unnest($1::text[], $2::bytea[]) as numbers (msisdn, msisdn_index)
            where exists (
              select from route r
               where r.caller_index = numbers.msisdn_index
                 and r.callable_until > statement_timestamp())
         ) as in_use,
         exists (select from number_key where id = $3::integer and state = 'complete') as has_key
