import { statement } from '../platform/database/index.js';

/** Reads the clock of the database; as text to the microsecond: a Date is less precise. */
export const READ_CLOCK = statement(
  'read-clock-of-erasure',
  {},
  () => 'select statement_timestamp() as at, statement_timestamp()::text as text',
);
