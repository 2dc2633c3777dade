import type { PreparedStatement } from '../../database/index.js';

/**
 * Adds events; there is no statement that changes or deletes one, and the application's role need not
 * be allowed to (docs/sql/application-role.sql).
 * $1 key ids, $2 actors, $3 actions, $4 types and $5 ids of objects, $6 outcomes, $7 codes,
 * $8 addresses, $9 details as JSON
 */
export const ADD_EVENTS: PreparedStatement = {
  name: 'add-audit-events',
  text: `
  insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                       $7::text[], $8::inet[], $9::jsonb[])`,
};

/**
 * Newest first. $1 limit, $2 id of the last one shown, $3 action, $4 key id, $5 actor, $6 from
 * (included) and $7 to (not included); each but the first may be null
 */
export const LIST_EVENTS = `
  select id, occurred_at, key_id, actor, action, object_type, object_id, outcome, code,
         host(ip) as ip, details
    from audit_event
   where ($2::bigint is null or id < $2) and ($3::text is null or action = $3)
     and ($4::uuid is null or key_id = $4) and ($5::text is null or (key_id is null and actor = $5))
     and ($6::timestamptz is null or occurred_at >= $6)
     and ($7::timestamptz is null or occurred_at < $7)
   order by id desc
   limit $1`;
