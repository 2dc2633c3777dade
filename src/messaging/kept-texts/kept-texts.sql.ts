/** Statements that delete texts after their time, but for those of reported bookings. */
import { isNotHeld } from '../../booking/index.js';
import { LONG_STATEMENT_MS, statement } from '../../platform/database/index.js';

const LONG = { timeout: LONG_STATEMENT_MS };

/** A text that still waits to be sent is not due; what becomes of it deletes it. */
const IS_DUE = `text_kept_until <= statement_timestamp() and text_ciphertext is not null
       and state not in ('forwarding', 'sending')
       and ${isNotHeld({ poolId: 'message.pool_id', id: 'message.booking_id' })}`;

const NEXT = { limit: 'integer', except: 'uuid[]' } as const;
const next = (p: Record<keyof typeof NEXT, string>): string => `
    select id from message where ${IS_DUE} and id <> all(${p.except})
     order by text_kept_until limit ${p.limit}`;

const deleteTexts = (ids: string): string => `
  update message set text_ciphertext = null
   where id in (${ids}) and ${IS_DUE}
  returning id`;

export const DELETE_DUE_TEXTS = statement(
  'delete-due-texts',
  NEXT,
  (p) => deleteTexts(next(p)),
  LONG,
);

export const LIST_DUE_TEXTS = statement('list-due-texts', NEXT, next, LONG);

export const DELETE_THESE_DUE_TEXTS = statement(
  'delete-these-due-texts',
  { ids: 'uuid[]' },
  (p) => deleteTexts(`select unnest(${p.ids})`),
  LONG,
);

/** Ends the time for which a text is kept, and deletes it unless it is still needed. */
export const DELETE_TEXT = statement(
  'delete-kept-text',
  { id: 'uuid' },
  (p) => `
  with first as materialized (
    select * from message where id = ${p.id}
  ), pieces as (
    select id from first
    union
    select m.id from first
      join message m on m.booking_id = first.booking_id and m.queued_at = first.queued_at
       and m.receiver_role = first.receiver_role
     where first.pieces > 1
  )
  update message
     set text_kept_until = least(text_kept_until, statement_timestamp()),
         text_ciphertext = case
           when state in ('forwarding', 'sending') then text_ciphertext
           when ${isNotHeld({ poolId: 'message.pool_id', id: 'message.booking_id' })} then null
           else text_ciphertext end
   where id in (select id from pieces) and text_kept_until is not null
  returning id`,
);
