/**
 * SQLSTATE classes and Node error codes that mean "no database", not "wrong statement".
 * Source: PostgreSQL, Appendix A (08: connection, 57P: operator intervention, 53: resources).
 */
const UNREACHABLE_SQLSTATE = /^(08|57P0|53300)/;
const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
]);
const UNREACHABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after/i;

/** Whether the failure is one of reaching the database, so that trying later can help. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    if (UNREACHABLE_CODES.has(code) || UNREACHABLE_SQLSTATE.test(code)) return true;
  }
  return UNREACHABLE_MESSAGES.test(error.message);
}
