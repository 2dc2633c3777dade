-- database-clock

select extract(epoch from clock_timestamp())::float8 as seconds
