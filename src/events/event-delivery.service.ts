import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { describeError, webhookDeliveries } from '../common/index.js';
import { AuditTrail, NumberVault, SealBrokenError } from '../security/index.js';
import type { SwitchOffReason } from './webhook-endpoint.entity.js';
import { DeliveryLimits, pauseAfter } from './delivery-limits.js';
import { type ClaimedDelivery, DeliveryRepository } from './delivery.repository.js';
import { mapEvent } from './event.mapper.js';
import { type SendOutcome, WebhookSender } from './webhook-sender.js';
import { secretPlace, signedHeaders } from './webhook-signature.js';

/** What came of the attempts that ended since it was last asked. */
export interface DeliveryTally {
  delivered: number;
  /** Failed, and tried again later. */
  failed: number;
  /** Failed for the last time. */
  dead: number;
  /** Attempts that are still going on. */
  underWay: number;
}

/** Sends events to the endpoints that want them: at least once each. */
@Injectable()
export class EventDeliveryService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(EventDeliveryService.name);
  /** Attempts under way, by endpoint, and what ends each of them. */
  private readonly lanes = new Map<string, Map<Promise<void>, AbortController>>();
  private tally = { delivered: 0, failed: 0, dead: 0 };
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly sender: WebhookSender,
    private readonly limits: DeliveryLimits,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sends what is due, and what becomes due meanwhile, for about a second; to be called again and
   * again, by as many processes as there are. An attempt that takes longer goes on without it, and is
   * told by a later call. Two calls at once are one.
   * @param signal ends it early; attempts that are under way go on
   */
  async deliverDue(signal?: AbortSignal): Promise<DeliveryTally> {
    this.running ??= this.deliver(signal).finally(() => {
      this.running = undefined;
    });
    await this.running;
    const tally = { ...this.tally, underWay: this.attempts().length };
    this.tally = { delivered: 0, failed: 0, dead: 0 };
    return tally;
  }

  /** Ends what is under way, and gives it back: another process, or the next start, sends it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.running?.catch(() => undefined);
    for (const lane of this.lanes.values()) for (const abort of lane.values()) abort.abort();
    await Promise.all(this.attempts());
  }

  private async deliver(signal: AbortSignal | undefined): Promise<void> {
    const { batchMs, recheckMs, perEndpoint, leaseSeconds } = this.limits;
    const until = performance.now() + batchMs;
    while (!signal?.aborted && !this.isStopping && performance.now() < until) {
      const claimed = await this.deliveries.claim(this.lanes, perEndpoint, leaseSeconds);
      for (const delivery of claimed) this.start(delivery);
      if (this.attempts().length === 0) break;
      const recheck = new AbortController();
      await Promise.race([
        Promise.all(this.attempts()),
        pause(recheckMs, undefined, { signal: recheck.signal }).catch(() => undefined),
      ]);
      recheck.abort();
    }
  }

  private attempts(): Promise<void>[] {
    return [...this.lanes.values()].flatMap((lane) => [...lane.keys()]);
  }

  private start(delivery: ClaimedDelivery): void {
    const { endpoint_id: endpointId } = delivery;
    const lane = this.lanes.get(endpointId) ?? new Map<Promise<void>, AbortController>();
    this.lanes.set(endpointId, lane);
    const abort = new AbortController();
    const attempt = this.attempt(delivery, abort).finally(() => {
      lane.delete(attempt);
      if (lane.size === 0) this.lanes.delete(endpointId);
    });
    lane.set(attempt, abort);
  }

  /** Never throws: if it can't be put down how it went, the lease runs out and it is tried again. */
  private async attempt(delivery: ClaimedDelivery, abort: AbortController): Promise<void> {
    const deadline = setTimeout(() => abort.abort(), this.limits.timeoutMs);
    try {
      const outcome = await this.send(delivery, abort.signal);
      if (this.isStopping && outcome.error === 'timeout') {
        await this.deliveries.release(delivery);
        return;
      }
      const settled = await this.deliveries.settle(delivery, outcome, {
        pauseSeconds: pauseAfter(delivery.attempts + 1, this.limits.random),
        switchOffSeconds: this.limits.switchOffSeconds,
      });
      if (!settled) return;
      const word = settled.status === 'pending' ? 'failed' : settled.status;
      this.tally[word] += 1;
      webhookDeliveries.inc({ outcome: word });
      if (settled.switched_off) {
        await this.noteSwitchedOff(delivery.endpoint_id, settled.switched_off);
      }
    } catch (error) {
      this.logger.warn(`a delivery could not be put down: ${describeError(error)}`);
    } finally {
      clearTimeout(deadline);
    }
  }

  private async noteSwitchedOff(endpointId: string, reason: SwitchOffReason): Promise<void> {
    this.logger.warn(`webhook endpoint ${endpointId} was switched off: ${reason}`);
    await this.audit.record({
      action: 'webhook-endpoint.switch-off',
      objectType: 'webhook-endpoint',
      objectId: endpointId,
      details: { reason },
    });
  }

  private async send(delivery: ClaimedDelivery, signal: AbortSignal): Promise<SendOutcome> {
    const secrets = this.secretsOf(delivery);
    if (!secrets) return { isTaken: false, status: null, error: 'secret-unreadable' };
    const body = JSON.stringify(mapEvent(delivery));
    const headers = signedHeaders(delivery.event_id, new Date(), body, secrets);
    return this.sender.send(delivery.url, body, headers, signal);
  }

  /** @returns undefined if one of them was sealed with a key that we do not have */
  private secretsOf(delivery: ClaimedDelivery): string[] | undefined {
    const { endpoint_id: endpointId, secret_ciphertext: secret } = delivery;
    const sealed = [secret, delivery.previous_secret_ciphertext].filter((one) => one !== null);
    try {
      return sealed.map((one) => this.vault.openText(one, secretPlace(endpointId)));
    } catch (error) {
      if (error instanceof SealBrokenError) return undefined;
      throw error;
    }
  }
}
