/** Lets a running job check whether to continue. */
export interface JobRun {
  /** Aborted when the process stops, or when another process has taken over the job. */
  readonly signal: AbortSignal;
  /**
   * Rests and then returns whether to continue; a job calls it before each batch. The rest leaves
   * capacity for calls: it is a fraction of the time that the last batch took, or longer if that
   * batch was faster than `atLeastMs`.
   * @param atLeastMs minimum milliseconds for the last batch including its rest
   * @returns false if the job has to stop, because the process shuts down or the lease was lost
   */
  shouldContinue(atLeastMs?: number): Promise<boolean>;
}

/**
 * Recurring work, done by one replica at a time. Must be harmless if two replicas run it
 * concurrently.
 */
export interface Job {
  /** Stable name in lower case with hyphens. */
  readonly name: string;
  /** Interval in seconds; 0: runs only on request. */
  readonly everySeconds: number;
  /** Runs the job. @returns counts of its work, for `GET /v1/jobs` */
  run(run: JobRun): Promise<Record<string, number>>;
}
