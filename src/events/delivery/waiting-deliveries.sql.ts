import { statement } from '../../platform/database/index.js';

/** Deliveries that are counted at most. */
const MAX_COUNTED = 10_000;

/** Counts the deliveries that wait for an enabled subscription, for `/metrics`. */
export const WAITING_DELIVERIES = statement(
  'waiting-deliveries',
  {},
  () => `
  select count(*)::integer as waiting
    from (select from event_subscription w
            join event_delivery d on d.subscription_id = w.id and d.status = 'pending'
           where w.state = 'enabled'
           limit ${MAX_COUNTED}) counted`,
);
