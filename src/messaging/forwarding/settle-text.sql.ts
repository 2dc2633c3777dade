/**
 * Statements that store the outcome of an attempt. A receipt may have come first, or another replica
 * may have taken this one for dead; the outcome then only adds what it knows.
 */
import { statement } from '../../platform/database/index.js';
import { emitSentTexts } from '../message-events.sql.js';
import { KEPT_TEXT } from '../model/kept-text.sql.js';
import { CLAIMED, isClaimed } from './claim-texts.sql.js';

/** 8x8 has taken the text. */
export const SETTLE_FORWARDED = statement(
  'settle-forwarded-text',
  { ...CLAIMED, umid: 'text', parts: 'smallint', isRedacted: 'boolean' },
  (p) => `
  with settled as (
    update message
       set state = case when state in ('sending', 'unknown', 'forwarding') then 'forwarded'
                     else state end,
           reason = case when state in ('sending', 'unknown', 'forwarding') then null
                      else reason end,
           forwarded_at = coalesce(forwarded_at, statement_timestamp()),
           text_ciphertext = ${KEPT_TEXT}, receiver_ciphertext = null,
           outbound_umid = ${p.umid}, parts = ${p.parts},
           is_redacted = is_redacted or ${p.isRedacted}
     where ${isClaimed(p)}
    returning *
  ), ${emitSentTexts('settled')}
  select state from settled`,
);

/** The text failed, or nobody knows whether 8x8 has taken it; it is not sent again. */
export const SETTLE_UNSENT = statement(
  'settle-unsent-text',
  { ...CLAIMED, state: 'text', reason: 'text', errorCode: 'integer?', parts: 'smallint?' },
  (p) => `
  with settled as (
    update message
       set state = ${p.state}, reason = ${p.reason}, error_code = ${p.errorCode},
           parts = ${p.parts}, text_ciphertext = ${KEPT_TEXT},
           receiver_ciphertext = null
     where ${isClaimed(p)} and state in ('sending', 'unknown')
    returning *
  ), ${emitSentTexts('settled')}
  select state from settled`,
);

/** The text waits for another attempt. */
export const POSTPONE_TEXT = statement(
  'postpone-text',
  { ...CLAIMED, reason: 'text', pauseSeconds: 'float8' },
  (p) => `
  update message
     set state = 'forwarding', reason = ${p.reason}, claimed_until = null,
         due_at = statement_timestamp() + make_interval(secs => ${p.pauseSeconds})
   where ${isClaimed(p)} and state = 'sending'
  returning state`,
);
