-- read-clock-of-erasure
select statement_timestamp() as at, statement_timestamp()::text as text;
