import { statement } from '../../platform/database/index.js';

/**
 * Rotates the secret of a subscription. The previous one stays valid for `overlapSeconds` by the
 * database's clock; the one before that is dropped.
 */
export const ROTATE_SECRET = statement(
  'rotate-webhook-secret',
  { id: 'uuid', secretCiphertext: 'bytea', overlapSeconds: 'float8' },
  (p) => `
  update event_subscription
     set previous_secret_ciphertext = secret_ciphertext,
         secret_ciphertext = ${p.secretCiphertext},
         previous_secret_until = statement_timestamp() + make_interval(secs => ${p.overlapSeconds}),
         updated_at = statement_timestamp()
   where id = ${p.id}`,
);

/** Writes the subscription of a module's own format. Once it changes, it is enabled again. */
export const PUT_SUBSCRIPTION = statement(
  'put-event-subscription',
  {
    id: 'uuid',
    url: 'text',
    types: 'text[]',
    poolIds: 'uuid[]',
    secretCiphertext: 'bytea',
    format: 'text',
  },
  (p) => `
  insert into event_subscription (id, url, types, pool_ids, secret_ciphertext, format)
  values (${p.id}, ${p.url}, ${p.types}, ${p.poolIds}, ${p.secretCiphertext}, ${p.format})
  on conflict (id) do update
     set url = excluded.url, types = excluded.types, secret_ciphertext = excluded.secret_ciphertext,
         state = 'enabled', disabled_reason = null, failing_since = null,
         updated_at = statement_timestamp()
   where event_subscription.format = excluded.format`,
);

export const DELETE_SUBSCRIPTION = statement(
  'delete-event-subscription',
  { id: 'uuid', format: 'text' },
  (p) => `
  delete from event_subscription where id = ${p.id} and format = ${p.format} returning id`,
);

/**
 * Deletes a batch of the pending deliveries of a deleted subscription, which may have many.
 * Completed deliveries are kept. If a process ends before the last batch, the rest is deleted with
 * the events.
 */
export const DROP_PENDING = statement(
  'drop-pending-deliveries',
  { subscriptionId: 'uuid', limit: 'integer' },
  (p) => `
  delete from event_delivery
   where ctid = any(array(
     select ctid from event_delivery
      where subscription_id = ${p.subscriptionId} and status = 'pending' limit ${p.limit}))
  returning true`,
);

export const POOL_NAMES = statement(
  'pool-names-of-subscriptions',
  { ids: 'uuid[]' },
  (p) => `select id, name from pool where id = any(${p.ids})`,
);
