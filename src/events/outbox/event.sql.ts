/**
 * CTEs that emit events from within the statement that makes the change: both are committed, or neither.
 */
import { rows, statement } from '../../platform/database/index.js';

/** Condition: endpoint `w` subscribes to events of this type and pool (SQL expressions). */
export const isWanted = (type: string, poolId: string): string => `
  w.state = 'enabled' and (w.types is null or ${type} = any(w.types))
    and (w.pool_ids is null or ${poolId} = any(w.pool_ids))`;

/**
 * Condition: an endpoint subscribes to the event. Without any endpoint it is evaluated once for a statement,
 * because its first part does not depend on the rows; the hot path then does nothing else.
 */
const HAS_SUBSCRIBER = `
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where ${isWanted('event.type', 'event.pool_id')})`;

/** Makes an id by RFC 9562, 6.2, method 3: the 12 bits after the milliseconds are a fraction of one. */
const idOf = (time: string): string => {
  // In double precision, which is exact to the microsecond until 2255, and faster than numeric.
  const microseconds = `(date_part('epoch', ${time}) * 1000000)::bigint`;
  return `(lpad(to_hex(${microseconds} / 1000), 12, '0')
    || to_hex(28672 + ${microseconds} % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid`;
};

/** Formats a time as clients get it, for JSON that PostgreSQL makes. */
export const isoTime = (time: string): string =>
  `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface EmitOptions {
  /** The rows have a `once_key` too: an event with an existing key is not emitted again. */
  isOnce?: boolean;
  /** Writes nothing if no endpoint subscribes to it. */
  isForSubscribers?: boolean;
}

/**
 * Returns CTEs that write events, and a delivery for each endpoint that subscribes to them: `name` and
 * `name_delivery`.
 *
 * @param name of the CTE
 * @param source a query with pool_id, type, booking_id, position (it orders the events of one statement,
 *   from 0) and payload
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

/** The hour by the database's clock: in a `once_key` it limits an event to one an hour. */
const THIS_HOUR = `to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24')`;

/** Writes events in the transaction that has made their changes. */
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

/** Writes an event, unless there is one of its type and pool for this hour. */
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

/** Returns a row if there is such an event for this hour. */
export const FIND_HOURLY_EVENT = statement(
  'find-hourly-event',
  { poolId: 'uuid', type: 'text' },
  (p) => `
  select from outbox_event
   where once_key = ${p.type} || ':' || ${THIS_HOUR} and pool_id = ${p.poolId}`,
);
