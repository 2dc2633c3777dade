-- oldest-pools-of-sub-accounts

select distinct on (sub_account_id) id from pool order by sub_account_id, created_at, id
