import { isDatabaseUnreachable } from '../platform/errors/index.js';
import { MalformedMessageError } from '../eightxeight/index.js';
import { OverloadedError } from './decision/call-decision.repository.js';

/** Reasons for the message "try again later", as used in logs and metrics. */
export type CallFailure =
  'deadline' | 'overload' | 'database-unreachable' | 'malformed-message' | 'error';

/** The call handle was not decided in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

export function callFailureOf(error: unknown): CallFailure {
  if (error instanceof DeadlineError) return 'deadline';
  if (error instanceof OverloadedError) return 'overload';
  if (error instanceof MalformedMessageError) return 'malformed-message';
  return isDatabaseUnreachable(error) ? 'database-unreachable' : 'error';
}
