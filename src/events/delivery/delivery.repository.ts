import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PostgresPool, type Query, type RowOf } from '../../platform/database/index.js';
import {
  CLAIM_DELIVERIES,
  CLAIM_OTHER_DELIVERIES,
  CLAIM_THESE_DELIVERIES,
  LIST_DUE_DELIVERIES,
  RELEASE_DELIVERY,
  SETTLE_FAILED,
  SETTLE_DELIVERED,
} from './delivery.sql.js';
import type { EventRow } from '../outbox/event.mapper.js';
import type { DeliveryStatus, EventDelivery } from './event-delivery.entity.js';
import type {
  SwitchOffReason,
  EventSubscription,
} from '../subscriptions/event-subscription.entity.js';
import type { SendOutcome } from './event-sender.js';

/** A claimed delivery with all data needed to send it. */
export type ClaimedDelivery = EventRow &
  RowOf<EventDelivery, 'eventId' | 'subscriptionId' | 'poolId' | 'attempts'> &
  RowOf<EventSubscription, 'url' | 'format' | 'secretCiphertext' | 'previousSecretCiphertext'> & {
    claim: string;
    /** By the database's clock. */
    claimed_at: Date;
    /** By `performance.now()`: measures the time since `claimed_at`. */
    receivedAt: number;
  };

export interface SettledDelivery {
  status: DeliveryStatus;
  /** Set if this attempt disabled the event subscription. */
  switched_off: SwitchOffReason | null;
}

/** Limits how many deliveries may be claimed. */
export interface DeliveryRoom {
  /** Attempts in progress in this process, by event subscription. */
  busy: ReadonlyMap<string, { size: number }>;
  /** Concurrent attempts per event subscription. */
  perSubscription: number;
  leaseSeconds: number;
}

@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Claims due deliveries. @param except set-aside deliveries; usually none */
  claim(room: DeliveryRoom, except: readonly string[]): Promise<ClaimedDelivery[]> {
    const claim = claimOf(room);
    // Without set-aside deliveries, their condition would cost each claim for nothing.
    return this.claimBy(
      except.length === 0 ? CLAIM_DELIVERIES(claim) : CLAIM_OTHER_DELIVERIES({ ...claim, except }),
    );
  }

  /** Claims the given deliveries, if they are due. */
  claimThese(
    room: DeliveryRoom,
    items: readonly string[],
    except: readonly string[],
  ): Promise<ClaimedDelivery[]> {
    return this.claimBy(CLAIM_THESE_DELIVERIES({ ...claimOf(room), items, except }));
  }

  /** Lists due deliveries as items of the job. */
  async listDue(except: readonly string[], limit: number): Promise<string[]> {
    const query = LIST_DUE_DELIVERIES({ except, limit });
    return (await this.database.run<{ item: string }>(query)).map(({ item }) => item);
  }

  /** @returns undefined if the claim has been lost */
  async settle(
    delivery: ClaimedDelivery,
    { isAccepted, status, error }: SendOutcome,
    next: { pauseSeconds: number | undefined; switchOffSeconds: number },
  ): Promise<SettledDelivery | undefined> {
    const key = keyOf(delivery);
    const query = isAccepted
      ? SETTLE_DELIVERED({ ...key, lastStatus: status })
      : SETTLE_FAILED({
          ...key,
          ...next,
          lastStatus: status,
          lastError: error,
          isGone: status === 410,
        });
    return (await this.database.run<SettledDelivery>(query))[0];
  }

  async release(delivery: ClaimedDelivery): Promise<void> {
    await this.database.run(RELEASE_DELIVERY(keyOf(delivery)));
  }

  private async claimBy(query: Query): Promise<ClaimedDelivery[]> {
    const claimed = await this.database.run<ClaimedDelivery>(query);
    const receivedAt = performance.now();
    return claimed.map((delivery) => ({ ...delivery, receivedAt }));
  }
}

const claimOf = ({ busy, perSubscription, leaseSeconds }: DeliveryRoom) => ({
  busy: [...busy].map(([subscriptionId, { size: attempts }]) => ({ subscriptionId, attempts })),
  perSubscription,
  leaseSeconds,
  claim: randomUUID(),
});

const keyOf = ({ event_id, subscription_id, pool_id, claim }: ClaimedDelivery) => ({
  eventId: event_id,
  subscriptionId: subscription_id,
  poolId: pool_id,
  claim,
});

/** Returns the delivery as an item of the job. */
export const itemOf = ({
  event_id: eventId,
  subscription_id: subscriptionId,
}: ClaimedDelivery): string => `${eventId}/${subscriptionId}`;
