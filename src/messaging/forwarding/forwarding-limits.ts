import { Injectable } from '@nestjs/common';

/** Limits of forwarding; tests replace them. */
@Injectable()
export class ForwardingLimits {
  /** Attempts in progress in this process. */
  concurrent = 32;
  /**
   * Seconds after which another replica takes an attempt for dead. Longer than a request to 8x8 and
   * the statements around it.
   */
  leaseSeconds = 60;
  /** Milliseconds after its claim at which a text is not sent any more but released. */
  freshMs = 20_000;
  /** Milliseconds that one run of the job lasts at most, if texts keep coming. */
  runMs = 1_000;
}

/** Seconds; the pause doubles with each attempt, from the first to the longest. */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 60;

/** Returns the seconds before another attempt. @param attempts failed so far, from 1 */
export const pauseAfter = (attempts: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts - 1, 10));
