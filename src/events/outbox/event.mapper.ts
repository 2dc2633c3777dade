import type { Integer, Uuid } from '../../platform/values/index.js';
import type { RowOf } from '../../platform/database/index.js';
import type { DeliveryStatus, EventDelivery } from '../delivery/event-delivery.entity.js';
import type { EventType } from './event-type.js';
import type { OutboxEvent } from './outbox-event.entity.js';

export type EventRow = RowOf<OutboxEvent, 'id' | 'type' | 'occurredAt' | 'payload'> & {
  pool_name: string;
};

/** An event as clients receive it, in a delivery and from the API. */
export interface EventResponse {
  /** The event's ID, the same in every delivery and attempt. */
  id: Uuid;
  type: EventType;
  occurredAt: Date;
  /** The pool's name. */
  pool: string;
  data: Record<string, unknown>;
}

export const mapEvent = ({
  id,
  type,
  occurred_at,
  pool_name,
  payload,
}: EventRow): EventResponse => ({
  id,
  type,
  occurredAt: occurred_at,
  pool: pool_name,
  data: payload,
});

export type DeliveryRow = RowOf<
  EventDelivery,
  'subscriptionId' | 'status' | 'attempts' | 'dueAt' | 'lastAttemptAt' | 'lastStatus' | 'lastError'
>;

export interface DeliveryResponse {
  subscriptionId: Uuid;
  status: DeliveryStatus;
  attempts: Integer;
  /** Null: no further attempt. */
  nextAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  /** HTTP status; null: no response. */
  lastStatus: Integer | null;
  /** Null: no error, or no attempt yet. */
  lastError: string | null;
}

/** An event with its deliveries. */
export interface EventWithDeliveriesResponse extends EventResponse {
  deliveries: DeliveryResponse[];
}

export const mapDelivery = (row: DeliveryRow): DeliveryResponse => ({
  subscriptionId: row.subscription_id,
  status: row.status,
  attempts: row.attempts,
  nextAttemptAt: row.status === 'pending' ? row.due_at : null,
  lastAttemptAt: row.last_attempt_at,
  lastStatus: row.last_status,
  lastError: row.last_error,
});
