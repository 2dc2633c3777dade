/**
 * Statements that erase a phone number from references, the only client-supplied text that events
 * repeat.
 */
import { statement } from '../../platform/database/index.js';

/** Finds events with a reference that contains the number. */
export const FIND_MENTIONS = statement(
  'find-references-of-phone',
  { digits: 'text', separators: 'text' },
  (p) => `
  select pool_id, id, booking_id, payload ->> 'reference' as reference from outbox_event
   where translate(payload ->> 'reference', ${p.separators}, '') like '%' || ${p.digits} || '%'`,
);

export const REWRITE_REFERENCE = statement(
  'rewrite-reference-of-event',
  { poolId: 'uuid', id: 'uuid', reference: 'text' },
  (p) => `
  update outbox_event set payload = jsonb_set(payload, '{reference}', to_jsonb(${p.reference}))
   where pool_id = ${p.poolId} and id = ${p.id}`,
);

/** Rewrites the reference of all events of a booking. */
export const REWRITE_REFERENCES = statement(
  'rewrite-references-of-events',
  { poolId: 'uuid', bookingId: 'uuid', reference: 'text' },
  (p) => `
  update outbox_event
     set payload = jsonb_set(payload, '{reference}', to_jsonb(${p.reference}), false)
   where pool_id = ${p.poolId} and booking_id = ${p.bookingId}`,
);
