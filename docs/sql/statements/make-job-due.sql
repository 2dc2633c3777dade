-- make-job-due
-- $1 name text

update job set due_at = least(due_at, now())
   where name = $1::text and (lease_until is null or lease_until <= now())
  returning name
