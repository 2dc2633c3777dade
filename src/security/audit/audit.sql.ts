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
