-- database-time

select now()::text as now
