import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { decodeCursor, type Page, toPage } from '../common/index.js';
import { Settings } from '../config/index.js';
import type { ListEventsQuery } from './event.dto.js';
import { type DeliveryAnswer, type EventAnswer, mapDelivery, mapEvent } from './event.mapper.js';
import { EventRepository } from './event.repository.js';
import { EventNotFoundError, UnknownPoolError } from './events.errors.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Events that one statement deletes, so that it holds nothing up. */
const FORGET_AT_ONCE = 1_000;

/** Shows events, sends them again, and forgets them in the end. */
@Injectable()
export class EventService {
  constructor(
    private readonly events: EventRepository,
    private readonly settings: Settings,
  ) {}

  /** Newest first. @throws UnknownPoolError, InvalidCursorError */
  async list(query: ListEventsQuery): Promise<Page<EventAnswer>> {
    const { pool, limit, cursor, ...filter } = query;
    const before = decodeCursor(cursor, isUuid);
    const poolId = pool === undefined ? undefined : (await this.findPool(pool)).id;
    const rows = await this.events.list({ ...filter, poolId, before }, limit + 1);
    return toPage(rows, limit, ({ id }) => id, mapEvent);
  }

  /** @throws EventNotFoundError */
  async get(id: string): Promise<EventAnswer & { deliveries: DeliveryAnswer[] }> {
    const row = await this.events.findById(id);
    if (!row) throw new EventNotFoundError();
    const deliveries = await this.events.deliveriesOf(id);
    return { ...mapEvent(row), deliveries: deliveries.map(mapDelivery) };
  }

  /** @throws EventNotFoundError */
  async redeliver(id: string, endpointId: string | undefined) {
    const { deliveries: _before, ...event } = await this.get(id);
    const deliveries = await this.events.redeliver(id, endpointId);
    return { ...event, deliveries: deliveries.map(mapDelivery) };
  }

  /**
   * Deletes events that are older than `EVENT_RETENTION_DAYS`, with their deliveries. A job calls it
   * now and then; it does no harm if several do.
   * @returns how many were deleted
   */
  async forgetOld(signal?: AbortSignal): Promise<number> {
    const before = new Date(Date.now() - this.settings.eventRetentionDays * DAY_MS);
    let forgotten = 0;
    while (!signal?.aborted) {
      const deleted = await this.events.forgetBefore(before, FORGET_AT_ONCE);
      forgotten += deleted;
      if (deleted < FORGET_AT_ONCE) break;
    }
    return forgotten;
  }

  /** @throws UnknownPoolError */
  async findPool(idOrName: string): Promise<{ id: string; name: string }> {
    const pool = await this.events.findPool(idOrName);
    if (!pool) throw new UnknownPoolError();
    return pool;
  }
}
