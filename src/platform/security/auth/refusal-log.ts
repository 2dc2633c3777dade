import { isIP } from 'node:net';
import { Logger } from '@nestjs/common';
import { carrierWebhooksRefused } from '../../observability/index.js';

export type RefusalReason = 'address' | 'secret';

/** Milliseconds between two lines about the same reason. */
const SILENCE_MS = 1_000;

const TEXTS: Readonly<Record<RefusalReason, string>> = {
  address: 'its address is not in WEBHOOK_ALLOWED_IPS',
  secret: 'it has none of WEBHOOK_SECRETS',
};

/** Counts refused carrier webhooks, and logs at most one a second for each reason. */
export class RefusalLog {
  private readonly logger = new Logger('CarrierWebhookGate');
  private readonly states = {
    address: { loggedAt: -Infinity, suppressed: 0 },
    secret: { loggedAt: -Infinity, suppressed: 0 },
  };

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param address as a proxy may have written it */
  add(reason: RefusalReason, address: string): void {
    carrierWebhooksRefused.inc({ reason });
    const state = this.states[reason];
    if (this.now() - state.loggedAt < SILENCE_MS) {
      state.suppressed += 1;
      return;
    }
    const from = isIP(address) === 0 ? 'something that is no address' : address;
    const more = state.suppressed > 0 ? `, and ${state.suppressed} more before it` : '';
    this.logger.warn(`a carrier webhook from ${from} was refused: ${TEXTS[reason]}${more}`);
    this.states[reason] = { loggedAt: this.now(), suppressed: 0 };
  }
}
