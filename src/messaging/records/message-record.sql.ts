import { statement } from '../../platform/database/index.js';
import { DELIVERED_RANK } from '../receipts/receipt-ranks.js';

/** The time at which a text `m` was stored, in the same expression as the index. */
export const TIME = `(m.received_at at time zone 'UTC')`;

/**
 * The outcome of a text `m`. `delivered` is proof of its arrival; without one it stays `forwarded`.
 */
export const OUTCOME = `
  case when m.state = 'sending' then 'forwarding'
       when m.state <> 'forwarded' then m.state
       when m.receipt_rank >= ${DELIVERED_RANK} then 'delivered'
       when m.receipt_state in ('undelivered', 'rejected') then 'undelivered'
       else 'forwarded' end`;

/** Selects the columns of MessageRow. */
export const SELECT_MESSAGE = `
  select m.id, m.pool_id, p.name as pool_name, m.booking_id, m.kind, m.reference, m.call_session_id,
         m.virtual_number, m.source, m.sender_role, m.receiver_role, m.text_ciphertext,
         m.text_kept_until, m.is_redacted, m.length, m.parts, m.position, m.pieces, m.reason,
         m.receipt_state, m.receipt_detail, m.receipt_at, m.error_code, m.is_source_overwritten,
         m.inbound_price, m.inbound_currency, m.outbound_price, m.outbound_currency,
         m.received_at, m.forwarded_at, ${OUTCOME} as outcome,
         m.received_at::text as received_at_text
    from message m
    left join pool p on p.id = m.pool_id`;

/** Finds a text in the given pools, or in all if null. */
export const FIND_MESSAGE = statement(
  'find-message',
  { id: 'uuid', poolIds: 'uuid[]?' },
  (p) => `${SELECT_MESSAGE}
   where m.id = ${p.id} and (${p.poolIds} is null or m.pool_id = any(${p.poolIds}))`,
  { isRepeatable: true },
);
