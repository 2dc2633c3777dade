import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../platform/rest/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { EventService } from '../outbox/event.service.js';
import {
  TooManyEventSubscriptionsError,
  EventSubscriptionNotFoundError,
  SubscriptionUrlRefusedError,
} from '../events.errors.js';
import type {
  CreateEventSubscriptionDto,
  UpdateEventSubscriptionDto,
} from './event-subscription.dto.js';
import type { EventType } from '../outbox/event-type.js';
import type { DeliveryFormatName, EventSubscription } from './event-subscription.entity.js';
import {
  mapEventSubscription,
  type EventSubscriptionResponse,
} from './event-subscription.mapper.js';
import { EventSubscriptionRepository } from './event-subscription.repository.js';
import { newSubscriptionSecret, SUBSCRIPTION_SECRET } from '../delivery/event-signature.js';
import { UrlCheck } from './url-check.js';

/**
 * Limited because each subscription has its own concurrent attempts, and every emitted event is
 * matched against all of them.
 */
export const MAX_SUBSCRIPTIONS = 100;
/** Seconds for which both secrets are valid after a rotation. */
const ROTATION_OVERLAP_SECONDS = 24 * 60 * 60;

/** An event subscription with its secret, which is shown only once. */
export interface RevealedSubscription extends EventSubscriptionResponse {
  secret: string;
}

/** Manages event subscriptions. */
@Injectable()
export class EventSubscriptionService {
  constructor(
    private readonly subscriptions: EventSubscriptionRepository,
    private readonly events: EventService,
    private readonly urls: UrlCheck,
    private readonly vault: NumberVault,
  ) {}

  /** @throws SubscriptionUrlRefusedError, UnknownPoolError, TooManyEventSubscriptionsError */
  async create(request: CreateEventSubscriptionDto): Promise<RevealedSubscription> {
    const { types = null, description = null } = request;
    const url = this.checkedUrl(request.url);
    const poolIds = await this.poolIdsOf(request.pools ?? null);
    // Concurrent requests may exceed the limit slightly, which does no harm.
    if ((await this.subscriptions.count()) >= MAX_SUBSCRIPTIONS) {
      throw new TooManyEventSubscriptionsError(MAX_SUBSCRIPTIONS);
    }
    const id = uuidv7();
    const secret = newSubscriptionSecret();
    const secretCiphertext = SUBSCRIPTION_SECRET.encrypt(this.vault, secret, {
      subscriptionId: id,
    });
    const row = { id, url, types, poolIds, description, secretCiphertext };
    return { ...(await this.toResponse(await this.subscriptions.insert(row))), secret };
  }

  /** @throws EventSubscriptionNotFoundError */
  async get(id: string): Promise<EventSubscriptionResponse> {
    return this.toResponse(await this.find(id));
  }

  /** Lists event subscriptions, newest first. @throws InvalidCursorError */
  async list({ limit, cursor }: PageQuery): Promise<Page<EventSubscriptionResponse>> {
    const rows = await this.subscriptions.list(limit + 1, decodeCursor(cursor, isUuid));
    const names = await this.subscriptions.poolNames(rows.flatMap(({ poolIds }) => poolIds ?? []));
    return toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => mapEventSubscription(row, names),
    );
  }

  /**
   * Updates the given properties. Enabling a subscription sends its pending deliveries. Events that
   * occurred while it was disabled are not delivered.
   * @throws EventSubscriptionNotFoundError, SubscriptionUrlRefusedError, UnknownPoolError
   */
  async update(id: string, change: UpdateEventSubscriptionDto): Promise<EventSubscriptionResponse> {
    await this.find(id);
    const { url, pools, types, description, state } = change;
    await this.subscriptions.update(id, {
      ...(url !== undefined && { url: this.checkedUrl(url) }),
      ...(pools !== undefined && { poolIds: await this.poolIdsOf(pools) }),
      ...(types !== undefined && { types }),
      ...(description !== undefined && { description }),
      ...(state !== undefined && { state }),
    });
    return this.get(id);
  }

  /**
   * Creates a new secret. For 24 hours deliveries are also signed with the previous one.
   * @throws EventSubscriptionNotFoundError
   */
  async rotateSecret(id: string): Promise<RevealedSubscription> {
    await this.find(id);
    const secret = newSubscriptionSecret();
    const encrypted = SUBSCRIPTION_SECRET.encrypt(this.vault, secret, { subscriptionId: id });
    await this.subscriptions.rotate(id, encrypted, ROTATION_OVERLAP_SECONDS);
    return { ...(await this.get(id)), secret };
  }

  /**
   * Deletes an event subscription and its pending deliveries.
   * @throws EventSubscriptionNotFoundError
   */
  async delete(id: string): Promise<void> {
    if (!(await this.subscriptions.delete(id))) throw new EventSubscriptionNotFoundError();
  }

  /**
   * Writes the subscription of a module with a format of its own; null deletes it. It does not
   * appear among those of clients.
   * @throws TooManyEventSubscriptionsError
   */
  async put(
    id: string,
    format: Exclude<DeliveryFormatName, 'standard'>,
    subscription: { url: string; types: EventType[]; poolIds: string[]; secret: string } | null,
  ): Promise<void> {
    if (subscription === null) {
      await this.subscriptions.delete(id, format);
      return;
    }
    if ((await this.subscriptions.count()) >= MAX_SUBSCRIPTIONS) {
      throw new TooManyEventSubscriptionsError(MAX_SUBSCRIPTIONS);
    }
    const { secret, ...rest } = subscription;
    const secretCiphertext = SUBSCRIPTION_SECRET.encrypt(this.vault, secret, {
      subscriptionId: id,
    });
    await this.subscriptions.put({ ...rest, id, format, secretCiphertext });
  }

  private async find(id: string): Promise<EventSubscription> {
    const subscription = await this.subscriptions.findById(id);
    if (!subscription) throw new EventSubscriptionNotFoundError();
    return subscription;
  }

  private async toResponse(row: EventSubscription): Promise<EventSubscriptionResponse> {
    return mapEventSubscription(row, await this.subscriptions.poolNames(row.poolIds ?? []));
  }

  private async poolIdsOf(pools: readonly string[] | null): Promise<string[] | null> {
    if (pools === null) return null;
    const found = await Promise.all(pools.map((pool) => this.events.findPool(pool)));
    return [...new Set(found.map(({ id }) => id))];
  }

  /** @throws SubscriptionUrlRefusedError */
  private checkedUrl(text: string): string {
    const checked = this.urls.check(text);
    if (checked.fault !== undefined) throw new SubscriptionUrlRefusedError(checked.fault);
    return checked.url;
  }
}
