import { rows, statement } from '../../platform/database/index.js';
import { emitCallEndedAgain } from './call-events.sql.js';
import { ENDED_COLUMNS } from './ended-session.sql.js';
import { recountOf } from '../statistics/call-recount.sql.js';

const ATTRIBUTED_COLUMNS = new Set(['booking_id', 'caller_role', 'callee_role']);

/**
 * Attributes sessions without a call handle to a booking, and emits the events of their end. The
 * booking is the one whose route the caller had on the number when the call began, if the called
 * party is its callee. A call handle that arrives later overrides the attribution.
 */
export const ATTRIBUTE_SESSIONS = statement(
  'attribute-sessions',
  { sessions: rows({ poolId: 'uuid', sessionId: 'text' }) },
  (p) => `
  with locked as materialized (
    -- Waits for a call handle that is being decided, and then sees its decision.
    select s.*
      from ${p.sessions}
      join call_session s on s.session_id = sessions.session_id and s.pool_id = sessions.pool_id
     order by s.session_id, s.pool_id
       for no key update of s
  ), attributed as (
    update call_session s
       set booking_id = r.booking_id, caller_role = r.caller_role, callee_role = r.callee_role,
           caller_index = a.party_index
      from locked ended
      join call_leg a
        on a.session_id = ended.session_id and a.pool_id = ended.pool_id and a.leg = 'A'
      join virtual_number n on n.msisdn = ended.virtual_number and n.pool_id = ended.pool_id
      join route r on r.caller_index = a.party_index and r.virtual_number_id = n.id
        and coalesce(ended.started_at, a.initiated_at, ended.created_at) >= r.assigned_at
        and coalesce(ended.started_at, a.initiated_at, ended.created_at) < r.callable_until
     where s.session_id = ended.session_id and s.pool_id = ended.pool_id
       and s.decision is null and s.booking_id is null
       and not exists (
         select from call_leg b
          where b.session_id = ended.session_id and b.pool_id = ended.pool_id and b.leg = 'B'
            and (r.callee_index is null or (b.party_index <> r.callee_index
              -- A replica that looks up by another key stores the index of the dual-keyed route (ADR 12).
              and not exists (
                select from route dual
                 where dual.booking_id = r.booking_id and dual.caller_role = r.caller_role
                   and dual.virtual_number_id + 0 = r.virtual_number_id
                   and dual.callee_index = b.party_index))))
    returning s.pool_id, s.session_id, s.booking_id, s.caller_role, s.callee_role
  ), ended as (
    select ${ENDED_COLUMNS.replaceAll(/\w+/g, (column) =>
      ATTRIBUTED_COLUMNS.has(column)
        ? `coalesce(a.${column}, s.${column}) as ${column}`
        : `s.${column}`,
    )}
      from locked s
      left join attributed a on a.session_id = s.session_id and a.pool_id = s.pool_id
  ), ${emitCallEndedAgain('ended')}, ${recountOf('ended')}
  select from attributed`,
  { isRepeatable: true },
);
