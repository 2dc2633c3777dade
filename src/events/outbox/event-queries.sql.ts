/** Statements that read events and schedule redeliveries. */
import { statement } from '../../platform/database/index.js';
import { isWanted } from './event.sql.js';

export const SELECT_EVENT = `
  select e.id, e.type, e.occurred_at, p.name as pool_name, e.payload
    from outbox_event e
    join pool p on p.id = e.pool_id`;

export const FIND_EVENT = statement(
  'find-event',
  { id: 'uuid' },
  (p) => `${SELECT_EVENT} where e.id = ${p.id}`,
);

export const FIND_DELIVERIES = statement(
  'find-deliveries',
  { eventId: 'uuid' },
  (p) => `select * from event_delivery where event_id = ${p.eventId} order by subscription_id`,
);

/**
 * Schedules a fresh delivery of an event: to one subscription, or to all that include it now or had
 * it before. An attempt in progress loses its claim.
 */
export const REDELIVER = statement(
  'redeliver-event',
  { eventId: 'uuid', subscriptionId: 'uuid?' },
  (p) => `
  insert into event_delivery as d (pool_id, event_id, subscription_id, booking_id, due_at)
  select e.pool_id, e.id, w.id, e.booking_id, statement_timestamp()
    from outbox_event e
    join event_subscription w on w.state = 'enabled'
      and (w.id = ${p.subscriptionId}
        or ${p.subscriptionId} is null and (${isWanted('e.type', 'e.pool_id')} or exists (
          select from event_delivery had where had.event_id = e.id and had.subscription_id = w.id)))
   where e.id = ${p.eventId}
  on conflict (event_id, subscription_id, pool_id) do update set
    status = 'pending', attempts = 0, due_at = excluded.due_at, claim = null, claimed_until = null
  returning d.*`,
);

/** Finds a pool by its id or name. */
export const FIND_POOL = statement(
  'find-pool-of-events',
  { id: 'uuid?', name: 'text?' },
  (p) => `select id, name from pool where id = ${p.id} or name = ${p.name}`,
);
