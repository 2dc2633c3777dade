/**
 * Deletes rows that are older than the company keeps them. Each statement handles one batch, found by the
 * time of its rows, and may be repeated. Rows are deleted by their physical position (`ctid`), as in the
 * expiry job.
 */
import { LONG_STATEMENT_MS, type Statement, statement } from '../../platform/database/index.js';

/** The types that ids of rows have. */
type IdArray = 'uuid[]' | 'text[]' | 'bigint[]';

/** The next rows, except those that are set aside. */
type NextRows = Statement<{ keptDays: 'integer'; limit: 'integer'; except: IdArray }>;

/** The statements for one kind of rows. */
export interface Retained {
  /** The kind of the items that are set aside. */
  kind: string;
  deleteNext: NextRows;
  /** Lists the ids of the rows that `deleteNext` would delete. */
  list: NextRows;
  /** Deletes rows by their ids, if they are old enough. */
  deleteThese: Statement<{ keptDays: 'integer'; ids: IdArray }>;
}

interface Kind {
  kind: string;
  table: string;
  /** Condition for old rows. @param before SQL: the time before which they are old */
  old: (before: string) => string;
  order: string;
  /** The id of a row. */
  id: string;
  ids: IdArray;
  /** Further columns of `old`. */
  more?: string;
  /** CTEs that delete dependent rows, by the ids in `old`. */
  also?: string;
}

function retained({
  kind,
  table,
  old,
  order,
  id,
  ids: type,
  more = '',
  also = '',
}: Kind): Retained {
  const options = { timeout: LONG_STATEMENT_MS };
  const next = { keptDays: 'integer', limit: 'integer', except: type } as const;
  const oldRows = (keptDays: string): string => old(`now() - make_interval(days => ${keptDays})`);
  const nextRows = (p: Record<keyof typeof next, string>): string =>
    `${oldRows(p.keptDays)} and not (${id} = any(${p.except})) order by ${order} limit ${p.limit}`;
  const deleteRows = (which: string): string => `
  with old as materialized (select ctid, ${id} as id ${more} from ${table} where ${which})
  ${also}
  delete from ${table} where ctid = any(array(select ctid from old))
  returning true`;
  return {
    kind,
    deleteNext: statement(`delete-old-${table}`, next, (p) => deleteRows(nextRows(p)), options),
    list: statement(
      `list-old-${table}`,
      next,
      (p) => `select ${id} as id from ${table} where ${nextRows(p)}`,
      options,
    ),
    deleteThese: statement(
      `delete-these-old-${table}`,
      { keptDays: 'integer', ids: type },
      (p) => deleteRows(`${oldRows(p.keptDays)} and ${id} = any(${p.ids})`),
      options,
    ),
  };
}

const byUuid = (id: string) => ({ id, ids: 'uuid[]' as const });

/** For rows with a key that must not appear in a list of items: their id is its digest, without an index. */
const byDigest = (key: string) => ({ id: `encode(sha256(${key}), 'hex')`, ids: 'text[]' as const });

/** Deletes parties, routes and PINs with their booking. */
const BOOKINGS = retained({
  kind: 'booking',
  table: 'booking',
  old: (before) => `ended_at at time zone 'UTC' < (${before}) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())`,
  order: `ended_at at time zone 'UTC'`,
  ...byUuid('id'),
});

/** Deletes legs and recordings with their call. The statistics of its hour stay. */
const CALLS = retained({
  kind: 'call',
  table: 'call_session',
  old: (before) => `created_at at time zone 'UTC' < (${before}) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))`,
  order: `created_at at time zone 'UTC'`,
  id: 'session_id',
  ids: 'text[]',
  more: `, date_trunc('hour', created_at, 'UTC') as hour`,
  also: `, hours as (
    -- The remaining calls of the hour no longer show how many there were: it is not counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )`,
});

/** Selects the rows of a table by a column. */
const olderThan = (time: string) => ({
  old: (before: string) => `${time} < ${before}`,
  order: time,
});

/** Deletes deliveries with their event. The id of an event begins with its time (UUID version 7). */
const EVENTS = retained({
  kind: 'event',
  table: 'outbox_event',
  old: (before) =>
    `id < (lpad(to_hex((date_part('epoch', ${before}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`,
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
  id: 'id',
  ids: 'bigint[]',
});

/** Deletes counts of wrong PINs that have lost their effect. */
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
