import { byUuid, olderThan, retained } from '../../platform/database/index.js';

/** Deletes records of erasures with the audit trail, which has them too. */
export const OLD_ERASURES = retained({
  name: 'erasures',
  period: 'audit',
  kind: 'erasure',
  table: 'erasure',
  ...olderThan('begun_at'),
  ...byUuid('id'),
});
