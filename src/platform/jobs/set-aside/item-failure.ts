import { DomainError, isDatabaseUnreachable } from '../../errors/index.js';
import { sqlStateOf } from '../../database/index.js';

const SQLSTATE = /^[\dA-Z]{5}$/;
/**
 * SQLSTATE classes of errors that one row can cause: 21 cardinality, 22 data, 23 constraint, 44 check
 * option, 54 program limit, P0 raised by a trigger, XX corrupted data. All others (wrong statement,
 * missing privilege, serialization, resources, shutdown) concern every row.
 * Source: PostgreSQL, Appendix A.
 */
const ITEM_SQLSTATE = /^(21|22|23|44|54|P0|XX)/;

/** Too many items of a run or job failed, so the items are not the cause. */
export class TooManySetAsideError extends Error {
  override readonly name = 'TooManySetAsideError';
}

/**
 * Whether the item being processed may have caused a failure, so that others can still be
 * processed.
 */
export function isItemFailure(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TooManySetAsideError) return false;
  if (isDatabaseUnreachable(error) || error.name === 'AbortError') return false;
  // An overloaded service, or a replica that lacks a key.
  if (error instanceof DomainError) return error.kind !== 'unavailable';
  const state = sqlStateOf(error);
  if (state !== undefined && SQLSTATE.test(state)) return ITEM_SQLSTATE.test(state);
  // A failed system call (ECONNREFUSED, EMFILE) is not an item's fault.
  return (error as { syscall?: unknown }).syscall === undefined;
}
