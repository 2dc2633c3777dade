import { rows, statement } from '../../platform/database/index.js';
import { noteOverwrittenSources } from '../../pool/index.js';
import { emitEvents } from '../../events/index.js';
import { KEPT_TEXT } from '../model/kept-text.sql.js';
import { emitReceipts, emitSentTexts } from '../message-events.sql.js';

const RECEIPTS = rows({
  position: 'ordinal',
  messageId: 'uuid',
  subAccountId: 'text?',
  umid: 'text',
  state: 'text',
  detail: 'text?',
  rank: 'smallint',
  /** Whether it proves that 8x8 has taken the text. */
  isTaken: 'boolean',
  at: 'timestamptz?',
  errorCode: 'integer?',
  price: 'float8?',
  currency: 'text?',
  /** Whether the receipt names the sender that the recipient saw. */
  hasSource: 'boolean',
  /** That sender, if it is a number in E.164. */
  sourceNumber: 'text?',
  /** ISO 3166, of the recipient. */
  country: 'text?',
});

/** Orders receipts of the same rank; the first one counts. */
const ORDER_OF_EQUALS = (of: string, prefix = ''): string =>
  `coalesce(${of}.${prefix}at, 'infinity'), coalesce(${of}.${prefix}detail, ''),
   coalesce(${of}.error_code, -1)`;

/**
 * Stores receipts. They arrive in any order and more than once, so every value is merged by an
 * operation that ignores both: the receipt with the highest rank counts, of equal ranks the earliest.
 * A receipt may arrive before 8x8's response to the request, or settle a text that is unknown: it
 * proves that 8x8 has taken the text, which is then never sent again.
 *
 * Locks the messages first, in the order of their keys, so that two batches do not deadlock and the
 * merged values are those of the locked rows. Returns the positions of receipts of known texts.
 */
export const TAKE_RECEIPTS = statement(
  'take-receipts',
  { receipts: RECEIPTS },
  (p) => `
  with input as materialized (
    select * from ${p.receipts}
  ), located as materialized (
    select input.*, m.pool_id, m.source as wanted_source
      from input
      join message m on m.id = input.message_id and m.state <> 'refused'
      join pool p on p.id = m.pool_id and p.sms_sub_account_id = input.sub_account_id
  ), best as materialized (
    select distinct on (message_id, pool_id) message_id, pool_id, umid, state, detail, rank, at,
           error_code
      from located
     order by message_id, pool_id, rank desc, ${ORDER_OF_EQUALS('located')}, umid
  ), summed as materialized (
    select message_id, pool_id, max(price) as price, max(currency) as currency,
           bool_or(is_taken) as is_taken, bool_or(is_taken and rank > 1) as is_sent,
           bool_or(has_source and source_number is distinct from wanted_source) as is_overwritten
      from located group by message_id, pool_id
  ), locked as materialized (
    select m.id, m.pool_id, m.state,
           best.rank > m.receipt_rank
             or best.rank = m.receipt_rank
               and (${ORDER_OF_EQUALS('best')})
                 < (${ORDER_OF_EQUALS('m', 'receipt_')}) as is_better,
           -- A text that has failed was refused by 8x8, so only the proof that it was sent counts.
           case when m.state in ('forwarding', 'sending', 'unknown')
                  then case when summed.is_taken then 'forwarded' else 'failed' end
                when m.state = 'failed' and summed.is_sent then 'forwarded'
                else m.state end as next_state
      from message m
      join best on best.message_id = m.id and best.pool_id = m.pool_id
      join summed on summed.message_id = m.id and summed.pool_id = m.pool_id
     order by m.id, m.pool_id
       for no key update of m
  ), updated as (
    update message m
       set state = locked.next_state,
           reason = case when locked.next_state = locked.state then m.reason
                         when locked.next_state = 'failed' then 'rejected' end,
           forwarded_at = case when locked.next_state = 'forwarded'
             then coalesce(m.forwarded_at, statement_timestamp()) else m.forwarded_at end,
           text_ciphertext = ${KEPT_TEXT}, receiver_ciphertext = null,
           outbound_umid = coalesce(m.outbound_umid, best.umid),
           receipt_rank = greatest(m.receipt_rank, best.rank),
           receipt_state = case when locked.is_better then best.state else m.receipt_state end,
           receipt_detail = case when locked.is_better then best.detail else m.receipt_detail end,
           receipt_at = case when locked.is_better then best.at else m.receipt_at end,
           error_code = case when locked.is_better then best.error_code else m.error_code end,
           outbound_price = greatest(m.outbound_price, summed.price),
           outbound_currency = greatest(m.outbound_currency, summed.currency),
           is_source_overwritten = m.is_source_overwritten or summed.is_overwritten
      from locked
      join best on best.message_id = locked.id and best.pool_id = locked.pool_id
      join summed on summed.message_id = locked.id and summed.pool_id = locked.pool_id
     where m.id = locked.id and m.pool_id = locked.pool_id
    returning m.*, locked.state <> locked.next_state as is_settled, locked.is_better
  ), settled as (
    select * from updated where is_settled
  ), ${emitSentTexts('settled')}, receipted as (
    select * from updated where is_better
  ), ${emitReceipts('receipted')}, overwritten as (
    select distinct pool_id, wanted_source as msisdn, country
      from located
     where has_source and source_number is distinct from wanted_source
  ), ${noteOverwrittenSources('overwritten')}, ${emitEvents(
    'overwritten_event',
    // Once a day for each number and country; both may have thousands of texts.
    `select o.pool_id, 'number.source_overwritten' as type, null::uuid as booking_id,
            'overwritten:' || o.msisdn || ':' || coalesce(o.country, '') || ':'
              || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD') as once_key,
            0 as position,
            jsonb_build_object('virtualNumber', o.msisdn, 'country', o.country) as payload
       from overwritten o`,
    { isOnce: true },
  )}
  select position from located`,
  { isRepeatable: true },
);
