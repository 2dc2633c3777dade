/**
 * What is kept no longer than the company wants. Each statement is a batch, found by the time it is
 * kept from, and may be repeated; its rows are deleted by where they lie (`ctid`), as in the expiry job.
 */
import { LONG_STATEMENT_MS, type PreparedStatement } from '../../database/index.js';

/** The statements for one kind of rows. */
export interface Retained {
  /** The kind of the items that are set aside. */
  kind: string;
  /** Deletes the next rows, but not those that are set aside. $1 days, $2 how many, $3 ids of those */
  deleteNext: PreparedStatement;
  /** Lists the ids of the rows that `deleteNext` would delete. $1 days, $2 how many, $3 set-aside ids */
  list: PreparedStatement;
  /** Deletes rows by their ids, if they are old enough. $1 days, $2 ids */
  deleteThese: PreparedStatement;
}

interface Kind {
  kind: string;
  table: string;
  /** Which rows are old; `$1` are days. */
  old: string;
  order: string;
  /** The id of a row as text. */
  id: string;
  /** Whether a row has one of the ids in a parameter. */
  isOneOf: (parameter: string) => string;
  /** Further columns of `old`. */
  more?: string;
  /** Deletes what belongs to the rows `old` as well, by their ids. */
  also?: string;
}

function retained({ kind, table, old, order, id, isOneOf, more = '', also = '' }: Kind): Retained {
  const statement = (name: string, text: string): PreparedStatement => ({
    name: `${name}-old-${table}`,
    timeout: LONG_STATEMENT_MS,
    text,
  });
  const next = `${old} and not (${isOneOf('$3')}) order by ${order} limit $2`;
  const deleteRows = (which: string): string => `
  with old as materialized (select ctid, ${id} as id ${more} from ${table} where ${which})
  ${also}
  delete from ${table} where ctid = any(array(select ctid from old))
  returning true`;
  return {
    kind,
    deleteNext: statement('delete', deleteRows(next)),
    list: statement('list', `select ${id} as id from ${table} where ${next}`),
    deleteThese: statement('delete-these', deleteRows(`${old} and ${isOneOf('$2')}`)),
  };
}

const byUuid = (column: string) => ({
  id: column,
  isOneOf: (parameter: string) => `${column} = any(${parameter}::uuid[])`,
});

/** For rows whose key says something: their id is its digest, which no index has. */
const byDigest = (key: string) => {
  const id = `encode(sha256(${key}), 'hex')`;
  return { id, isOneOf: (parameter: string) => `${id} = any(${parameter}::text[])` };
};

const BEFORE = 'now() - make_interval(days => $1)';

/** Parties, routes and PINs go with their booking. */
const BOOKINGS = retained({
  kind: 'booking',
  table: 'booking',
  old: `ended_at at time zone 'UTC' < (${BEFORE}) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still keeps its number from somebody stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())`,
  order: `ended_at at time zone 'UTC'`,
  ...byUuid('id'),
});

/** With legs and recordings. The statistics of their hours stay. */
const CALLS = retained({
  kind: 'call',
  table: 'call_session',
  old: `created_at at time zone 'UTC' < (${BEFORE}) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))`,
  order: `created_at at time zone 'UTC'`,
  id: 'session_id',
  isOneOf: (parameter) => `session_id = any(${parameter}::text[])`,
  more: `, date_trunc('hour', created_at, 'UTC') as hour`,
  also: `, hours as (
    -- What is left of its calls no longer says how many there were: it is not counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )`,
});

/** Rows of a table of which `time` is longer ago. */
const olderThan = (time: string) => ({ old: `${time} < ${BEFORE}`, order: time });

/** With their deliveries; the id of an event begins with its time (UUID version 7). */
const EVENTS = retained({
  kind: 'event',
  table: 'outbox_event',
  old: `id < (lpad(to_hex((date_part('epoch', ${BEFORE}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`,
  order: 'id',
  ...byUuid('id'),
});

const RECEIPTS = retained({
  kind: 'receipt',
  table: 'webhook_receipt',
  ...olderThan('received_at'),
  ...byDigest(`convert_to(message_key, 'UTF8') || uuid_send(pool_id)`),
});

const UNREADABLE = retained({
  kind: 'unreadable-message',
  table: 'unreadable_message',
  ...olderThan('last_received_at'),
  ...byDigest('digest'),
});

const AUDIT = retained({
  kind: 'audit-event',
  table: 'audit_event',
  ...olderThan('occurred_at'),
  id: 'id::text',
  isOneOf: (parameter) => `id = any(${parameter}::bigint[])`,
});

/** Counts of wrong PINs that are forgotten anyway. */
const GUARDS = retained({
  kind: 'pin-guard',
  table: 'pin_guard',
  ...olderThan('since'),
  ...byDigest('caller_index || int4send(virtual_number_id) || uuid_send(pool_id)'),
});

export const RETAINED = {
  calls: CALLS,
  bookings: BOOKINGS,
  events: EVENTS,
  receipts: RECEIPTS,
  unreadableMessages: UNREADABLE,
  audit: AUDIT,
  pinGuards: GUARDS,
} as const satisfies Record<string, Retained>;
