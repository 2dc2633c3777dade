-- drop-held-sync
-- $1 pool_id uuid
-- $2 id uuid

delete from held_sync where pool_id = $1::uuid and ($2::uuid is null or id = $2::uuid)
  returning as_of::text as "asOf", seen_since::text as "seenSince"
