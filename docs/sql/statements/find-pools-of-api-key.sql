-- find-pools-of-api-key
-- $1 ids_or_names text[]

select p.id, p.name from pool p
   where p.id::text = any($1::text[]) or p.name = any($1::text[])
