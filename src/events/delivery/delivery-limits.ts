/** How deliveries are treated; a class, so that tests can change one. */
export class DeliveryLimits {
  /** Milliseconds for an attempt with everything: name, connection, answer. */
  timeoutMs = 10_000;
  /** Attempts under way at one endpoint, in one process. One that hangs holds up no other. */
  perEndpoint = 10;
  /** Milliseconds that `deliverDue` stays; slower attempts go on without it. */
  batchMs = 1_000;
  /** Milliseconds after which it looks for more, though attempts are still under way. */
  recheckMs = 50;
  /** Seconds after which an attempt counts as lost with its process; longer than any attempt. */
  leaseSeconds = 30;
  /** Seconds without a success after which an endpoint that fails is switched off. */
  switchOffSeconds = 3 * 24 * 60 * 60;
  /** From 0 to 1. */
  random: () => number = Math.random;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/**
 * Seconds after each attempt that failed until the next one.
 * Source: Standard Webhooks, "Deliverability and reliability", the example schedule.
 */
const PAUSES = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
/** Of a pause, at most added to it: endpoints that failed together do not come back together. */
const JITTER = 0.2;

/**
 * @param failed attempts, from 1
 * @returns seconds until the next one; undefined: it is given up
 */
export function pauseAfter(failed: number, random: () => number): number | undefined {
  const pause = PAUSES[failed - 1];
  return pause === undefined ? undefined : pause * (1 + JITTER * random());
}
