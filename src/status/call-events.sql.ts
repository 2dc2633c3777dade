/**
 * What is told of calls. There are many of them and a person is on the line, so nothing is written if
 * no endpoint wants it; call records have it all. Calls to numbers of no pool are nobody's.
 */
import { isoTime, tellEvents } from '../events/index.js';
import { OUTCOME } from './call-record.sql.js';
import { NO_POOL } from './no-pool.js';

const PARTICULARS = `'sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role`;

/**
 * call.started and call.refused, each once for a session; of one that waits for a PIN, nothing yet.
 * @param source CTE or table with columns of `call_session`, as the statement has just decided them
 */
export const tellDecided = (source: string): string =>
  tellEvents(
    'told_decided',
    `select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as place,
            jsonb_build_object(${PARTICULARS}, 'reason', s.reason) as payload
       from ${source} s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '${NO_POOL}'`,
    { isOnce: true, isForSubscribers: true },
  );

/**
 * call.answered or call.missed, and call.ended, each once for a session that ended.
 * @param source CTE with columns of `call_session`: those whose summary was taken
 */
export const tellCallEnded = (source: string): string =>
  tellEvents(
    'told_call_ended',
    `select s.pool_id, told.type, s.booking_id, told.kind || ':' || s.session_id as once_key,
            told.place,
            jsonb_build_object(${PARTICULARS}, 'outcome', s.outcome,
              'talkSeconds', s.talk_seconds, 'startedAt', ${isoTime('s.started_at')},
              'endedAt', ${isoTime('s.ended_at')}) as payload
       from (select s.*, ${OUTCOME} as outcome from ${source} s
              where s.session_status is not null and s.pool_id <> '${NO_POOL}') s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as told (type, kind, place, applies)
      where told.applies`,
    { isOnce: true, isForSubscribers: true },
  );
