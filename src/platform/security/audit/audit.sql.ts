import { rows, statement } from '../../database/index.js';

/** Audit events as a parameter. */
export const AUDIT_EVENTS = rows({
  keyId: 'uuid?',
  actor: 'text',
  action: 'text',
  objectType: 'text',
  objectId: 'text?',
  outcome: 'text',
  code: 'text?',
  ip: 'inet?',
  details: 'jsonb',
});

/**
 * Inserts audit events, also as a CTE of the statement that does what they record. No statement
 * changes them, and the application's role needs no right to do so
 * (docs/sql/application-role.sql).
 * @param events SQL query of the columns of `AUDIT_EVENTS`
 */
export const addAuditEvents = (events: string): string => `
  insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
  ${events}`;

export const ADD_EVENTS = statement('add-audit-events', { events: AUDIT_EVENTS }, (p) =>
  addAuditEvents(`select * from ${p.events}`),
);
