import { statement } from './statement.js';

/** Reads the database's clock, in seconds since 1970. */
export const DATABASE_CLOCK = statement(
  'database-clock',
  {},
  () => 'select extract(epoch from clock_timestamp())::float8 as seconds',
  { isRepeatable: true },
);
