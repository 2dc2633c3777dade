import type { Integer, Uuid } from '../../platform/values/index.js';
import type { RowOf } from '../../platform/database/index.js';
import type { DeliveryStatus, EventDelivery } from '../delivery/event-delivery.entity.js';
import type { EventType } from './event-type.js';
import type { OutboxEvent } from './outbox-event.entity.js';

export type EventRow = RowOf<OutboxEvent, 'id' | 'type' | 'occurredAt' | 'payload'> & {
  pool_name: string;
};

/** An event as clients get it, by a webhook and by the API. */
export interface EventResponse {
  /** Of the event: the same however often it is sent. */
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
  /** null: there will be none. */
  nextAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  /** HTTP; null: there was no answer. */
  lastStatus: Integer | null;
  /** Null: none, or no attempt yet. */
  lastError: string | null;
}

/** An event, and how each endpoint was told of it. */
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
