import { isIP } from 'node:net';
import { Logger } from '@nestjs/common';
import { carrierWebhooksRefused } from '../../observability/index.js';

export type RefusalReason = 'address' | 'secret';

/** Milliseconds between two log lines for the same reason. */
const SILENCE_MS = 1_000;

const TEXTS: Readonly<Record<RefusalReason, string>> = {
  address: 'its address is not in WEBHOOK_ALLOWED_IPS, or SMS_WEBHOOK_ALLOWED_IPS for texts',
  secret: 'it contains none of WEBHOOK_SECRETS, or SMS_WEBHOOK_SECRETS for texts',
};

/** Counts refused carrier webhooks, and logs at most one per second and reason. */
export class RefusalLog {
  private readonly logger = new Logger('CarrierWebhookGate');
  private readonly states = {
    address: { loggedAt: -Infinity, suppressed: 0 },
    secret: { loggedAt: -Infinity, suppressed: 0 },
  };

  /** @param now returns milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param address may be any text, because it may come from a proxy */
  add(reason: RefusalReason, address: string): void {
    carrierWebhooksRefused.inc({ reason });
    const state = this.states[reason];
    if (this.now() - state.loggedAt < SILENCE_MS) {
      state.suppressed += 1;
      return;
    }
    const from = isIP(address) === 0 ? 'an invalid address' : address;
    const more = state.suppressed > 0 ? `, and ${state.suppressed} more before it` : '';
    this.logger.warn(`a carrier webhook from ${from} was refused: ${TEXTS[reason]}${more}`);
    this.states[reason] = { loggedAt: this.now(), suppressed: 0 };
  }
}
