import { olderThan, retained } from '../../database/index.js';

export const OLD_AUDIT_EVENTS = retained({
  name: 'audit',
  period: 'audit',
  kind: 'audit-event',
  table: 'audit_event',
  ...olderThan('occurred_at'),
  id: 'id',
  ids: 'bigint[]',
});
