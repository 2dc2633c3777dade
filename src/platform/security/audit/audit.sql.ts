import { rows, statement } from '../../database/index.js';

/**
 * Inserts audit events. No other statement changes them, and the application's role needs no right
 * to do so (docs/sql/application-role.sql).
 */
export const ADD_EVENTS = statement(
  'add-audit-events',
  {
    events: rows({
      keyId: 'uuid?',
      actor: 'text',
      action: 'text',
      objectType: 'text',
      objectId: 'text?',
      outcome: 'text',
      code: 'text?',
      ip: 'inet?',
      details: 'jsonb',
    }),
  },
  (p) => `
  insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
  select * from ${p.events}`,
);
