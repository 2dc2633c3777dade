import { isChannelOff, isPartyBlocked, isQuiet } from '../../booking/index.js';
import { statement } from '../../platform/database/index.js';
import { OWN_NUMBER } from '../../booking/index.js';
import { messagesFor } from '../../pool/index.js';
import { emitDecidedAndCorrected, keepEmittedEnd } from '../../status/index.js';

const BLOCKED = isPartyBlocked(
  { bookingId: 'b.id', role: 'party.role' },
  { callee: 'r.callee_index', poolId: 'b.pool_id', at: 'statement_timestamp()' },
);

/**
 * Finds the party of a role and its callee. The route is the one that is used when the party dials
 * its virtual number, and names the number that the callee sees.
 */
export const FIND_CALL_PARTIES = statement(
  'find-call-parties',
  { bookingId: 'uuid', role: 'text' },
  (p) => `
  select b.pool_id, b.id as booking_id, pool.sub_account_id, n.msisdn as virtual_number,
         n.id as virtual_number_id, shown.msisdn as caller_id, party.role, party.number_ciphertext, party.number_index,
         r.callee_role, r.caller_index, r.callee_index, r.callee_ciphertext,
         n.state <> 'disabled' and r.callee_role is not null
           and coalesce(r.callable_until > statement_timestamp(), false)
           and coalesce(r.callable_from <= statement_timestamp(), true)
           and coalesce(party.role = any(b.callers_allowed), true)
           and not ${isChannelOff('voice', { pool: 'pool' })}
           and not ${isQuiet({ booking: 'b', pool: 'pool', route: 'r' })}
           and not ${BLOCKED}
           as is_callable,
         pool.max_calls_per_minute,
         b.announcement, party.language
    from booking b
    join pool on pool.id = b.pool_id
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id
      and party.role = ${p.role}
    join virtual_number n on n.id = coalesce(${OWN_NUMBER}, b.virtual_number_id)
    left join route r on r.caller_index = party.number_index and r.virtual_number_id = n.id
      and r.pool_id = b.pool_id and r.booking_id = b.id
    left join virtual_number shown on shown.id = coalesce(r.caller_id_number_id, n.id)
   where b.id = ${p.bookingId}`,
);

/** Returns the announcement of a pool for a caller. */
export const FIND_ANNOUNCEMENT = statement(
  'find-announcement',
  { poolId: 'uuid', language: 'text?', callingCode: 'text?' },
  (p) => `
  select ${messagesFor(p.language, p.callingCode)} -> 'announcement' as announcement
    from pool p where p.id = ${p.poolId}`,
);

/**
 * Counts the calls of the last minute, dialled or from the app. The call handle counts them the
 * same way.
 */
export const COUNT_RECENT_CALLS = statement(
  'count-recent-calls',
  { callerIndexes: 'bytea[]', virtualNumber: 'text' },
  (p) => `
  select count(*)::integer as calls from call_session s
   where s.caller_index = any(${p.callerIndexes}) and s.virtual_number || '' = ${p.virtualNumber}
     and s.created_at > statement_timestamp() - interval '1 minute'`,
);

/**
 * Records a call that 8x8 started at Maskline's request. Status messages of the call may arrive
 * first.
 */
export const RECORD_APP_CALL = statement(
  'record-app-call',
  {
    poolId: 'uuid',
    sessionId: 'text',
    bookingId: 'uuid',
    virtualNumber: 'text',
    callerRole: 'text',
    calleeRole: 'text',
    callerIndex: 'bytea',
  },
  (p) => `
  with recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at)
    values (${p.poolId}, ${p.sessionId}, ${p.bookingId}, ${p.virtualNumber}, 'connect',
            'called-from-app', ${p.callerRole}, ${p.calleeRole}, ${p.callerIndex}, now())
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at,
${keepEmittedEnd('call_session')}
    where call_session.decision is null
    returning *
  ), ${emitDecidedAndCorrected('recorded')}
  select from recorded`,
);
