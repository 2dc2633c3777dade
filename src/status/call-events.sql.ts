/**
 * What is told of calls. There are many of them and a person is on the line, so nothing is written if
 * no endpoint wants it; call records have it all. Calls to numbers of no pool are nobody's.
 */
import { isoTime, tellEvents } from '../events/index.js';
import { NO_POOL } from './no-pool.js';
import { endedOutcome, talkSeconds } from './outcome.sql.js';

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
 * call.answered or call.missed, and call.ended, of sessions that ended: once for each session, and again
 * when a later report changed the outcome or the talk time. Such a correction names the outcome that it
 * replaces, and its time is that of the moment when the session was locked: it is later than that of the
 * event that it corrects.
 * @param source CTE with the columns that decide the outcome
 * @param isRepeated whether it may have been written before: a first event is written all the same
 */
export const tellCallEnded = (source: string, isRepeated: boolean): string =>
  tellEvents(
    'told_call_ended',
    `select s.pool_id, told.type, s.booking_id,
            told.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + told.place as place,
            jsonb_build_object(${PARTICULARS}, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', ${isoTime('s.started_at')},
              'endedAt', ${isoTime('s.ended_at')})
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then ${talkSeconds('s')} end as talked
                       from (select s.*, ${endedOutcome('s')} as outcome from ${source} s
                              where s.session_status is not null
                                and s.pool_id <> '${NO_POOL}') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as told (type, kind, place, applies)
      where told.applies${isRepeated ? '' : ' and (s.previous_outcome is null or s.is_corrected)'}`,
    { isOnce: true, isForSubscribers: true },
  );
