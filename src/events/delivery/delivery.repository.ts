import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import {
  CLAIM_DELIVERIES,
  CLAIM_OTHER_DELIVERIES,
  CLAIM_THESE_DELIVERIES,
  LIST_DUE_DELIVERIES,
  OLDEST_UNDELIVERED,
  RELEASE_DELIVERY,
  SETTLE_FAILED,
  SETTLE_TAKEN,
} from './delivery.sql.js';
import type { EventRow } from '../outbox/event.mapper.js';
import type { DeliveryStatus } from './webhook-delivery.entity.js';
import type { SwitchOffReason } from '../subscriptions/webhook-endpoint.entity.js';
import type { SendOutcome } from './webhook-sender.js';

/** A delivery that is ours until its lease runs out, with all that sending it needs. */
export interface ClaimedDelivery extends EventRow {
  event_id: string;
  endpoint_id: string;
  pool_id: string;
  claim: string;
  /** By the clock of the database. */
  claimed_at: Date;
  /** By `performance.now()`: how long ago that was. */
  receivedAt: number;
  /** That failed before this one. */
  attempts: number;
  url: string;
  secret_ciphertext: Buffer;
  /** While two secrets are valid. */
  previous_secret_ciphertext: Buffer | null;
}

export interface SettledDelivery {
  status: DeliveryStatus;
  /** The endpoint was switched off by it. */
  switched_off: SwitchOffReason | null;
}

/** How many deliveries may be claimed. */
export interface DeliveryRoom {
  /** Attempts under way in this process, by endpoint. */
  busy: ReadonlyMap<string, { size: number }>;
  /** Attempts that an endpoint may have. */
  perEndpoint: number;
  leaseSeconds: number;
}

@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Claims what is due. @param except set-aside deliveries; usually none */
  claim(room: DeliveryRoom, except: readonly string[]): Promise<ClaimedDelivery[]> {
    const values = claimOf(room);
    return except.length === 0
      ? this.claimBy(CLAIM_DELIVERIES, values)
      : this.claimBy(CLAIM_OTHER_DELIVERIES, [...values, except]);
  }

  /** Claims some deliveries, if they are due. */
  claimThese(
    room: DeliveryRoom,
    items: readonly string[],
    except: readonly string[],
  ): Promise<ClaimedDelivery[]> {
    const values = [...claimOf(room), items, except];
    return this.claimBy(CLAIM_THESE_DELIVERIES, values);
  }

  /** Lists deliveries that are due, as items of the job. */
  async listDue(except: readonly string[], limit: number): Promise<string[]> {
    const values = [except, limit];
    const rows = await this.database.run<{ item: string }>(LIST_DUE_DELIVERIES, values);
    return rows.map(({ item }) => item);
  }

  /** @returns undefined if the delivery is not ours any more */
  async settle(
    delivery: ClaimedDelivery,
    { isTaken, status, error }: SendOutcome,
    next: { pauseSeconds: number | undefined; switchOffSeconds: number },
  ): Promise<SettledDelivery | undefined> {
    if (isTaken) return this.change(SETTLE_TAKEN, delivery, [status]);
    const values = [status, error, next.pauseSeconds, status === 410, next.switchOffSeconds];
    return this.change(SETTLE_FAILED, delivery, values);
  }

  async release(delivery: ClaimedDelivery): Promise<void> {
    await this.change(RELEASE_DELIVERY, delivery, []);
  }

  /** Seconds; 0: everything is delivered. */
  async oldestUndelivered(): Promise<number> {
    const [row] = await this.database.run<{ age: number | null }>(OLDEST_UNDELIVERED, []);
    return row?.age ?? 0;
  }

  private async claimBy(
    statement: PreparedStatement,
    values: readonly unknown[],
  ): Promise<ClaimedDelivery[]> {
    const claimed = await this.database.run<ClaimedDelivery>(statement, values);
    const receivedAt = performance.now();
    return claimed.map((delivery) => ({ ...delivery, receivedAt }));
  }

  private async change(
    statement: PreparedStatement,
    { event_id, endpoint_id, pool_id, claim }: ClaimedDelivery,
    values: readonly unknown[],
  ): Promise<SettledDelivery | undefined> {
    const key = [event_id, endpoint_id, pool_id, claim];
    return (await this.database.run<SettledDelivery>(statement, [...key, ...values]))[0];
  }
}

const claimOf = ({ busy, perEndpoint, leaseSeconds }: DeliveryRoom): unknown[] => [
  [...busy.keys()],
  [...busy.values()].map(({ size }) => size),
  perEndpoint,
  leaseSeconds,
  randomUUID(),
];

/** The delivery as an item of the job. */
export const itemOf = ({ event_id: eventId, endpoint_id: endpointId }: ClaimedDelivery): string =>
  `${eventId}/${endpointId}`;
