import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import type { ListEventsQuery } from './event.dto.js';
import {
  type EventResponse,
  type EventWithDeliveriesResponse,
  mapDelivery,
  mapEvent,
} from './event.mapper.js';
import { EventRepository } from './event.repository.js';
import { EventNotFoundError, UnknownPoolError } from '../events.errors.js';

/** Lists and shows events, and schedules redeliveries. */
@Injectable()
export class EventService {
  constructor(private readonly events: EventRepository) {}

  /** Lists events, newest first. @throws UnknownPoolError, InvalidCursorError */
  async list(query: ListEventsQuery): Promise<Page<EventResponse>> {
    const { pool, limit, cursor, ...filter } = query;
    const before = decodeCursor(cursor, isUuid);
    const poolId = pool === undefined ? undefined : (await this.findPool(pool)).id;
    const rows = await this.events.list({ ...filter, poolId, before }, limit + 1);
    return toPage(rows, limit, ({ id }) => id, mapEvent);
  }

  /** @throws EventNotFoundError */
  async get(id: string): Promise<EventWithDeliveriesResponse> {
    const row = await this.events.findById(id);
    if (!row) throw new EventNotFoundError();
    const deliveries = await this.events.deliveriesOf(id);
    return { ...mapEvent(row), deliveries: deliveries.map(mapDelivery) };
  }

  /** @throws EventNotFoundError */
  async redeliver(
    id: string,
    subscriptionId: string | undefined,
  ): Promise<EventWithDeliveriesResponse> {
    const { deliveries: _before, ...event } = await this.get(id);
    const deliveries = await this.events.redeliver(id, subscriptionId);
    return { ...event, deliveries: deliveries.map(mapDelivery) };
  }

  /** @throws UnknownPoolError */
  async findPool(idOrName: string): Promise<{ id: string; name: string }> {
    const pool = await this.events.findPool(idOrName);
    if (!pool) throw new UnknownPoolError();
    return pool;
  }
}
