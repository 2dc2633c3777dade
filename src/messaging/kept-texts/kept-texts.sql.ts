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
