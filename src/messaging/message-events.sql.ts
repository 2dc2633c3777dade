/**
 * CTEs that emit events of texts. As for calls, an event is written only if a subscription wants it.
 * No event has a text or the phone number of a party.
 */
import { emitEvents } from '../events/index.js';
import { NO_POOL } from '../status/index.js';
import { DELIVERED_RANK } from './receipts/receipt-ranks.js';

const PARTICULARS = `'messageId', m.id, 'kind', m.kind, 'bookingId', m.booking_id,
  'virtualNumber', coalesce(m.source, m.virtual_number), 'senderRole', m.sender_role,
  'receiverRole', m.receiver_role`;

const ONCE = { isOnce: true, isForSubscribers: true };

/** Emits message.received or message.refused. @param source CTE with columns of `message` */
export const emitDecidedTexts = (source: string): string =>
  emitEvents(
    'text_event',
    `select m.pool_id,
            case m.state when 'forwarding' then 'message.received' else 'message.refused' end
              as type,
            m.booking_id, 0 as position,
            jsonb_build_object(${PARTICULARS}, 'length', m.length)
              || case when m.state = 'refused' then jsonb_build_object('reason', m.reason)
                   else '{}'::jsonb end as payload
       from ${source} m
      where m.pool_id <> '${NO_POOL}'`,
    { isForSubscribers: true },
  );

/**
 * Emits message.forwarded or message.failed for texts in these states, once per outcome. A text that
 * is unknown has failed as far as anybody knows; a receipt that settles it emits message.forwarded.
 * @param source CTE with columns of `message`
 */
export const emitSentTexts = (source: string): string =>
  emitEvents(
    'sent_event',
    `select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id || ':' || m.state as once_key, 0 as position,
            jsonb_build_object(${PARTICULARS}, 'parts', m.parts)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('outcome', m.state, 'reason', m.reason,
                          'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from ${source} m
       cross join lateral (
         select case when m.state = 'forwarded' then 'message.forwarded'
                     when m.state in ('failed', 'unknown') then 'message.failed' end as type) event
      where event.type is not null`,
    ONCE,
  );

/**
 * Emits message.delivered or message.failed, once per outcome, by the receipt with the highest rank.
 * Of a text that 8x8 has refused, message.failed was emitted before.
 * @param source CTE with columns of `message`
 */
export const emitReceipts = (source: string): string =>
  emitEvents(
    'receipt_event',
    `select m.pool_id, event.type, m.booking_id,
            event.type || ':' || m.id
              || case event.type when 'message.failed' then ':' || m.receipt_state else '' end
              as once_key,
            1 as position,
            jsonb_build_object(${PARTICULARS}, 'parts', m.parts, 'outcome', m.receipt_state)
              || case when event.type = 'message.failed'
                   then jsonb_build_object('reason', m.receipt_detail, 'errorCode', m.error_code)
                   else '{}'::jsonb end as payload
       from ${source} m
       cross join lateral (
         select case when m.receipt_rank >= ${DELIVERED_RANK} then 'message.delivered'
                     when m.receipt_state in ('undelivered', 'rejected') and m.state = 'forwarded'
                       then 'message.failed' end as type) event
      where event.type is not null`,
    ONCE,
  );
