import { byUuid, retained } from '../../platform/database/index.js';

/**
 * Deletes old events with their deliveries. An event's id begins with its time (UUID version 7).
 */
export const OLD_EVENTS = retained({
  name: 'events',
  period: 'events',
  kind: 'event',
  table: 'outbox_event',
  old: (before) =>
    `id < (lpad(to_hex((date_part('epoch', ${before}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`,
  order: 'id',
  ...byUuid('id'),
});
