import { statement } from '../../platform/database/index.js';
import { emitDecidedAndCorrected } from './call-events.sql.js';
import { keepEmittedEnd } from './ended-session.sql.js';

/**
 * Revokes a connection that was decided but, according to the summary, not executed, unless a
 * report says that the callee was called. Calls from the app are excluded: Maskline starts them by
 * 8x8's API, so no callflow response can be lost.
 */
export const REVOKE_UNEXECUTED = statement(
  'revoke-unexecuted-connection',
  { sessionId: 'text', subAccountId: 'text?' },
  (p) => `
  with recorded as (
    update call_session s set decision = 'refuse', reason = 'response-lost',
${keepEmittedEnd('s')}
     where s.session_id = ${p.sessionId} and s.decision = 'connect' and s.reason <> 'called-from-app'
       and s.is_called_out is not true
       and exists (
         select from pool p where p.id = s.pool_id and p.sub_account_id = ${p.subAccountId})
       and not exists (
         select from call_leg l
          where l.session_id = s.session_id and l.leg = 'B' and l.pool_id = s.pool_id)
    returning *
  ), ${emitDecidedAndCorrected('recorded')}
  select from recorded`,
);
