/** Timeouts of a call handle in milliseconds. */
export interface CallTimeouts {
  /** After this time the caller hears a message, even if the database has not responded. */
  answer: number;
  /** To obtain a free or a new database connection. */
  connect: number;
  statement: number;
}

/**
 * The timeouts of every installation. A callflow is promised within a second: 300 ms are left for a
 * machine whose processors are all busy, as when all connections are made anew. They are not
 * configurable, because 8x8 does not document how long it waits. Tests use longer ones, so that a
 * busy machine does not change their result.
 */
export const CALL_TIMEOUTS: Readonly<CallTimeouts> = { answer: 700, connect: 400, statement: 600 };
