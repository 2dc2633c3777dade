-- count-missing-numbers
-- $1 sub_account_id text
-- $2 as_of timestamptz
-- $3 seen_since timestamptz

select pool_id as "poolId", name as "poolName", held_id as "heldId", count(id)::integer as numbers,
         count(id) filter (where is_missing)::integer as missing,
         count(id) filter (where is_usable)::integer as usable,
         count(id) filter (where is_usable and is_missing)::integer as "usableMissing",
         count(id) filter (where is_held)::integer as held,
         count(id) filter (where is_held and is_missing)::integer as "heldMissing"
    from (
      select p.id as pool_id, p.name, h.id as held_id, n.id,
             n.state = 'enabled' and n.operational_status = 'Active' as is_usable,

  (n.created_at <= $2::timestamptz and (n.news_at is null or n.news_at <= $2::timestamptz)
    and (n.synced_at is null or n.synced_at < $3::timestamptz)) as is_missing,
             coalesce(
  (n.created_at <= h.as_of and (n.news_at is null or n.news_at <= h.as_of)
    and (n.synced_at is null or n.synced_at < h.seen_since)), false) as is_held
        from pool p
        left join held_sync h on h.pool_id = p.id
        left join virtual_number n on n.pool_id = p.id and n.operational_status <> 'Inactive'
       where p.sub_account_id = $1::text) numbers
   group by pool_id, name, held_id
   order by pool_id
