import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';

/**
 * Returns the names of the IANA time zones that PostgreSQL knows. Leaves out other forms: a list of
 * leap seconds (`right/…`), copies (`posix/…`), and files that differ between servers.
 */
export const SELECT_TIME_ZONES = statement(
  'select-time-zones',
  {},
  () => `
  select name from pg_timezone_names
   where name !~ '^(posix|right)/' and name not in ('localtime', 'posixrules', 'Factory')`,
  { isRepeatable: true, timeout: LONG_STATEMENT_MS },
);
