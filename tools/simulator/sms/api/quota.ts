import type { Pace } from '../../clock.js';
import { SmsFailure } from './sms-failure.js';

/** One request in a simulated second. */
export class Quota {
  private lastAt = -Infinity;

  constructor(private readonly pace: Pace) {}

  /** @throws SmsFailure 429 */
  assertFree(): void {
    const now = this.pace.elapsedSeconds();
    if (now - this.lastAt < 1) throw new SmsFailure(429, undefined, { 'retry-after': '1' });
    this.lastAt = now;
  }
}
