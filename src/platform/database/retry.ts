/** serialization_failure and deadlock_detected. Source: PostgreSQL, Appendix A. */
const REPEATABLE_SQLSTATES = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

/** Source: PostgreSQL, Appendix A. */
export const UNIQUE_VIOLATION = '23505';
export const FOREIGN_KEY_VIOLATION = '23503';

/** Returns the SQLSTATE of a database error. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Repeats a statement or transaction that PostgreSQL aborted because of a conflict with another.
 * @throws the last error after five attempts; any other error at once
 */
export async function retryingSerializationFailures<Result>(
  run: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !REPEATABLE_SQLSTATES.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}
