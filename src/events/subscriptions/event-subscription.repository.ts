import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { PostgresPool } from '../../platform/database/index.js';
import { type DeliveryFormatName, EventSubscription } from './event-subscription.entity.js';
import {
  DELETE_SUBSCRIPTION,
  DROP_PENDING,
  POOL_NAMES,
  PUT_SUBSCRIPTION,
  ROTATE_SECRET,
} from './event-subscription.sql.js';

/** The properties that a client can change. */
export type SubscriptionChange = Partial<
  Pick<EventSubscription, 'url' | 'description' | 'types' | 'poolIds' | 'state'>
>;

/** Rows per statement. */
const BATCH = 1_000;

@Injectable()
export class EventSubscriptionRepository {
  constructor(
    @InjectRepository(EventSubscription)
    private readonly subscriptions: Repository<EventSubscription>,
    private readonly database: PostgresPool,
  ) {}

  async insert(
    subscription: Partial<EventSubscription> & { id: string },
  ): Promise<EventSubscription> {
    await this.subscriptions.insert(subscription);
    return this.subscriptions.findOneByOrFail({ id: subscription.id });
  }

  count(): Promise<number> {
    return this.subscriptions.count();
  }

  async findById(id: string): Promise<EventSubscription | null> {
    return isUuid(id) ? this.subscriptions.findOneBy({ id, format: 'standard' }) : null;
  }

  /** Lists event subscriptions, newest first. */
  list(limit: number, before: string | undefined): Promise<EventSubscription[]> {
    return this.subscriptions.find({
      where: { format: 'standard', ...(before !== undefined && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Updates a subscription. Clears earlier failures if the client enables or disables it. */
  async update(id: string, change: SubscriptionChange): Promise<void> {
    const anew = change.state === undefined ? {} : { disabledReason: null, failingSince: null };
    await this.subscriptions.update({ id }, { ...change, ...anew, updatedAt: () => 'now()' });
  }

  async rotate(id: string, secretCiphertext: Buffer, overlapSeconds: number): Promise<void> {
    await this.database.run(ROTATE_SECRET({ id, secretCiphertext, overlapSeconds }));
  }

  /** Writes the subscription of a module's own format, and enables it. */
  async put(subscription: Parameters<typeof PUT_SUBSCRIPTION>[0]): Promise<void> {
    await this.database.run(PUT_SUBSCRIPTION(subscription));
  }

  /** Deletes a subscription and its pending deliveries. @returns whether it existed */
  async delete(id: string, format: DeliveryFormatName = 'standard'): Promise<boolean> {
    if (!isUuid(id)) return false;
    const deleted = await this.database.run(DELETE_SUBSCRIPTION({ id, format }));
    if (deleted.length === 0) return false;
    for (let dropped = BATCH; dropped === BATCH;) {
      dropped = (await this.database.run(DROP_PENDING({ subscriptionId: id, limit: BATCH })))
        .length;
    }
    return true;
  }

  /** Returns the names of pools by id. */
  async poolNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.run<{ id: string; name: string }>(POOL_NAMES({ ids }));
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
