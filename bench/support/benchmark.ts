/** Something that was started and must be stopped. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Remembers something to stop, and returns it. */
export type Keep = <Started extends Stoppable>(started: Started) => Started;

/**
 * Runs a benchmark and then stops what it kept, in reverse order; also after an error, Ctrl-C or SIGTERM, since
 * an embedded PostgreSQL would otherwise go on.
 */
export async function benchmark(run: (keep: Keep) => Promise<void>): Promise<void> {
  const kept: Stoppable[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => reject(new Error(`interrupted by ${signal}`)));
    }
  });
  try {
    await Promise.race([
      run((started) => {
        kept.push(started);
        return started;
      }),
      interrupted,
    ]);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  for (const started of kept.toReversed()) await started.stop();
  // What was interrupted may still wait for something.
  process.exit();
}
