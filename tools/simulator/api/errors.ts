/** A request to the simulator itself is malformed; the message names the invalid field. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
}

/** The number does not belong to the simulated sub-account, so 8x8 does not know it. */
export class NumberNotInServiceError extends Error {
  override readonly name = 'NumberNotInServiceError';
  readonly code = 'number-not-in-service';
}

/** The simulator was closed, possibly in the middle of a call. */
export class SimulatorClosedError extends Error {
  override readonly name = 'SimulatorClosedError';
  readonly code = 'simulator-closed';
  constructor() {
    super('the simulator is closed');
  }
}

/** Ends a session with status `ERROR`. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  /**
   * @param sessionErrorCode one of 8x8's session error codes, such as -2002
   * @param faults what was wrong, one sentence each
   */
  constructor(
    readonly sessionErrorCode: number,
    readonly faults: string[],
  ) {
    super(faults.join('; '));
  }
}
