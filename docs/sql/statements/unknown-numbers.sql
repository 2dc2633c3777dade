-- unknown-numbers
-- $1 msisdns text[]

select msisdn from unnest($1::text[]) as msisdn
   where not exists (select from virtual_number n where n.msisdn = msisdn.msisdn)
