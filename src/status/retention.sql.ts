/**
 * What is kept no longer than the company wants. Each statement is a batch, found by the time it is
 * kept from, and may be repeated; its rows are deleted by where they lie (`ctid`), as in the expiry job.
 */
import { LONG_STATEMENT_MS, type PreparedStatement } from '../database/index.js';

const statement = (name: string, text: string): PreparedStatement => ({
  name,
  timeout: LONG_STATEMENT_MS,
  text,
});

/** Parties, routes and PINs go with their booking. $1 days, $2 how many */
export const DELETE_OLD_BOOKINGS = statement(
  'delete-old-bookings',
  `
  with old as materialized (
    select ctid from booking
     where ended_at at time zone 'UTC' < (now() - make_interval(days => $1)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still keeps its number from somebody stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())
     order by ended_at at time zone 'UTC'
     limit $2
  )
  delete from booking where ctid = any(array(select ctid from old))
  returning id`,
);

/** With legs and recordings. The statistics of their hours stay. $1 days, $2 how many */
export const DELETE_OLD_CALLS = statement(
  'delete-old-calls',
  `
  with old as materialized (
    select ctid, session_id, date_trunc('hour', created_at, 'UTC') as hour from call_session
     where created_at at time zone 'UTC' < (now() - make_interval(days => $1)) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))
     order by created_at at time zone 'UTC'
     limit $2
  ), hours as (
    -- What is left of its calls no longer says how many there were: it is not counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select session_id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select session_id from old))
  )
  delete from call_session where ctid = any(array(select ctid from old))
  returning session_id`,
);

const BEFORE = 'now() - make_interval(days => $1)';

/** Rows of a table of which `time` is longer ago. $1 days, $2 how many */
const deleteOld = (table: string, time: string, before = BEFORE): PreparedStatement =>
  statement(
    `delete-old-${table}`,
    `
  delete from ${table}
   where ctid = any(array(
     select ctid from ${table} where ${time} < ${before} order by ${time} limit $2))
  returning true`,
  );

export const DELETE_OLD_RECEIPTS = deleteOld('webhook_receipt', 'received_at');
export const DELETE_OLD_UNREADABLE = deleteOld('unreadable_message', 'last_received_at');
export const DELETE_OLD_AUDIT = deleteOld('audit_event', 'occurred_at');

/** Counts of wrong PINs that are forgotten anyway. */
export const DELETE_OLD_GUARDS = deleteOld('pin_guard', 'since');

/** With their deliveries; the id of an event begins with its time (UUID version 7). */
export const DELETE_OLD_EVENTS = deleteOld(
  'outbox_event',
  'id',
  `(lpad(to_hex((date_part('epoch', ${BEFORE}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`,
);
