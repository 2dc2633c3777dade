import { byUuid, olderThan, retained } from '../../database/index.js';

/** Deletes sessions a day after their end; the audit trail keeps who signed in. */
export const OLD_CONSOLE_SESSIONS = retained({
  name: 'consoleSessions',
  period: 1,
  kind: 'console-session',
  table: 'console_session',
  ...olderThan('expires_at'),
  ...byUuid('id'),
});
