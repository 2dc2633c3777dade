import { statement } from '../../platform/database/index.js';

/**
 * Stores a reply to a sender, unless the sender got one from this number in the last 24 hours. The
 * primary key of the guard decides that, also between replicas. A number of ours gets no reply:
 * replies to replies would be a loop.
 */
export const ADD_REPLY = statement(
  'add-reply',
  {
    poolId: 'uuid',
    id: 'uuid',
    virtualNumberId: 'integer',
    source: 'text?',
    bookingId: 'uuid?',
    personIndex: 'bytea',
    receiverCiphertext: 'bytea',
    textCiphertext: 'bytea',
    length: 'integer',
  },
  (p) => `
  with guard as (
    insert into message_reply_guard (pool_id, virtual_number_id, person_index, replied_at)
    select ${p.poolId}, ${p.virtualNumberId}, ${p.personIndex}, statement_timestamp()
     where not exists (select from virtual_number where msisdn_index = ${p.personIndex})
    on conflict (person_index, virtual_number_id, pool_id) do update
       set replied_at = excluded.replied_at
     where message_reply_guard.replied_at <= excluded.replied_at - interval '24 hours'
    returning pool_id
  )
  insert into message (pool_id, id, kind, booking_id, virtual_number, virtual_number_id, source,
                       receiver_index, receiver_ciphertext, text_ciphertext, length, state,
                       queued_at, due_at)
  select guard.pool_id, ${p.id}, 'reply', ${p.bookingId}, ${p.source}, ${p.virtualNumberId},
         ${p.source}, ${p.personIndex}, ${p.receiverCiphertext}, ${p.textCiphertext}, ${p.length},
         'forwarding', statement_timestamp(), statement_timestamp()
    from guard
  returning id`,
);
