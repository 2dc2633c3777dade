import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import type { EventType } from './event-type.js';
import type { DeliveryRow, EventRow } from './event.mapper.js';
import { isWanted } from './event.sql.js';

export interface EventFilter {
  type?: EventType;
  bookingId?: string;
  poolId?: string;
  /** ISO 8601; from (included) to (not included). */
  from?: string;
  to?: string;
  before?: string;
}

const SELECT_EVENT = `
  select e.id, e.type, e.occurred_at, p.name as pool_name, e.payload
    from outbox_event e
    join pool p on p.id = e.pool_id`;

/** $1 event */
const FIND_DELIVERIES: PreparedStatement = {
  name: 'find-deliveries',
  text: 'select * from webhook_delivery where event_id = $1 order by endpoint_id',
};

/**
 * Sends an event once more to those that want it now or had it before, as if for the first time.
 * Whatever is under way meanwhile has lost its claim. $1 event, $2 endpoint or null
 */
const REDELIVER: PreparedStatement = {
  name: 'redeliver-event',
  text: `
  insert into webhook_delivery as d (pool_id, event_id, endpoint_id, booking_id, due_at)
  select e.pool_id, e.id, w.id, e.booking_id, statement_timestamp()
    from outbox_event e
    join webhook_endpoint w on w.state = 'enabled'
      and (w.id = $2::uuid or $2 is null and (${isWanted('e.type', 'e.pool_id')} or exists (
        select from webhook_delivery had where had.event_id = e.id and had.endpoint_id = w.id)))
   where e.id = $1
  on conflict (event_id, endpoint_id, pool_id) do update set
    status = 'pending', attempts = 0, due_at = excluded.due_at, claim = null, claimed_until = null
  returning d.*`,
};

/** $1 id or null, $2 name or null */
const FIND_POOL: PreparedStatement = {
  name: 'find-pool-of-events',
  text: 'select id, name from pool where id = $1 or name = $2',
};

@Injectable()
export class EventRepository {
  constructor(private readonly database: PostgresPool) {}

  async findById(id: string): Promise<EventRow | undefined> {
    if (!isUuid(id)) return undefined;
    const text = `${SELECT_EVENT} where e.id = $1`;
    return (await this.database.run<EventRow>({ name: 'find-event', text }, [id]))[0];
  }

  deliveriesOf(eventId: string): Promise<DeliveryRow[]> {
    return this.database.run<DeliveryRow>(FIND_DELIVERIES, [eventId]);
  }

  /** @returns those that will be sent again */
  redeliver(eventId: string, endpointId: string | undefined): Promise<DeliveryRow[]> {
    return this.database.run<DeliveryRow>(REDELIVER, [eventId, endpointId]);
  }

  /** Newest first. Ids begin with their time, so times are also looked up by them. */
  async list(filter: EventFilter, limit: number): Promise<EventRow[]> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const { type, bookingId, poolId, from, to, before } = filter;
    const conditions = [
      type && `e.type = ${value(type)}`,
      // Which leads to the index that has only these.
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
    const values = isUuid(idOrName) ? [idOrName, null] : [null, idOrName];
    return (await this.database.run<{ id: string; name: string }>(FIND_POOL, values))[0];
  }
}

/** Of a pool or a number. */
const isOfNoBooking = (type: EventType): boolean => /^(pool|number)\./.test(type);

/** No event of this time (milliseconds) or later has a smaller id. */
function firstIdOf(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
