import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { describeError } from '../../platform/errors/index.js';
import { eventDeliveries, startClientSpan } from '../../platform/observability/index.js';
import {
  isItemFailure,
  type JobItems,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import { AuditTrail, NumberVault, DecryptionFailedError } from '../../platform/security/index.js';
import type { SwitchOffReason } from '../subscriptions/event-subscription.entity.js';
import { DeliveryFormats } from './delivery-format.js';
import { DeliveryLimits, pauseAfter } from './delivery-limits.js';
import { type ClaimedDelivery, DeliveryRepository, itemOf } from './delivery.repository.js';
import { mapEvent } from '../outbox/event.mapper.js';
import { type SendOutcome, EventSender } from './event-sender.js';
import { SUBSCRIPTION_SECRET, signedHeaders } from './event-signature.js';

/** Outcomes of the attempts that ended since the previous tally. */
export interface DeliveryTally {
  delivered: number;
  /** Failed, to be retried. */
  failed: number;
  /** Failed for the last time; given up. */
  dead: number;
  /** Deliveries whose row cannot be updated. */
  setAside: number;
  /** Attempts still in progress. */
  underWay: number;
}

/** Due deliveries searched at once for the one that makes a claim fail. */
const DUE_AT_ONCE = 500;

/** Delivers events to event subscriptions, at least once each. */
@Injectable()
export class EventDeliveryService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(EventDeliveryService.name);
  /** Attempts in progress by event subscription, each with its abort controller. */
  private readonly lanes = new Map<string, Map<Promise<void>, AbortController>>();
  private tally = { delivered: 0, failed: 0, dead: 0, setAside: 0 };
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly sender: EventSender,
    private readonly limits: DeliveryLimits,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
    private readonly setAsides: SetAsideService,
    private readonly formats: DeliveryFormats,
  ) {}

  /**
   * Sends deliveries that are due, or become due meanwhile, for about a second. Any number of
   * processes may call it repeatedly. A slower attempt continues in the background, and a later
   * call reports its outcome. Concurrent calls in one process share one run.
   * @param signal ends the run early; attempts in progress continue
   */
  async deliverDue(signal?: AbortSignal): Promise<DeliveryTally> {
    this.running ??= this.deliver(signal).finally(() => {
      this.running = undefined;
    });
    await this.running;
    const tally = { ...this.tally, underWay: this.attempts().length };
    this.tally = { delivered: 0, failed: 0, dead: 0, setAside: 0 };
    return tally;
  }

  @ScheduledJob({ name: 'events' })
  async run({ signal }: JobRun): Promise<Omit<DeliveryTally, 'underWay'>> {
    const { delivered, failed, dead, setAside } = await this.deliverDue(signal);
    return { delivered, failed, dead, setAside };
  }

  /**
   * Aborts the attempts in progress and releases their claims. Another process, or this one after a
   * restart, sends them.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.running?.catch(() => undefined);
    for (const lane of this.lanes.values()) for (const abort of lane.values()) abort.abort();
    await Promise.all(this.attempts());
  }

  private async deliver(signal: AbortSignal | undefined): Promise<void> {
    const { batchMs, recheckMs } = this.limits;
    const items = await this.setAsides.begin('events');
    const until = performance.now() + batchMs;
    while (!signal?.aborted && !this.isStopping && performance.now() < until) {
      await this.startDue(items, signal);
      if (this.attempts().length === 0) break;
      const recheck = new AbortController();
      await Promise.race([
        Promise.all(this.attempts()),
        pause(recheckMs, undefined, { signal: recheck.signal }).catch(() => undefined),
      ]);
      recheck.abort();
    }
    // Set-aside deliveries that were not tried no longer exist or are no longer due.
    if (this.attempts().length === 0) await items.forgetUntried();
  }

  /**
   * Starts due deliveries. Sets aside a delivery that makes the claim fail, and starts the others.
   */
  private async startDue(items: JobItems, signal: AbortSignal | undefined): Promise<void> {
    const { perSubscription, leaseSeconds } = this.limits;
    const room = { busy: this.lanes, perSubscription, leaseSeconds };
    const except = (): string[] => items.waiting('delivery');
    const startAll = (claimed: ClaimedDelivery[]): number => {
      for (const delivery of claimed) this.start(delivery, items);
      return claimed.length;
    };
    try {
      startAll(await this.deliveries.claim(room, except()));
    } catch (error) {
      if (!isItemFailure(error)) throw error;
      const due = await this.deliveries.listDue(except(), DUE_AT_ONCE);
      const run = { shouldContinue: async () => !signal?.aborted && !this.isStopping };
      const before = items.setAside;
      const started = await items.attemptAll(run, 'delivery', due, async (some) =>
        startAll(await this.deliveries.claimThese(room, some, except())),
      );
      this.tally.setAside += items.setAside - before;
      if (started === 0 && items.setAside === before) throw error;
    }
  }

  private attempts(): Promise<void>[] {
    return [...this.lanes.values()].flatMap((lane) => [...lane.keys()]);
  }

  private start(delivery: ClaimedDelivery, items: JobItems): void {
    const { subscription_id: subscriptionId } = delivery;
    const lane = this.lanes.get(subscriptionId) ?? new Map<Promise<void>, AbortController>();
    this.lanes.set(subscriptionId, lane);
    const abort = new AbortController();
    const attempt = this.attempt(delivery, abort, items).finally(() => {
      lane.delete(attempt);
      if (lane.size === 0) this.lanes.delete(subscriptionId);
    });
    lane.set(attempt, abort);
  }

  /**
   * Never throws. If the outcome cannot be saved, the lease expires and the delivery is tried
   * again.
   */
  private async attempt(
    delivery: ClaimedDelivery,
    abort: AbortController,
    items: JobItems,
  ): Promise<void> {
    const deadline = setTimeout(() => abort.abort(), this.limits.timeoutMs);
    try {
      const outcome = await this.trySend(delivery, abort.signal);
      if (this.isStopping && outcome.error === 'timeout') {
        await this.deliveries.release(delivery);
        return;
      }
      // Sets the delivery aside if its row cannot be updated; otherwise it would be sent again each
      // time its lease expires.
      const settled = await items.attempt('delivery', itemOf(delivery), () =>
        this.deliveries.settle(delivery, outcome, {
          pauseSeconds: pauseAfter(delivery.attempts + 1, this.limits.random),
          switchOffSeconds: this.limits.switchOffSeconds,
        }),
      );
      if (items.isWaiting('delivery', itemOf(delivery))) this.tally.setAside += 1;
      if (!settled) return;
      const word = settled.status === 'pending' ? 'failed' : settled.status;
      this.tally[word] += 1;
      eventDeliveries.inc({ outcome: word });
      if (settled.switched_off) {
        await this.noteSwitchedOff(delivery.subscription_id, settled.switched_off);
      }
    } catch (error) {
      this.logger.warn(`the outcome of a delivery could not be saved: ${describeError(error)}`);
    } finally {
      clearTimeout(deadline);
    }
  }

  private async noteSwitchedOff(subscriptionId: string, reason: SwitchOffReason): Promise<void> {
    this.logger.warn(`event subscription ${subscriptionId} was switched off: ${reason}`);
    await this.audit.record({
      action: 'event-subscription.switch-off',
      objectType: 'event-subscription',
      objectId: subscriptionId,
      details: { reason },
    });
  }

  /**
   * Sends an event. One that cannot be serialized counts as a failed attempt, and is eventually
   * given up.
   */
  private async trySend(delivery: ClaimedDelivery, signal: AbortSignal): Promise<SendOutcome> {
    const span = startClientSpan('deliver event', {
      'maskline.event_type': delivery.type,
      'maskline.event_id': delivery.event_id,
      'maskline.event_subscription_id': delivery.subscription_id,
      'maskline.attempt': delivery.attempts + 1,
    });
    try {
      const outcome = await this.send(delivery, signal);
      const attributes = { 'http.response.status_code': outcome.status ?? undefined };
      span?.end(attributes, outcome.error ?? undefined);
      return outcome;
    } catch (error) {
      span?.end({}, 'event-unreadable');
      this.logger.warn(`event ${delivery.event_id} cannot be sent: ${describeError(error)}`);
      return { isAccepted: false, status: null, error: 'event-unreadable' };
    }
  }

  private async send(delivery: ClaimedDelivery, signal: AbortSignal): Promise<SendOutcome> {
    const secrets = this.secretsOf(delivery);
    if (!secrets) return { isAccepted: false, status: null, error: 'secret-unreadable' };
    if (delivery.format !== 'standard') return this.sendInFormat(delivery, secrets, signal);
    const body = JSON.stringify(mapEvent(delivery));
    const headers = signedHeaders(delivery.event_id, databaseTimeOf(delivery), body, secrets);
    return this.sender.send(delivery.url, body, headers, signal);
  }

  /** Sends an event in the format of another module. */
  private async sendInFormat(
    delivery: ClaimedDelivery,
    [secret = '']: readonly string[],
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const { url, pool_id: poolId, format } = delivery;
    const write = this.formats.of(format);
    if (!write) return { isAccepted: false, status: null, error: 'format-unknown' };
    const request = await write({ event: mapEvent(delivery), poolId, url, secret });
    if (!request) return { isAccepted: true, status: null, error: null };
    return this.sender.send(url, request.body, request.headers, signal);
  }

  /** Returns the decrypted secrets, or undefined if the key of one of them is missing here. */
  private secretsOf(delivery: ClaimedDelivery): string[] | undefined {
    const { subscription_id: subscriptionId, secret_ciphertext: secret } = delivery;
    const encrypted = [secret, delivery.previous_secret_ciphertext].filter((one) => one !== null);
    try {
      return encrypted.map((one) =>
        SUBSCRIPTION_SECRET.decrypt(this.vault, one, { subscriptionId }),
      );
    } catch (error) {
      if (error instanceof DecryptionFailedError) return undefined;
      throw error;
    }
  }
}

/**
 * Returns the time by the database's clock. This machine's clock may be wrong, and receivers reject
 * timestamps that are off by more than a few minutes.
 */
const databaseTimeOf = ({ claimed_at, receivedAt }: ClaimedDelivery): Date =>
  new Date(claimed_at.getTime() + performance.now() - receivedAt);
