import fc from 'fast-check';

/**
 * Checks a property that needs servers, whose runs may take seconds each.
 * Throws with the seed and a counterexample as soon as a run fails, shrunk as far as the time allows.
 * Without the limit the test would time out first and print neither. If the failure does not recur (a
 * race), the counterexample is the one found first.
 * @param shrinkMs milliseconds for shrinking the counterexample
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
