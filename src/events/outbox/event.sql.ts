/**
 * Events are written by the statement that makes the change they tell of: both are there, or neither
 * is. The parts here are put into its `with`.
 */
import type { PreparedStatement } from '../../database/index.js';

/** Whether endpoint `w` wants events of this type and pool (SQL expressions). */
export const isWanted = (type: string, poolId: string): string => `
  w.state = 'enabled' and (w.types is null or ${type} = any(w.types))
    and (w.pool_ids is null or ${poolId} = any(w.pool_ids))`;

/**
 * Where nobody has subscribed, this is asked once for a statement, however many rows it has: the first
 * part does not depend on them. On the path of calls nothing else is then done.
 */
const SOMEBODY_WANTS = `
  exists (select from webhook_endpoint where state = 'enabled')
    and exists (select from webhook_endpoint w where ${isWanted('news.type', 'news.pool_id')})`;

/** RFC 9562, 6.2, method 3: the 12 bits after the milliseconds are parts of one. */
const idOf = (time: string): string => {
  // In double precision, which is exact to the microsecond until 2255, and faster than numeric.
  const microseconds = `(date_part('epoch', ${time}) * 1000000)::bigint`;
  return `(lpad(to_hex(${microseconds} / 1000), 12, '0')
    || to_hex(28672 + ${microseconds} % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid`;
};

/** A time as clients get it, in JSON that PostgreSQL makes. */
export const isoTime = (time: string): string =>
  `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface Telling {
  /** The rows have a `once_key` too: what has one that is there already is not told again. */
  isOnce?: boolean;
  /** Nothing is written if no endpoint wants it. */
  isForSubscribers?: boolean;
}

/**
 * CTEs that write events, and a delivery for each endpoint that wants one: \`name\` and
 * \`name_delivery\`.
 *
 * @param name of the CTE
 * @param rows a query with pool_id, type, booking_id, place (it orders the events of one statement,
 *   from 0) and payload
 */
export const tellEvents = (
  name: string,
  rows: string,
  { isOnce = false, isForSubscribers = false }: Telling = {},
): string => `
  ${name} as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select news.pool_id, ${idOf('news.occurred_at')}, news.type, news.booking_id,
           ${isOnce ? 'news.once_key' : 'null'}, news.payload, news.occurred_at
      from (select told.*,
                   statement_timestamp() + told.place * interval '1 microsecond' as occurred_at
              from (${rows}) told) news
     ${isForSubscribers ? `where ${SOMEBODY_WANTS}` : ''}
    ${isOnce ? 'on conflict do nothing' : ''}
    returning pool_id, id, type, booking_id, once_key
  ), ${name}_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select told.pool_id, told.id, w.id, told.booking_id, statement_timestamp()
      from ${name} told
      join webhook_endpoint w on ${isWanted('told.type', 'told.pool_id')}
  )`;

/** The hour, by the database's clock: what has it in its \`once_key\` is told once an hour. */
const THIS_HOUR = `to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24')`;

/**
 * Writes events in a transaction that has made their changes.
 * Per event: $1 pool, $2 type, $3 payload as JSON
 */
export const WRITE_EVENTS: PreparedStatement = {
  name: 'write-events',
  text: `
  with ${tellEvents(
    'written',
    `select asked.pool_id, asked.type, null::uuid as booking_id,
            asked.place::integer, asked.payload::jsonb
       from unnest($1::uuid[], $2::text[], $3::text[])
         with ordinality as asked (pool_id, type, payload, place)`,
  )}
  select from written`,
};

/** Writes an event, unless there was one of its kind this hour. $1 pool, $2 type, $3 payload as JSON */
export const WRITE_HOURLY_EVENT: PreparedStatement = {
  name: 'write-hourly-event',
  text: `
  with ${tellEvents(
    'written',
    `select $1::uuid as pool_id, $2::text as type, null::uuid as booking_id,
            $2 || ':' || ${THIS_HOUR} as once_key, 0 as place, $3::jsonb as payload`,
    { isOnce: true },
  )}
  select from written`,
};

/** Whether there was one. $1 pool, $2 type */
export const FIND_HOURLY_EVENT: PreparedStatement = {
  name: 'find-hourly-event',
  text: `select from outbox_event where once_key = $2::text || ':' || ${THIS_HOUR} and pool_id = $1`,
};
