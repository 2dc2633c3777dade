-- find-known-numbers
-- $1 msisdns text[]

select n.msisdn, n.pool_id
    from unnest($1::text[]) as input (msisdn)
    join virtual_number n on n.msisdn = input.msisdn
