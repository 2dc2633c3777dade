/**
 * CTEs that emit events from within the statement that makes the change, so that both commit or
 * neither.
 */
import { rows, statement } from '../../platform/database/index.js';

/** Condition: subscription `w` includes events of this type and pool (SQL expressions). */
export const isWanted = (type: string, poolId: string): string => `
  w.state = 'enabled' and (w.types is null or ${type} = any(w.types))
    and (w.pool_ids is null or ${poolId} = any(w.pool_ids))`;

/** Condition: somebody subscribes to events. */
export const HAS_SUBSCRIPTIONS = `exists (select from event_subscription where state = 'enabled')`;

/**
 * Condition: some subscription includes the event. The first part does not depend on the rows, so
 * without any subscription PostgreSQL evaluates it once per statement and the hot path does no more
 * work.
 */
const HAS_SUBSCRIBER = `
  ${HAS_SUBSCRIPTIONS}
    and exists (select from event_subscription w where ${isWanted('event.type', 'event.pool_id')})`;

/**
 * Creates an id by RFC 9562, 6.2, method 3: the 12 bits after the milliseconds hold a fraction of a
 * millisecond.
 */
const idOf = (time: string): string => {
  // Double precision is exact to the microsecond until 2255, and faster than numeric.
  const microseconds = `(date_part('epoch', ${time}) * 1000000)::bigint`;
  return `(lpad(to_hex(${microseconds} / 1000), 12, '0')
    || to_hex(28672 + ${microseconds} % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid`;
};

/** Formats a time as in our API responses, for JSON that PostgreSQL builds. */
export const isoTime = (time: string): string =>
  `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface EmitOptions {
  /** The rows also have a `once_key`: an event with an existing key is not emitted again. */
  isOnce?: boolean;
  /** Writes nothing if no subscription includes the event. */
  isForSubscribers?: boolean;
}

/**
 * Returns two CTEs, `name` and `name_delivery`. They write events, and a delivery for each
 * subscription that includes them.
 *
 * @param name of the CTE
 * @param source a query with pool_id, type, booking_id, position (from 0; orders the events of
 *   one statement) and payload
 */
export const emitEvents = (
  name: string,
  source: string,
  { isOnce = false, isForSubscribers = false }: EmitOptions = {},
): string => `
  ${name} as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, ${idOf('event.occurred_at')}, event.type, event.booking_id,
           ${isOnce ? 'event.once_key' : 'null'}, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (${source}) source) event
     ${isForSubscribers ? `where ${HAS_SUBSCRIBER}` : ''}
    ${isOnce ? 'on conflict do nothing' : ''}
    returning pool_id, id, type, booking_id, once_key
  ), ${name}_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from ${name} event
      join event_subscription w on ${isWanted('event.type', 'event.pool_id')}
  )`;

/** The current hour by the database's clock. In a `once_key` it limits an event to one per hour. */
const THIS_HOUR = `to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24')`;

/** Writes events in the transaction that made the changes. */
export const WRITE_EVENTS = statement(
  'write-events',
  { events: rows({ position: 'ordinal', poolId: 'uuid', type: 'text', payload: 'jsonb' }) },
  (p) => `
  with ${emitEvents(
    'written',
    `select pool_id, type, null::uuid as booking_id, position, payload from ${p.events}`,
  )}
  select from written`,
);

/** Writes an event, unless one of the same type and pool exists for this hour. */
export const WRITE_HOURLY_EVENT = statement(
  'write-hourly-event',
  { poolId: 'uuid', type: 'text', payload: 'jsonb' },
  (p) => `
  with ${emitEvents(
    'written',
    `select ${p.poolId} as pool_id, ${p.type} as type, null::uuid as booking_id,
            ${p.type} || ':' || ${THIS_HOUR} as once_key, 0 as position, ${p.payload} as payload`,
    { isOnce: true },
  )}
  select from written`,
);

/** Returns a row if an event of this type and pool exists for this hour. */
export const FIND_HOURLY_EVENT = statement(
  'find-hourly-event',
  { poolId: 'uuid', type: 'text' },
  (p) => `
  select from outbox_event
   where once_key = ${p.type} || ':' || ${THIS_HOUR} and pool_id = ${p.poolId}`,
);
