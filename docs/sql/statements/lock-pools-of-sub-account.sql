-- lock-pools-of-sub-account
-- $1 sub_account_id text

select from pool where sub_account_id = $1::text order by id for no key update
