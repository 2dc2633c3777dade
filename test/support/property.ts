import fc from 'fast-check';

/**
 * Checks a property that needs servers, each run of which may take seconds. Throws with the seed and a
 * counterexample as soon as a run fails, made as small as the time allows: without that limit the test
 * would time out first and print neither. Where the failure does not come back (a race), the counterexample
 * is the one that was found first.
 * @param shrinkMs milliseconds that are spent on making the counterexample smaller
 */
export async function expectProperty<Values>(
  property: fc.IAsyncProperty<Values>,
  parameters: fc.Parameters<Values>,
  shrinkMs = 30_000,
): Promise<void> {
  const found = await fc.check(property, { ...parameters, endOnFailure: true });
  if (!found.failed) return;
  const { seed, counterexamplePath } = found;
  const smaller = await fc.check(property, {
    ...parameters,
    seed,
    ...(counterexamplePath !== null && { path: counterexamplePath }),
    interruptAfterTimeLimit: shrinkMs,
    markInterruptAsFailure: false,
  });
  const report = smaller.counterexample === null ? found : smaller;
  throw new Error(await fc.asyncDefaultReportMessage(report), { cause: report.errorInstance });
}
