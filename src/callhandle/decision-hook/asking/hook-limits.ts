/** Limits of questions to decision hooks. A class, so that tests can change single limits. */
export class HookLimits {
  /** Milliseconds for a whole question: DNS lookup, connection and response. */
  timeoutMs = 300;
  /** Milliseconds of a call handle's time that are kept for recording the decision. */
  reserveMs = 200;
  /** Concurrent questions per hook and process, so that one that hangs takes nothing from others. */
  perHook = 50;
  /** Bytes of a response; the longest message takes 12,000. */
  maxResponseBytes = 16 * 1024;
  /** Failures in a row after which the circuit breaker opens. */
  failuresToOpen = 5;
  /** Milliseconds for which an open circuit breaker lets no question through. */
  openMs = 10_000;
  /** Milliseconds between two log lines about failures of one hook. */
  logEveryMs = 60_000;
  /** Milliseconds after which an idle connection is closed. */
  idleMs = 30_000;
  /** Returns milliseconds; only differences count. */
  now: () => number = () => performance.now();
}
