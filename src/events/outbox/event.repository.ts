import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { PostgresPool } from '../../platform/database/index.js';
import type { EventType } from './event-type.js';
import type { DeliveryRow, EventRow } from './event.mapper.js';
import {
  FIND_DELIVERIES,
  FIND_EVENT,
  FIND_POOL,
  REDELIVER,
  SELECT_EVENT,
} from './event-queries.sql.js';

export interface EventFilter {
  type?: EventType;
  bookingId?: string;
  poolId?: string;
  /** ISO 8601; `from` is inclusive, `to` is exclusive. */
  from?: string;
  to?: string;
  before?: string;
}

@Injectable()
export class EventRepository {
  constructor(private readonly database: PostgresPool) {}

  async findById(id: string): Promise<EventRow | undefined> {
    if (!isUuid(id)) return undefined;
    return (await this.database.run<EventRow>(FIND_EVENT({ id })))[0];
  }

  deliveriesOf(eventId: string): Promise<DeliveryRow[]> {
    return this.database.run<DeliveryRow>(FIND_DELIVERIES({ eventId }));
  }

  /** Makes the deliveries of an event due again. @returns those deliveries */
  redeliver(eventId: string, subscriptionId: string | undefined): Promise<DeliveryRow[]> {
    return this.database.run<DeliveryRow>(REDELIVER({ eventId, subscriptionId }));
  }

  /**
   * Lists events, newest first. Ids begin with their time, so time filters also use the id's index.
   */
  async list(filter: EventFilter, limit: number): Promise<EventRow[]> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const { type, bookingId, poolId, from, to, before } = filter;
    const conditions = [
      type && `e.type = ${value(type)}`,
      // Lets PostgreSQL use the partial index of these events.
      type && isOfNoBooking(type) && 'e.booking_id is null',
      bookingId && `e.booking_id = ${value(bookingId)}`,
      poolId && `e.pool_id = ${value(poolId)}`,
      from && `e.id >= ${value(firstIdOf(Date.parse(from)))} and e.occurred_at >= ${value(from)}`,
      to && `e.id < ${value(firstIdOf(Date.parse(to) + 1))} and e.occurred_at < ${value(to)}`,
      before && `e.id < ${value(before)}`,
    ].filter(Boolean);
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    return this.database.read<EventRow>(
      `${SELECT_EVENT} ${where} order by e.id desc limit ${value(limit)}`,
      values,
    );
  }

  async findPool(idOrName: string): Promise<{ id: string; name: string } | undefined> {
    const key = isUuid(idOrName) ? { id: idOrName } : { name: idOrName };
    return (await this.database.run<{ id: string; name: string }>(FIND_POOL(key)))[0];
  }
}

/** Whether events of this type belong to a pool or a virtual number. */
const isOfNoBooking = (type: EventType): boolean => /^(pool|number)\./.test(type);

/** Returns the smallest id that an event at this time (in milliseconds) or later can have. */
function firstIdOf(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
