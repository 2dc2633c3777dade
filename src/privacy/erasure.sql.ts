import { statement } from '../platform/database/index.js';

/** Reads the database clock. The text has microseconds, which a Date would lose. */
export const READ_CLOCK = statement(
  'read-clock-of-erasure',
  {},
  () => 'select statement_timestamp() as at, statement_timestamp()::text as text',
);
