import { rows, statement } from '../../platform/database/index.js';
import { emitCallEnded } from './call-events.sql.js';
import { ENDED_COLUMNS, isUnattributed } from './ended-session.sql.js';
import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';
import { recountOf } from '../statistics/call-recount.sql.js';

/** The columns of the updated session; those of the last events are overwritten, so their old values. */
const ATTRIBUTED = ENDED_COLUMNS.replaceAll(/\w+/g, (column) =>
  column.startsWith('previous_') ? `ended.${column}` : `s.${column}`,
);

/**
 * Attributes sessions without a call handle to a booking, and emits the events of their end. The
 * booking is the one whose route the caller had on the number when the call began, if the called
 * party is its callee. A call handle that arrives later overrides the attribution. A session without
 * a booking notes what its events say, so that they are emitted again only if that changes.
 */
export const ATTRIBUTE_SESSIONS = statement(
  'attribute-sessions',
  { sessions: rows({ poolId: 'uuid', sessionId: 'text' }) },
  (p) => `
  with locked as materialized (
    -- Waits for a call handle that is being decided, and then leaves the session to it; and for
    -- another statement of this kind, and then sees what its events say.
    select s.*, ${endedOutcome('s')} as outcome, ${talkSeconds('s')} as talked
      from ${p.sessions}
      join call_session s on s.session_id = sessions.session_id and s.pool_id = sessions.pool_id
     where ${isUnattributed('s')}
     order by s.session_id, s.pool_id
       for no key update of s
  ), attributed as (
    update call_session s
       set booking_id = r.booking_id, caller_role = r.caller_role, callee_role = r.callee_role,
           caller_index = coalesce(r.caller_index, s.caller_index),
           previous_outcome = ended.outcome, previous_talk_seconds = ended.talked
      from locked ended
      left join lateral (
        select r.booking_id, r.caller_role, r.callee_role, r.caller_index
          from call_leg a
          join virtual_number n on n.msisdn = ended.virtual_number and n.pool_id = ended.pool_id
          join route r on r.caller_index = a.party_index and r.virtual_number_id = n.id
            and coalesce(ended.started_at, a.initiated_at, ended.created_at) >= r.assigned_at
            and coalesce(ended.started_at, a.initiated_at, ended.created_at) < r.callable_until
         where a.session_id = ended.session_id and a.pool_id = ended.pool_id and a.leg = 'A'
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
         limit 1) r on true
     where s.session_id = ended.session_id and s.pool_id = ended.pool_id
       and (r.booking_id is not null or ended.previous_outcome is null
         or (ended.previous_outcome, ended.previous_talk_seconds)
           is distinct from (ended.outcome, ended.talked))
    returning ${ATTRIBUTED}
  ), ${emitCallEnded('attributed')}, ${recountOf('attributed')}
  select from attributed`,
  { isRepeatable: true },
);
