/** Milliseconds that a call handle may take. */
export interface CallTimeouts {
  /** After it the caller hears a message, whatever the database does. */
  answer: number;
  /** For a free connection, or a new one. */
  connect: number;
  statement: number;
}

/**
 * The time-outs of every installation. There is no setting for them: 8x8 does not say how long it
 * waits. Tests give themselves more, so that a busy machine does not decide what a caller hears.
 */
export const CALL_TIMEOUTS: Readonly<CallTimeouts> = { answer: 800, connect: 400, statement: 600 };
