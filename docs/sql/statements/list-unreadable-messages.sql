-- list-unreadable-messages
-- $1 limit integer
-- $2 before_time timestamptz
-- $3 before_digest text

select *, last_received_at::text || '|' || encode(digest, 'hex') as position
    from unreadable_message
   where $2::timestamptz is null
      or (last_received_at, digest) < ($2::timestamptz, decode($3::text, 'hex'))
   order by last_received_at desc, digest desc
   limit $1::integer
