/** Limits of event deliveries. A class, so that tests can change single limits. */
export class DeliveryLimits {
  /** Milliseconds for a whole attempt: DNS lookup, connection and response. */
  timeoutMs = 10_000;
  /**
   * Concurrent attempts per subscription and process, so that one that hangs does not delay others.
   */
  perSubscription = 10;
  /** Milliseconds that `deliverDue` runs; slower attempts continue after it returns. */
  batchMs = 1_000;
  /** Milliseconds between two searches for due deliveries while attempts are in progress. */
  recheckMs = 50;
  /**
   * Seconds after which an attempt counts as lost with its process; longer than any attempt takes.
   */
  leaseSeconds = 30;
  /** Seconds of failures without a success after which a subscription is disabled. */
  switchOffSeconds = 3 * 24 * 60 * 60;
  /** Returns a number from 0 to 1. */
  random: () => number = Math.random;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/**
 * Seconds from each failed attempt to the next one.
 * Source: Standard Webhooks, "Deliverability and reliability", the example schedule.
 */
const PAUSES = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
/**
 * Largest fraction of a pause that is added to it, so that retries after an outage are spread out.
 */
const JITTER = 0.2;

/**
 * @param failed number of failed attempts, from 1
 * @returns seconds until the next attempt; undefined if the delivery is given up
 */
export function pauseAfter(failed: number, random: () => number): number | undefined {
  const pause = PAUSES[failed - 1];
  return pause === undefined ? undefined : pause * (1 + JITTER * random());
}
