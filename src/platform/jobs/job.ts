/** What a job is told while it runs. */
export interface JobRun {
  /** Aborted when the process stops, or another one has taken over. */
  readonly signal: AbortSignal;
  /**
   * To be asked before each batch. It rests first, so that a job leaves room for calls: for a part of the
   * time that the last batch took, and longer if that was quicker than need be.
   * @param atLeastMs what the last batch and its rest take together, in milliseconds
   * @returns false if the job has to stop: the process shuts down, or the lease is somebody else's
   */
  shouldContinue(atLeastMs?: number): Promise<boolean>;
}

/** Work that is done again and again, by one replica at a time; harmless if two do it at once. */
export interface Job {
  /** Stable; lower case with hyphens. */
  readonly name: string;
  /** From one occurrence to the next; 0: only when it is asked for. */
  readonly everySeconds: number;
  /** @returns what it did, in counts, for `GET /v1/jobs` */
  run(run: JobRun): Promise<Record<string, number>>;
}
