/**
 * Statements that find a phone number in texts and erase it; the records stay. The searches read
 * whole tables (ADR 13).
 */
import { heldUntil } from '../../booking/index.js';
import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';
import { emitSentTexts } from '../message-events.sql.js';
import { OUTCOME } from '../records/message-record.sql.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** Finds the texts from and to the phone that were stored before a time of the database's clock. */
export const FIND_MESSAGES = statement(
  'find-messages-of-phone',
  { indexes: 'bytea[]', storedBefore: 'timestamptz' },
  (p) => `
  select pool_id, id from message
   where (sender_index = any(${p.indexes}) or receiver_index = any(${p.indexes}))
     and received_at < ${p.storedBefore}
   order by 1, 2`,
);

/**
 * Erases texts and the phone from their records, and queues them to be erased at 8x8. A text that
 * waits to be sent fails. One statement, so that no text loses the link to its phone before 8x8 is
 * sure to be asked. Locks the texts in the order in which receipts lock them.
 */
export const ERASE_MESSAGES = statement(
  'erase-messages-of-phone',
  { poolId: 'uuid', ids: 'uuid[]', indexes: 'bytea[]' },
  (p) => `
  with locked as materialized (
    select id, pool_id, state, inbound_umid, outbound_umid from message
     where pool_id = ${p.poolId} and id = any(${p.ids})
     order by id, pool_id
       for no key update
  ), queued as (
    insert into carrier_erasure (pool_id, umid, sub_account_id)
    select distinct p.id, known.umid, p.sms_sub_account_id
      from locked
      join pool p on p.id = locked.pool_id and p.sms_sub_account_id is not null
      cross join lateral (values (locked.inbound_umid), (locked.outbound_umid)) as known (umid)
     where known.umid is not null
     order by known.umid, p.id
    on conflict do nothing
  ), erased as (
    update message m
       set text_ciphertext = null, text_kept_until = null, receiver_ciphertext = null,
           content_ciphertext = null,
           reference = case when m.reference is not null then 'erased:' || m.id end,
           sender_index = case when m.sender_index <> all(${p.indexes}) then m.sender_index end,
           receiver_index =
             case when m.receiver_index <> all(${p.indexes}) then m.receiver_index end,
           state = case m.state when 'forwarding' then 'failed' else m.state end,
           reason = case m.state when 'forwarding' then 'erased' else m.reason end
      from locked
     where m.id = locked.id and m.pool_id = locked.pool_id
    returning m.*, locked.state = 'forwarding' as is_settled
  ), settled as (
    select * from erased where is_settled
  ), ${emitSentTexts('settled')}
  select id from erased`,
);

/** Deletes the opt-outs of the phone, and when it got replies and texts about missed calls. */
export const DELETE_OPT_OUTS = statement(
  'delete-opt-outs-of-phone',
  { indexes: 'bytea[]', storedBefore: 'timestamptz' },
  (p) => `
  with replies as (
    delete from message_reply_guard where person_index = any(${p.indexes})
  ), missed_calls as (
    delete from missed_call_guard where person_index = any(${p.indexes})
  )
  delete from opt_out
   where person_index = any(${p.indexes}) and created_at < ${p.storedBefore}
  returning id`,
  LONG,
);

/** Reads stored texts in the order of their ids, after the given one. */
export const PAGE_OF_TEXTS = statement(
  'page-of-texts',
  { afterId: 'uuid', limit: 'integer' },
  (p) => `
  select id, pool_id, text_ciphertext from message
   where id > ${p.afterId} and text_ciphertext is not null
   order by id limit ${p.limit}`,
  LONG,
);

/** Replaces a text, if it is still the one that was read. */
export const REWRITE_TEXT = statement(
  'rewrite-text',
  { id: 'uuid', poolId: 'uuid', previous: 'bytea', textCiphertext: 'bytea' },
  (p) => `
  update message set text_ciphertext = ${p.textCiphertext}
   where id = ${p.id} and pool_id = ${p.poolId} and text_ciphertext = ${p.previous}`,
);

/** Finds references that contain the number. */
export const FIND_REFERENCES = statement(
  'find-references-of-phone-in-texts',
  { digits: 'text', separators: 'text' },
  (p) => `
  select id, pool_id, reference from message
   where translate(reference, ${p.separators}, '') like '%' || ${p.digits} || '%'`,
);

export const ERASE_REFERENCE = statement(
  'erase-reference-of-text',
  { id: 'uuid', poolId: 'uuid' },
  (p) => `
  update message set reference = 'erased:' || id, content_ciphertext = null
   where id = ${p.id} and pool_id = ${p.poolId}`,
);

/**
 * Lists the texts of a phone, newest first, before the given one. `keptDays` is 0 if records of texts
 * are kept indefinitely.
 */
export const LIST_MESSAGES_OF_PHONE = statement(
  'list-messages-of-phone',
  {
    indexes: 'bytea[]',
    beforeTime: 'timestamptz?',
    beforeId: 'uuid?',
    limit: 'integer',
    keptDays: 'integer',
  },
  (p) => `
  select m.id, p.name as pool_name, m.booking_id, m.kind,
         m.sender_index = any(${p.indexes}) as is_sender, m.sender_role, m.receiver_role,
         m.virtual_number, m.source, m.text_ciphertext, m.length, m.reason, m.received_at,
         m.forwarded_at, ${OUTCOME} as outcome, m.received_at::text as received_at_text,
         case when ${p.keptDays} > 0 then greatest(
           m.received_at + make_interval(days => ${p.keptDays}),
           ${heldUntil({ poolId: 'm.pool_id', id: 'm.booking_id' })}) end as kept_until
    from message m
    left join pool p on p.id = m.pool_id
   where (m.sender_index = any(${p.indexes}) or m.receiver_index = any(${p.indexes}))
     and (${p.beforeTime} is null or (m.received_at, m.id) < (${p.beforeTime}, ${p.beforeId}))
   order by m.received_at desc, m.id desc
   limit ${p.limit}`,
);

/** Lists the opt-outs of a phone, newest first, before the given one. */
export const LIST_OPT_OUTS_OF_PHONE = statement(
  'list-opt-outs-of-phone',
  { indexes: 'bytea[]', beforeId: 'uuid?', limit: 'integer' },
  (p) => `
  select o.id, p.name as pool, n.msisdn as virtual_number, o.is_active, o.asked_at, o.created_at
    from opt_out o
    join pool p on p.id = o.pool_id
    left join virtual_number n on n.id = o.virtual_number_id
   where o.person_index = any(${p.indexes}) and (${p.beforeId} is null or o.id < ${p.beforeId})
   order by o.id desc
   limit ${p.limit}`,
);
