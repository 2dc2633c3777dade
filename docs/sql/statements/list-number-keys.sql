-- list-number-keys

select * from number_key order by generation, id
